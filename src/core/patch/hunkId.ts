import { asHunkId, type HunkId } from '../../base/ids.ts';

const prime = 0x100000001b3n;
const offsetBasis = 0xcbf29ce484222325n;

/** FNV-1a, 64 bit, over UTF-16 units (Fowler, Noll, Vo, 1991), as 16 hexadecimal digits. Names things; protects nothing. */
function hashText(text: string): string {
  // Two 32-bit halves: BigInt arithmetic for every character takes 30 times as long.
  let high = Number(offsetBasis >> 32n);
  let low = Number(offsetBasis & 0xffffffffn);
  const primeLow = Number(prime & 0xffffffffn);
  const primeHigh = Number(prime >> 32n);
  for (let at = 0; at < text.length; at++) {
    low = (low ^ text.charCodeAt(at)) >>> 0;
    const lowLow = (low & 0xffff) * primeLow;
    const lowHigh = (low >>> 16) * primeLow;
    const carried = lowLow + (lowHigh & 0xffff) * 0x10000;
    const carry = Math.floor(carried / 0x100000000) + Math.floor(lowHigh / 0x10000);
    high = (Math.imul(high, primeLow) + Math.imul(low, primeHigh) + carry) >>> 0;
    low = carried >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/**
 * Gives hunks their names: a hash of path, removed and added lines, and which of the file's hunks with these very lines it is. A
 * hunk keeps its name when lines elsewhere in the file change, so a decision survives a new proposal that still holds the hunk.
 */
export function createHunkNamer(path: string): (removed: readonly string[], added: readonly string[]) => HunkId {
  const seen = new Map<string, number>();
  return (removed, added) => {
    const content = hashText(JSON.stringify([path, removed, added]));
    const occurrence = seen.get(content) ?? 0;
    seen.set(content, occurrence + 1);
    return asHunkId(`h${hashText(`${content}:${occurrence}`)}`);
  };
}

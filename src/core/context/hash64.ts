/**
 * A 64-bit hash of a text as 16 lowercase hexadecimal digits: two passes of MurmurHash3's 32-bit mixing (Appleby, public domain)
 * with different seeds. It names things, it protects nothing.
 */
export function hash64(text: string): string {
  return mix(text, 0x9747b28c).toString(16).padStart(8, '0') + mix(text, 0x1b873593).toString(16).padStart(8, '0');
}

/** A 32-bit hash of a text, as an unsigned integer. */
export function mix(text: string, seed: number): number {
  let hash = seed | 0;
  for (let i = 0; i < text.length; i++) {
    let word = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    word = Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    hash ^= word;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

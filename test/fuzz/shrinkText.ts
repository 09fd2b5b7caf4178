/**
 * A shorter text that still fails, by leaving out ever smaller parts (delta debugging, Zeller and Hildebrandt 2002, without the
 * complements). Stops at a text from which no single part can go, or when `left` says that time is over.
 */
export async function shrinkText(
  text: string,
  fails: (candidate: string) => Promise<boolean>,
  left: () => boolean,
): Promise<string> {
  let best = text;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length; ) {
      if (!left()) return best;
      const candidate = best.slice(0, at) + best.slice(at + size);
      if (candidate.length < best.length && (await fails(candidate))) best = candidate;
      else at += size;
    }
  }
  return best;
}

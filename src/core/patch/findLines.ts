/**
 * Every place (from 0, ascending) where `needle` stands in `hay` line for line, overlapping ones included. Knuth, Morris and Pratt
 * (1977): linear however often lines repeat.
 */
export function findLines(hay: readonly string[], needle: readonly string[]): number[] {
  const found: number[] = [];
  if (needle.length === 0 || needle.length > hay.length) return found;
  const back = borders(needle);
  let matched = 0;
  for (let at = 0; at < hay.length; at++) {
    while (matched > 0 && hay[at] !== needle[matched]) matched = back[matched - 1] ?? 0;
    if (hay[at] === needle[matched]) matched++;
    if (matched === needle.length) {
      found.push(at - needle.length + 1);
      matched = back[matched - 1] ?? 0;
    }
  }
  return found;
}

/** For each prefix of `needle`, the length of the longest shorter prefix that also ends it. */
function borders(needle: readonly string[]): number[] {
  const back = [0];
  let length = 0;
  for (let at = 1; at < needle.length; at++) {
    while (length > 0 && needle[at] !== needle[length]) length = back[length - 1] ?? 0;
    if (needle[at] === needle[length]) length++;
    back.push(length);
  }
  return back;
}

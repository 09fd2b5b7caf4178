/**
 * Whether a name fits a pattern in which `*` stands for any characters. The greedy match with one way back (Krauss 2008):
 * patterns come with repositories, and as a regular expression `a*a*a*…` could take minutes.
 */
export function fitsPattern(pattern: string, name: string): boolean {
  let [at, from] = [0, 0];
  let star = -1;
  let backTo = 0;
  while (from < name.length) {
    if (pattern[at] === '*') {
      star = at;
      backTo = from;
      at += 1;
    } else if (pattern[at] === name[from]) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      backTo += 1;
      at = star + 1;
      from = backTo;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

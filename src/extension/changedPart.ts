/** The part of a text that has to be replaced so that it becomes another one: `[from, to)` in UTF-16 units, and what comes there. */
export function changedPart(
  before: string,
  after: string,
): { readonly from: number; readonly to: number; readonly text: string } {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from++;
  let same = 0;
  while (same < most - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  // An editor's position cannot stand between the halves of a line end or of a character.
  while (from > 0 && (isPairEnd(before, from) || isPairEnd(after, from))) from--;
  while (same > 0 && (isPairEnd(before, before.length - same) || isPairEnd(after, after.length - same))) same--;
  return { from, to: before.length - same, text: after.slice(from, after.length - same) };
}

function isPairEnd(text: string, at: number): boolean {
  const [left, right] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return (left === 13 && right === 10) || (left >= 0xd800 && left < 0xdc00 && right >= 0xdc00 && right < 0xe000);
}

/** How what stands in the place of a secret begins. */
export const takenOutMark = '[redacted:';

/** Whether a part of a text is what stands where a secret was, or lies in it: its name, or the mark behind that. Such a part is no secret. */
export function isTakenOut(text: string, { start, end }: { readonly start: number; readonly end: number }): boolean {
  return (
    text.slice(Math.max(0, start - takenOutMark.length), end).includes(takenOutMark) ||
    /\[redacted:[^\]\s]{0,100} ?$/.test(text.slice(Math.max(0, start - 112), start))
  );
}

/** Whether a word that begins here is the name of a secret that was taken out: it names nothing beside it. */
export function isNameOfTaken(text: string, start: number): boolean {
  return text.startsWith(takenOutMark, start - takenOutMark.length);
}

/** A part without the backslashes at its end that escape a quote behind it: they belong to the text around, which may be JSON. */
export function withoutEscape<T extends { readonly start: number; readonly end: number }>(text: string, part: T): T {
  let { end } = part;
  if (!`"'\``.includes(text.charAt(end) || ' ')) return part;
  while (end > part.start + 1 && text.charAt(end - 1) === '\\') end -= 1;
  return end === part.end ? part : { ...part, end };
}

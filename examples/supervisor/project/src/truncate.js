/** A text of at most `length` characters; one that is cut ends with "…". */
export function truncate(text, length) {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1)}…`;
}

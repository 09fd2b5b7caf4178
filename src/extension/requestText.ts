/** Lines of a file of the project, counted from 1. */
export interface RequestPlace {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** A request that is a text of a file: the text, and where it stands. */
export function placedRequest(text: string, place: RequestPlace | undefined): string {
  if (!place) return text.trim();
  const { file, from, to } = place;
  const lines = from === to ? `line ${from}` : `lines ${from} to ${to}`;
  return `Implement what this text asks for. It stands in ${file}, ${lines}:\n\n${text.trim()}`;
}

/** A request to implement a comment that stands in the code, and to take it away. */
export function todoRequest(text: string, { file, from, to }: RequestPlace): string {
  const lines = from === to ? `line ${from}` : `lines ${from} to ${to}`;
  return `Implement what this comment asks for, and take the comment away. It stands in ${file}, ${lines}:\n\n${text.trim()}`;
}

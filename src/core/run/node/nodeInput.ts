/** The texts of a list in a node's input; anything else is an empty list. The schema of the input has been checked before. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A text in a node's input, or the empty one. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A map in a node's input; anything else is an empty one. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** The strings in a value, wherever they stand. */
function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* stringsIn(item);
}

/** The files that a node's input names and those that the run has changed: what its agent works on, as far as that is known. */
export function filesAtHand(
  input: Readonly<Record<string, unknown>>,
  known: { readonly listed: readonly string[]; readonly changed: Iterable<string> },
): readonly string[] {
  const listed = new Set(known.listed);
  const found = new Set(known.changed);
  for (const text of stringsIn(input))
    for (const word of text.split(/[\s`'"(),:;<>]+/)) {
      const path = word.replace(/^\.\//, '').replace(/\.$/, '');
      if (listed.has(path)) found.add(path);
    }
  return [...found].sort();
}

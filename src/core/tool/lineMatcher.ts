/** Tells which lines match, or why a pattern is not taken, phrased for the model. */
export type LineMatcher =
  | { readonly kind: 'matcher'; matches(line: string): boolean }
  | { readonly kind: 'refused'; readonly why: string };

/** The time of a pattern grows with this to the power of its unbounded repetitions, and doubles with each further choice. */
const longestLine = 200;
const mostUnbounded = 2;
const mostChoices = 6;

/**
 * A literal text, or a regular expression whose time is bounded: the pattern comes from a model and the lines from a repository,
 * so neither may make the search stand still. Repeated groups, references to groups, more than two unbounded repetitions and more
 * than a few choices are refused, and only the beginning of a long line is matched.
 */
export function lineMatcher({ text, regex }: { readonly text: string; readonly regex: boolean }): LineMatcher {
  if (!regex) return { kind: 'matcher', matches: (line) => line.includes(text) };
  const why = objectionTo(text);
  if (why !== undefined) return { kind: 'refused', why: `This pattern is not taken: ${why}` };
  try {
    const pattern = new RegExp(text, 'u');
    return { kind: 'matcher', matches: (line) => pattern.test(line.slice(0, longestLine)) };
  } catch (error) {
    return { kind: 'refused', why: `This is no regular expression: ${error instanceof Error ? error.message : ''}` };
  }
}

/** Without what is escaped and what stands in a class: that repeats nothing. A reference to a group is `\\1`. */
export function withoutClasses(pattern: string): string {
  return pattern.replace(/\\./gsu, (escaped) => (/\\[1-9k]/.test(escaped) ? '\\1' : '_')).replace(/\[[^\]]*\]/g, '_');
}

/** Why the time of a regular expression is not bounded well enough; undefined: it is. */
export function objectionTo(pattern: string): string | undefined {
  const plain = withoutClasses(pattern);
  if (plain.includes('\\1')) return 'it refers back to a group.';
  if (/\)\s*(?:[*+]|\{)/.test(plain)) return 'it repeats a group. Repeat single characters or classes.';
  const unbounded = plain.match(/[*+]|\{\d*,\d*\}/g)?.length ?? 0;
  if (unbounded > mostUnbounded) return `it has more than ${mostUnbounded} unbounded repetitions (* or +).`;
  if (choicesOf(plain) > mostChoices)
    return `it has more than ${mostChoices} choices (? or | in a group). Search for less at once.`;
  return undefined;
}

/** What may be there or not, and alternatives in groups: one after the other they multiply. Alternatives of the whole pattern do not. */
function choicesOf(plain: string): number {
  // After a repetition it means lazy, and after a bracket it says what kind of group this is.
  const optional =
    plain
      .replace(/([*+?}])\?/g, '$1')
      .replace(/\(\?/g, '(')
      .match(/\?/g)?.length ?? 0;
  let depth = 0;
  let alternatives = 0;
  for (const char of plain) {
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '|' && depth > 0) alternatives++;
  }
  return optional + alternatives;
}

/** A block without the escapes it was written with. */
export interface PlainSides {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const entity = /&(lt|gt|amp|quot|apos|#39|#x27);/g;
const signs: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#x27': "'",
};

/**
 * A block that was escaped as a whole, for HTML (`&lt;`) or with backslashes before quotes (`\"`), without its escapes. Only where
 * undoing it leaves no doubt: no sign is escaped at one place and plain at another, and the replacement has no kind of escape that
 * the lines to find do not show. Undefined otherwise.
 */
export function withoutEscapes(before: readonly string[], after: readonly string[]): PlainSides | undefined {
  return withoutEntities(before, after) ?? withoutBackslashes(before, after);
}

function withoutEntities(before: readonly string[], after: readonly string[]): PlainSides | undefined {
  const kinds = kindsOf(before);
  if (kinds.size === 0) return undefined;
  for (const kind of kindsOf(after)) if (!kinds.has(kind)) return undefined;
  const text = [...before, ...after].join('\n').replace(entity, '');
  if (kinds.has('angle') && /[<>]/.test(text)) return undefined;
  if (kinds.has('amp') && text.includes('&')) return undefined;
  const plain = (line: string): string => line.replace(entity, (_, name: string) => signs[name] ?? '');
  return { before: before.map(plain), after: after.map(plain) };
}

/** Which signs are escaped; `<` and `>` go together, whoever escapes the one escapes the other. */
function kindsOf(lines: readonly string[]): ReadonlySet<string> {
  const names = lines.flatMap((line) => [...line.matchAll(entity)].map(([, name = '']) => name));
  return new Set(names.map((name) => (name === 'lt' || name === 'gt' ? 'angle' : name)));
}

function withoutBackslashes(before: readonly string[], after: readonly string[]): PlainSides | undefined {
  const text = [...before, ...after].join('\n');
  if (!before.some((line) => /\\["'`]/.test(line)) || /\\[^"'`]|\\$/m.test(text)) return undefined;
  const rest = text.replace(/\\["'`]/g, '');
  for (const quote of ['"', "'", '`']) if (text.includes(`\\${quote}`) && rest.includes(quote)) return undefined;
  const shown = before.join('\n');
  if (['"', "'", '`'].some((quote) => text.includes(`\\${quote}`) && !shown.includes(`\\${quote}`))) return undefined;
  const plain = (line: string): string => line.replace(/\\(["'`])/g, '$1');
  return { before: before.map(plain), after: after.map(plain) };
}

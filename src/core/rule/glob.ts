/** A path is compared with patterns of at most this length, and at most so many forms of one with braces, of so many characters in all. */
const longestPattern = 400;
const mostForms = 64;
const mostCharacters = 4_000;

/**
 * Whether a path matches a glob: `*` and `?` within a name, `**` over folders, `[…]`, `{a,b}`. A pattern without `/` matches the
 * name in any folder, as in `.gitignore`. Takes time in proportion to both lengths, whatever the pattern: it may be hostile.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  if (pattern.length > longestPattern) return false;
  const names = path.split('/').map((name) => [...name]);
  return formsOf(pattern).some((parts) => matchParts(names, parts));
}

type Token = { readonly kind: 'any' } | { readonly kind: 'one'; readonly matches: (character: string) => boolean };
/** A name of the pattern, or `**`. */
type Part = '**' | readonly Token[];

function formsOf(pattern: string): readonly (readonly Part[])[] {
  const forms: (readonly Part[])[] = [];
  let length = 0;
  for (const form of expandBraces(pattern.replace(/^\.?\//, '').replace(/\/$/, '/**'))) {
    length += form.length;
    if (length > mostCharacters) break;
    forms.push((form.includes('/') ? form : `**/${form}`).split('/').map(partOf));
  }
  return forms;
}

function expandBraces(pattern: string): readonly string[] {
  let forms = [pattern];
  for (let changed = true; changed && forms.length < mostForms; ) {
    changed = false;
    forms = forms.flatMap((form) => {
      const inner = /\{([^{}]*)\}/.exec(form);
      if (!inner) return [form];
      changed = true;
      const [head, tail] = [form.slice(0, inner.index), form.slice(inner.index + inner[0].length)];
      return (inner[1] ?? '').split(',').map((option) => head + option + tail);
    });
  }
  return forms.slice(0, mostForms);
}

/** `reached[i]`: the names so far can end before part i of the pattern. Dynamic programming: no backtracking over folders. */
function matchParts(names: readonly (readonly string[])[], parts: readonly Part[]): boolean {
  let reached = open(parts, [true, ...parts.map(() => false)]);
  for (const name of names) {
    const next = reached.map(() => false);
    for (const [at, part] of parts.entries()) {
      if (!reached[at]) continue;
      if (part === '**') next[at] = true;
      else if (matchName(name, part)) next[at + 1] = true;
    }
    if (!next.includes(true)) return false;
    reached = open(parts, next);
  }
  return reached[parts.length] === true;
}

/** `**` also stands for no folder at all. */
function open(parts: readonly Part[], reached: boolean[]): boolean[] {
  for (const [at, part] of parts.entries()) if (reached[at] && part === '**') reached[at + 1] = true;
  return reached;
}

/** One name. Only the last `*` is ever widened: what an earlier one could take beyond it, the last can take as well. */
function matchName(name: readonly string[], tokens: readonly Token[]): boolean {
  let at = 0;
  let star: { readonly token: number; readonly from: number } | undefined;
  let token = 0;
  while (at < name.length) {
    const wanted = tokens[token];
    if (wanted?.kind === 'any') {
      star = { token, from: at };
      token += 1;
    } else if (wanted?.matches(name[at] ?? '')) {
      at += 1;
      token += 1;
    } else if (star) {
      star = { token: star.token, from: star.from + 1 };
      at = star.from;
      token = star.token + 1;
    } else return false;
  }
  while (tokens[token]?.kind === 'any') token += 1;
  return token === tokens.length;
}

function partOf(part: string): Part {
  if (part === '**') return '**';
  return (part.match(/\[[^\]]+\]|[\s\S]/gu) ?? []).map((token): Token => {
    if (token === '*') return { kind: 'any' };
    return { kind: 'one', matches: (character) => matchToken(character, token) };
  });
}

function matchToken(character: string, token: string): boolean {
  if (token === '?') return true;
  if (token.length < 3 || !token.startsWith('[')) return character === token;
  const negated = /^\[[!^]/.test(token);
  const body = token.slice(negated ? 2 : 1, -1);
  let found = false;
  for (let at = 0; at < body.length; at++) {
    const [from = '', dash, to] = body.slice(at, at + 3);
    if (dash === '-' && to !== undefined) {
      found ||= from <= character && character <= to;
      at += 2;
    } else found ||= from === character;
  }
  return found !== negated;
}

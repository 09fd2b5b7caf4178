/** A path is compared with patterns of at most this length, and at most so many forms of one with braces. */
const longestPattern = 400;
const mostForms = 64;

/**
 * Whether a path matches a glob: `*` and `?` within a name, `**` over folders, `[…]`, `{a,b}`. A pattern without `/` matches the
 * name in any folder, as in `.gitignore`. Takes time in proportion to both lengths, whatever the pattern: it may be hostile.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  if (pattern.length > longestPattern) return false;
  const clean = pattern.replace(/^\.?\//, '').replace(/\/$/, '/**');
  return expandBraces(clean).some((form) => {
    const whole = form.includes('/') ? form : `**/${form}`;
    return matchParts(path.split('/'), whole.split('/'));
  });
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

/** `matched[i]`: the parts of the path so far can end at part i of the pattern. Dynamic programming: no backtracking. */
function matchParts(names: readonly string[], parts: readonly string[]): boolean {
  let reached: boolean[] = open(parts, [true, ...parts.map(() => false)]);
  for (const name of names) {
    const next = reached.map(() => false);
    for (const [at, part] of parts.entries()) {
      if (!reached[at]) continue;
      if (part === '**') next[at] = true;
      else if (matchName(name, part)) next[at + 1] = true;
    }
    reached = open(parts, next);
  }
  return reached[parts.length] === true;
}

/** `**` also stands for no folder at all. */
function open(parts: readonly string[], reached: boolean[]): boolean[] {
  const out = [...reached];
  for (const [at, part] of parts.entries()) if (out[at] && part === '**') out[at + 1] = true;
  return out;
}

/** One name: the same method, a character at a time. */
function matchName(name: string, pattern: string): boolean {
  const tokens = pattern.match(/\[[^\]]+\]|[\s\S]/g) ?? [];
  const closed = (reached: boolean[]): boolean[] => {
    const out = [...reached];
    for (const [at, token] of tokens.entries()) if (out[at] && token === '*') out[at + 1] = true;
    return out;
  };
  let reached = closed([true, ...tokens.map(() => false)]);
  for (const character of name) {
    const next = reached.map(() => false);
    for (const [at, token] of tokens.entries()) {
      if (!reached[at]) continue;
      if (token === '*') next[at] = true;
      else if (matchToken(character, token)) next[at + 1] = true;
    }
    reached = closed(next);
  }
  return reached[tokens.length] === true;
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

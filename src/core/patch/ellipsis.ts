import { isBlank } from './textLines.ts';

/** What a comment begins with, in the languages models write. */
const commentStart = /^(?:\/\/+|#+|--+|;+|%+|\/\*+|\*+|<!--+|\{\s*\/\*+|"""|'{3}|REM\b)\s*/i;
const commentEnd = /\s*(?:\*+\/\s*\}?|--+>|"""|'{3})$/;

const keyword =
  /\b(?:existing|rest|remaining|remainder|unchanged|same|previous|previously|other|others|omitted|keep|kept|snip|truncated|elided|more|continues?|implementation|code|content|lines|as before|as above)\b/i;
const leadingKeyword =
  /^(?:\W*)(?:the\s+)?(?:existing|rest|remaining|remainder|unchanged|same|previous|other|omitted|keep)\b/i;

/** Comments that stand for code without any dots. The whole comment has to say so. */
const plainPhrases: readonly RegExp[] = [
  /^(?:the\s+)?(?:rest|remainder|remaining)(?:\s+of)?(?:\s+(?:the|this|your|its|code|file|class|function|method|methods|functions|module|implementation|imports|content|lines|component|body|tests?)){0,4}(?:\s+(?:is|are|remains?|stays?|here|goes))?(?:\s+(?:unchanged|the\s+same|same|as\s+before|as\s+is|omitted|here|not\s+shown))?\s*[.)]?$/i,
  /^(?:unchanged|omitted|existing|same|previous|other|original)\s+(?:existing\s+)?(?:code|lines|content|implementation|methods|functions|imports|tests)(?:\s+(?:here|above|below|as\s+before|unchanged|remains?(?:\s+(?:unchanged|the\s+same))?|stays?(?:\s+the\s+same)?|goes\s+here|omitted(?:\s+for\s+brevity)?))?\s*[.)]?$/i,
  /^(?:code|everything(?:\s+else)?|implementation|content|lines?)\s+(?:(?:is|are|remains?|stays?)\s+)?(?:unchanged|the\s+same|omitted|as\s+before)(?:\s+for\s+brevity)?\s*[.)]?$/i,
  /^(?:unchanged|no\s+changes?(?:\s+(?:here|below|above))?|omitted\s+for\s+brevity|snip(?:ped)?)\s*[.)]?$/i,
];

/** Longest line that is looked at: nobody stands in for code with more. */
const longestPlaceholder = 160;

/**
 * True when a line stands for code its author left out, such as `// ... existing code ...` or `# rest unchanged`. A lone `...` is a
 * statement in Python and an end mark in YAML; a placeholder at the end of a line of code is not looked for.
 */
function isEllipsis(line: string, path: string): boolean {
  const text = line.trim();
  if (text.length < 3 || text.length > longestPlaceholder) return text === '…';
  const start = commentStart.exec(text)?.[0] ?? '';
  const said = text.slice(start.length).replace(commentEnd, '').trim();
  if (start === '') return isBareEllipsis(text, path);
  return (
    isDotted(said) || (/\s|unchanged/i.test(said) && plainPhrases.some((phrase) => phrase.test(unbracketed(said))))
  );
}

function isBareEllipsis(text: string, path: string): boolean {
  if (/^[[({<]?\s*(?:\.{3,}|…)\s*[\])}>]?$/.test(text))
    return !/\.(?:pyi?|ya?ml)$/.test(path) && /^(?:\.{3,}|…|[[({<].*[\])}>])$/.test(text);
  return /^[[({<]?\s*(?:\.{3}|…)\s+\S/.test(text) && keyword.test(text) && /(?:\.{3}|…)\s*[\])}>]?$/.test(text);
}

function unbracketed(said: string): string {
  return said.replace(/^[[({<]\s*/, '').replace(/\s*[\])}>]$/, '');
}

function isDotted(said: string): boolean {
  const inner = unbracketed(said);
  if (/^(?:\.{3,}|…)/.test(inner)) {
    const words = inner
      .replace(/^(?:\.|…)+/, '')
      .replace(/(?:\.|…)+$/, '')
      .trim();
    return words === '' || keyword.test(words);
  }
  return /(?:\.{3,}|…)$/.test(inner) && leadingKeyword.test(inner);
}

/** The first line of `after` that stands for code left out and is not among the lines the file itself has; undefined when none is. */
export function findEllipsis(
  after: readonly string[],
  path: string,
  present: ReadonlySet<string>,
): { readonly index: number; readonly line: string } | undefined {
  for (let index = 0; index < after.length; index++) {
    const line = after[index] ?? '';
    const stands = isEllipsis(line, path) || isDotsAfterCode(after, index, path);
    if (stands && !present.has(line.trim())) return { index, line };
  }
  return undefined;
}

/** Dots alone are a body in Python and an end mark in YAML; behind a statement, or indented in YAML, they can only stand for code. */
function isDotsAfterCode(lines: readonly string[], index: number, path: string): boolean {
  const line = lines[index] ?? '';
  if (!/^(?:\.{3}|…)$/.test(line.trim())) return false;
  if (/\.ya?ml$/.test(path)) return /^\s/.test(line);
  let at = index - 1;
  while (at >= 0 && isBlank(lines[at] ?? '')) at--;
  return /\.pyi?$/.test(path) && at >= 0 && !/[:,([{"']\s*(?:#.*)?$/.test(lines[at] ?? '');
}

import { normalPath } from '../../base/normalPath.ts';

/** What a program says when something it needs is not there. */
const missingWords =
  /ENOENT|no such file|can(?:not|'t) (?:find|open|load|resolve)|could(?: not|n't) (?:find|locate|resolve|open|read|load)|not found|does(?: not|n't) exist|failed to (?:load|resolve|read|open)|no module named|\bmissing\b/i;
/** A name alone is a path only where the system itself says so. */
const systemWords = /ENOENT|no such file/i;
const quoted = /["'`‘“]([^"'`’”\n]{1,400})["'`’”]/g;
// Words are split, not matched: a pattern for paths would take quadratic time on what a hostile test prints.
const betweenWords = /[\s"'`‘’“”()<>[\]{},;=]+/;
const endings = ['', '.js', '.cjs', '.mjs', '.ts', '.tsx', '.json', '.node', '.py', '/index.js', '/__init__.py'];
const maxPaths = 1_000;
const maxLineLength = 2_000;
const maxTextLength = 200_000;
const maxWordLength = 400;

/** Where relative paths in a text can start from, and where the workspace lies for the absolute ones. */
export interface PathPlaces {
  /** Absolute paths under which the workspace is known to the tests. */
  readonly roots: readonly string[];
  /** Folders relative to the workspace. */
  readonly folders: readonly string[];
}

/** The paths, relative to the workspace, that the lines of a text can mean which say that something is missing. */
export function missingPaths(text: string, places: PathPlaces): readonly string[] {
  const found = new Set<string>();
  const lines = missingLines(text);
  const folders = new Set(['', ...places.folders, ...importersIn(text, places.roots)]);
  for (const line of lines) {
    for (const token of tokensOf(line)) {
      for (const path of readings(token, places.roots, folders)) {
        if (found.size < maxPaths) found.add(path);
      }
    }
    const dotted = /no module named ['"]?([A-Za-z_][\w.]*)/i.exec(line)?.[1];
    if (dotted === undefined) continue;
    for (const base of ['', 'src/', 'lib/']) {
      for (const ending of ['.py', '']) found.add(`${base}${dotted.replaceAll('.', '/')}${ending}`);
    }
  }
  return [...found];
}

/** The absolute paths outside the workspace that the text says are missing. */
export function missingOutside(text: string, { roots }: PathPlaces): readonly string[] {
  const tokens = missingLines(text).flatMap(tokensOf);
  const absolute = tokens.filter((token) => token.startsWith('/') && !roots.some((root) => isWithin(token, root)));
  return [...new Set(absolute)];
}

/** The program that a shell or a launcher did not find, by the name it used. */
export function missingProgram(output: string): string | undefined {
  const shell = /(?:^|\n)\S*sh: (?:line )?(?:\d+: )?([\w@.+/-]+): (?:command )?not found/;
  const launcher = /(?:^|\n)(?:prlimit: failed to execute|bwrap: execvp|env:) [‘'"]?([\w@.+/-]+)[’'"]?: No such file/;
  const direct = /(?:^|\n)([\w@.+/-]+): (?:command )?not found/;
  const text = withoutColors(output);
  const found = (shell.exec(text) ?? launcher.exec(text) ?? direct.exec(text))?.[1];
  // `source` is a word of bash, not a program: nothing is to be installed.
  return found === 'source' ? undefined : found;
}

/** The package that the text says cannot be loaded: its name alone, without what is asked for inside it. */
export function missingPackage(text: string): string | undefined {
  const plain = withoutColors(text);
  const python = /No module named ['"]?([A-Za-z_]\w*)/.exec(plain)?.[1];
  if (python !== undefined) return python;
  const node =
    /Cannot find (?:module|package) ['"]([^'"\n]+)['"]|Failed to resolve import ['"]([^'"\n]+)['"]|Failed to load url ([^\s'"()]+)/.exec(
      plain,
    );
  const asked = node?.[1] ?? node?.[2] ?? node?.[3];
  return asked === undefined ? undefined : /^(?:@[\w.-]+\/)?\w[\w.-]*(?=\/|$)/.exec(asked)?.[0];
}

function missingLines(text: string): readonly string[] {
  return withoutColors(text)
    .split('\n')
    .filter((line) => line.length <= maxLineLength && missingWords.test(line));
}

function tokensOf(line: string): readonly string[] {
  const inQuotes = [...line.matchAll(quoted)].map(([, token = '']) => token);
  const isFromSystem = systemWords.test(line);
  const named = isFromSystem ? inQuotes : inQuotes.filter(looksLikePath);
  return [...named, ...wordsOf(line).filter(looksLikePath)].map(withoutFrills);
}

/** What a path in a message can mean: with the endings that loaders try, from each folder it can start at. */
function readings(token: string, roots: readonly string[], folders: ReadonlySet<string>): readonly string[] {
  const root = roots.find((one) => isWithin(token, one));
  if (token.startsWith('/') && root === undefined) return [];
  const bases = root === undefined ? [...folders] : [''];
  const rest = root === undefined ? token : token.slice(root.length + 1);
  return bases.flatMap((base) => {
    const path = normalPath(base === '' ? rest : `${base}/${rest}`);
    return path ? endings.map((ending) => path + ending) : [];
  });
}

/** Folders of the project's files that a text names: a relative import starts at its importer. */
function importersIn(text: string, roots: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const token of wordsOf(withoutColors(text)).map(withoutFrills)) {
    if (!/\/[^/]*\.\w+$/.test(token)) continue;
    const root = roots.find((one) => isWithin(token, one));
    if (token.startsWith('/') && root === undefined) continue;
    const path = normalPath(root === undefined ? token : token.slice(root.length + 1));
    if (path?.includes('/')) folders.add(path.slice(0, path.lastIndexOf('/')));
    if (folders.size >= 20) break;
  }
  return [...folders];
}

const looksLikePath = (word: string) => /[\\/]|^\.\w|\.\w+$/.test(word);
const wordsOf = (text: string) =>
  text
    .slice(0, maxTextLength)
    .split(betweenWords)
    .filter(({ length }) => length > 0 && length <= maxWordLength);
const withoutFrills = (word: string) =>
  word
    .replace(/^file:\/\//, '')
    .replace(/(?::\d+){1,2}$/, '')
    .replace(/[.,:]$/, '');

const isWithin = (path: string, root: string) => path.startsWith(`${root}/`);

/** The text as it reads on paper. */
export function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the escape character.
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}

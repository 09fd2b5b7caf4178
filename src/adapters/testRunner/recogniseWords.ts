import type { RunnerName } from '../../core/evidence/testReport.ts';

/** What the words of a command run. */
export type Recognised =
  | { readonly kind: 'runner'; readonly runner: RunnerName; readonly at: number }
  /** A package script by its name. */
  | { readonly kind: 'script'; readonly name: string; readonly manager: string }
  /** `node file` or `python file`: the file's text tells. */
  | { readonly kind: 'file'; readonly path: string; readonly at: number }
  | { readonly kind: 'unknown' };

const unknown: Recognised = { kind: 'unknown' };

const programs: ReadonlyMap<string, RunnerName> = new Map([
  ['mocha', 'mocha'],
  ['_mocha', 'mocha'],
  ['jest', 'jest'],
  ['jest-cli', 'jest'],
  ['vitest', 'vitest'],
  ['pytest', 'pytest'],
  ['py.test', 'pytest'],
]);

/** Programs that run the program after them, with the number of words they take themselves (options not counted). */
const wrappers: ReadonlyMap<string, number> = new Map([
  ['npx', 0],
  ['bunx', 0],
  ['pnpx', 0],
  ['c8', 0],
  ['nyc', 0],
  ['cross-env', 0],
  ['cross-env-shell', 0],
  ['env', 0],
  ['dotenv', 0],
  ['time', 0],
  ['nice', 0],
  ['timeout', 1],
  ['xvfb-run', 0],
  ['coverage', 1],
  ['uv', 1],
  ['uvx', 0],
  ['poetry', 1],
  ['pipenv', 1],
  ['pdm', 1],
  ['hatch', 1],
  ['rye', 1],
  ['exec', 0],
]);

/** Options, written as their own word, that take the next word as their value. */
const valued = new Set([
  '-p',
  '--package',
  '-e',
  '--env-file',
  '-r',
  '--require',
  '--import',
  '--loader',
  '-x',
  '--exclude',
  '-n',
  '--include',
  '-k',
  '-C',
  '--with',
  '--extra',
  '--group',
  '--reporter',
  '--temp-directory',
  '-o',
  '--rcfile',
  '--source',
  '--omit',
  '--conditions',
  '--test-reporter',
  '--test-reporter-destination',
  '--test-concurrency',
  '--test-name-pattern',
  '--test-timeout',
  '--max-old-space-size',
  '-W',
  '-X',
]);

/** Reads the words, from the launcher inwards, without looking at any file. */
export function recogniseWords(words: readonly string[], from = 0): Recognised {
  let at = from;
  while (at < words.length) {
    const word = words[at] ?? '';
    const program = programName(word);
    const runner = programs.get(program);
    if (runner) return { kind: 'runner', runner, at };
    if (program === 'node' || program === 'tsx' || program === 'ts-node') return recogniseNode(words, at);
    if (/^(python|pypy)[\d.]*$/.test(program) || program === 'py') return recognisePython(words, at + 1);
    if (program === 'react-scripts') return words[at + 1] === 'test' ? { kind: 'runner', runner: 'jest', at } : unknown;
    if (['npm', 'pnpm', 'yarn'].includes(program)) return recogniseManager(words, at, program);
    const own = wrappers.get(program);
    if (own === undefined) return unknown;
    const next = skipOptions(words, at + 1, own);
    // `coverage run -m pytest`, `uv run python -m pytest`
    if (program === 'coverage') return recognisePython(words, at + 2);
    at = next;
  }
  return unknown;
}

/** `node_modules/.bin/mocha.cmd` and `node_modules/mocha/bin/mocha.js` -> mocha. */
function programName(word: string): string {
  const path = word.replaceAll('\\', '/');
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/(^|\/)(mocha|jest|vitest)\/(bin\/|vitest\.mjs$|dist\/cli)/.test(path))
    return /(mocha|jest|vitest)\//.exec(path)?.[1] ?? name;
  return name.replace(/\.(cmd|exe|ps1)$/i, '');
}

/** The index of the next program: after options, their values, assignments and the wrapper's own words. */
function skipOptions(words: readonly string[], from: number, own: number): number {
  let left = own;
  for (let at = from; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return at + 1;
    if (word.startsWith('-')) {
      if (valued.has(word)) at++;
    } else if (!/^[A-Za-z_]\w*=/.test(word) && left-- <= 0) return at;
  }
  return words.length;
}

function recogniseNode(words: readonly string[], at: number): Recognised {
  const end = words.findIndex(
    (word, index) => index > at && !word.startsWith('-') && !valued.has(words[index - 1] ?? ''),
  );
  const options = words.slice(at + 1, end === -1 ? words.length : end);
  if (options.includes('--test')) return { kind: 'runner', runner: 'node:test', at };
  const script = words[end];
  if (end === -1 || script === undefined) return unknown;
  const runner = programs.get(programName(script));
  return runner ? { kind: 'runner', runner, at: end } : { kind: 'file', path: script, at: end };
}

function recognisePython(words: readonly string[], from: number): Recognised {
  for (let at = from; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-m') {
      const module = words[at + 1];
      if (module === 'pytest' || module === 'unittest') return { kind: 'runner', runner: module, at: at + 1 };
      return module === 'coverage' ? recognisePython(words, at + 3) : unknown;
    }
    if (word.startsWith('-')) {
      if (valued.has(word)) at++;
    } else return programs.has(programName(word)) ? { kind: 'runner', runner: 'pytest', at } : unknown;
  }
  return unknown;
}

const managerCommands = new Set([
  'install',
  'i',
  'ci',
  'add',
  'publish',
  'pack',
  'version',
  'init',
  'audit',
  'ls',
  'link',
]);

function recogniseManager(words: readonly string[], at: number, manager: string): Recognised {
  const verbAt = words.findIndex(
    (word, index) => index > at && !word.startsWith('-') && !valued.has(words[index - 1] ?? ''),
  );
  const verb = words[verbAt];
  if (verbAt === -1 || verb === undefined) return unknown;
  if (verb === 'exec' || verb === 'dlx' || verb === 'x')
    return recogniseWords(words, skipOptions(words, verbAt + 1, 0));
  if (verb === 'test' || verb === 't' || verb === 'tst') return { kind: 'script', name: 'test', manager };
  if (verb === 'run' || verb === 'run-script') {
    const name = words.slice(verbAt + 1).find((word) => !word.startsWith('-'));
    return name === undefined ? unknown : { kind: 'script', name, manager };
  }
  if (manager === 'npm' || managerCommands.has(verb)) return unknown;
  // `yarn mocha`, `pnpm vitest`: a program when it is a known one, else a script.
  const inner = recogniseWords(words, verbAt);
  return inner.kind === 'unknown' ? { kind: 'script', name: verb, manager } : inner;
}

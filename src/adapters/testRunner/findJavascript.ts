import path from 'node:path';
import type { RunnerName } from '../../core/evidence/testReport.ts';
import type { TestCommand } from '../../core/evidence/testRunner.ts';
import { displayWords } from './commandLine.ts';
import { importsNodeTest, localBin, scriptCommand } from './packageScript.ts';
import { exists, type PackageFile, readPackage, readSmall } from './projectFiles.ts';

/** Where to look, and the files that were listed there, relative to the folder. */
export interface SearchPlace {
  readonly workspacePath: string;
  readonly folder: string;
  readonly files: readonly string[];
}

const otherScripts = ['test:unit', 'unit', 'tests', 'test:node', 'test:js', 'mocha', 'jest', 'vitest', 'check'];
const noPackage: PackageFile = { scripts: {}, dependencies: new Set(), keys: new Set(), packageManager: undefined };

/** The ways to run the JavaScript and TypeScript tests of one folder, best first. */
export async function findJavascript(place: SearchPlace, signal: AbortSignal): Promise<readonly TestCommand[]> {
  const { workspacePath, folder } = place;
  const own = await readPackage(path.join(workspacePath, folder), signal);
  const pkg = own ?? noPackage;
  const main = await scriptCommand('test', { workspacePath, folder, pkg }, signal);
  const commands = main ? [main] : [];
  if (main === undefined || main.runner === 'unknown') {
    for (const name of otherScripts) {
      const other = await scriptCommand(name, { workspacePath, folder, pkg }, signal);
      if (other && other.runner !== 'unknown') commands.push(other);
    }
    const byFiles =
      (await byConfiguration(place, pkg)) ?? (own || folder === '' ? await byNodeTest(place, signal) : undefined);
    if (byFiles) commands.push(byFiles);
  }
  return commands.sort((left, right) => Number(left.runner === 'unknown') - Number(right.runner === 'unknown'));
}

interface Sign {
  readonly runner: RunnerName;
  readonly program: string;
  readonly rest: readonly string[];
  readonly config: RegExp;
}

const signs: readonly Sign[] = [
  { runner: 'vitest', program: 'vitest', rest: ['run'], config: /^vitest\.(config|workspace)\./ },
  { runner: 'jest', program: 'jest', rest: [], config: /^jest\.config\./ },
  { runner: 'mocha', program: 'mocha', rest: [], config: /^\.mocharc(\.|$)/ },
];

/** A runner's own configuration file, its key in package.json, or the runner among the dependencies. */
async function byConfiguration(place: SearchPlace, pkg: PackageFile): Promise<TestCommand | undefined> {
  const top = place.files.filter((file) => !file.includes('/'));
  const prefix = place.folder === '' ? '' : `${place.folder}/`;
  const ways: readonly ((sign: Sign) => string | undefined)[] = [
    ({ config }) => top.find((file) => config.test(file)),
    ({ program }) => (pkg.keys.has(program) ? `package.json: ${program}` : undefined),
    ({ program }) => (pkg.dependencies.has(program) ? `package.json: ${program} is a dependency` : undefined),
  ];
  for (const way of ways) {
    for (const sign of signs) {
      const reason = way(sign);
      if (reason === undefined) continue;
      const bin = await localBin(sign.program, place);
      const argv = [...(bin === undefined ? ['npx', '--no-install', sign.program] : [bin]), ...sign.rest];
      return {
        runner: sign.runner,
        display: displayWords(argv),
        argv,
        cwd: place.folder,
        why: `${prefix}${reason}`,
        env: {},
      };
    }
  }
  return undefined;
}

const maxRead = 400;
const maxListed = 60;
/** What `node --test` finds by itself, of the names (https://nodejs.org/docs/latest-v24.x/api/test.html). */
const nodeFinds = /(^|\/)test\/.*\.[cm]?[jt]s$|(^|\/)(test|test-[^/]*|[^/]*[._-]test)\.[cm]?[jt]s$/;

/** Files that import node:test. */
async function byNodeTest(place: SearchPlace, signal: AbortSignal): Promise<TestCommand | undefined> {
  const candidates = place.files
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && /test|spec/i.test(file))
    .slice(0, maxRead);
  const tests: string[] = [];
  for (const file of candidates) {
    const text = await readSmall(path.join(place.workspacePath, place.folder, file), signal);
    if (text !== undefined && importsNodeTest(text)) tests.push(file);
  }
  const [first] = tests;
  if (first === undefined) return undefined;
  const listed = tests.every((file) => nodeFinds.test(file)) ? [] : tests.slice(0, maxListed);
  const argv = ['node', '--test', ...listed];
  const more = tests.length > 1 ? ` and ${tests.length - 1} more import` : ' imports';
  return {
    runner: 'node:test',
    display: displayWords(argv),
    argv,
    cwd: place.folder,
    why: `${first}${more} node:test`,
    env: {},
  };
}

/** Whether a folder holds a JavaScript package. */
export async function holdsPackage(workspacePath: string, folder: string): Promise<boolean> {
  return exists(path.join(workspacePath, folder, 'package.json'));
}

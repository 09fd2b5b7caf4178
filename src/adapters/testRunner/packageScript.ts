import path from 'node:path';
import type { RunnerName } from '../../core/evidence/testReport.ts';
import type { TestCommand } from '../../core/evidence/testRunner.ts';
import { displayWords, roughWords, shellSegments, splitCommandLine } from './commandLine.ts';
import { exists, foldersUp, type PackageFile, readSmall } from './projectFiles.ts';
import { type Recognised, recogniseWords } from './recogniseWords.ts';

/** A package in a workspace: where it lies and what its package.json says. */
export interface PackagePlace {
  readonly workspacePath: string;
  /** Relative to the workspace; '' is the workspace itself. */
  readonly folder: string;
  readonly pkg: PackageFile;
}

const noTests = /no test specified/i;
const maxScriptDepth = 5;

/** What a shell text runs in the end, and the texts of the package scripts on the way. The last runner in the text counts. */
export async function recogniseText(
  text: string,
  place: { readonly workspacePath: string; readonly folder: string; readonly pkg: PackageFile | undefined },
  signal: AbortSignal,
  depth = 0,
): Promise<{ readonly runner: RunnerName; readonly text: string }> {
  let found: { readonly runner: RunnerName; readonly text: string } = { runner: 'unknown', text };
  if (depth > maxScriptDepth) return found;
  for (const segment of shellSegments(text)) {
    const recognised = recogniseWords(roughWords(segment).words);
    if (recognised.kind === 'runner') found = { runner: recognised.runner, text };
    if (recognised.kind === 'file' && (await isNodeTestFile(recognised.path, place, signal))) {
      found = { runner: 'node:test', text };
    }
    const inner = recognised.kind === 'script' ? scriptOf(place.pkg, recognised.name) : undefined;
    if (inner !== undefined) {
      const deeper = await recogniseText(inner, place, signal, depth + 1);
      if (deeper.runner !== 'unknown') found = { runner: deeper.runner, text: `${text} ; ${deeper.text}` };
    }
  }
  return found;
}

/** The text of a script; none of the names that every object has. */
function scriptOf(pkg: PackageFile | undefined, name: string): string | undefined {
  return pkg && Object.hasOwn(pkg.scripts, name) ? pkg.scripts[name] : undefined;
}

/** Whether `node FILE` runs tests of node:test. */
async function isNodeTestFile(
  file: string,
  place: { readonly workspacePath: string; readonly folder: string },
  signal: AbortSignal,
): Promise<boolean> {
  const text = await readSmall(path.resolve(place.workspacePath, place.folder, file), signal);
  return text !== undefined && importsNodeTest(text);
}

/** Whether a JavaScript or TypeScript text imports node:test. */
export function importsNodeTest(text: string): boolean {
  return /(from|import|require\(|import\()\s*['"]node:test['"]/.test(text);
}

/**
 * The command for a package script. A script that is one plain command of a known runner is run without the package
 * manager; one with shell syntax, other steps, or pre- and post-scripts is run through it.
 */
export async function scriptCommand(
  name: string,
  { workspacePath, folder, pkg }: PackagePlace,
  signal: AbortSignal,
): Promise<TestCommand | undefined> {
  const text = pkg.scripts[name];
  if (text === undefined || text.trim() === '' || noTests.test(text)) return undefined;
  const why = `${folder === '' ? '' : `${folder}/`}package.json: scripts.${name}`;
  const alone = pkg.scripts[`pre${name}`] === undefined && pkg.scripts[`post${name}`] === undefined;
  const split = splitCommandLine(text);
  if (alone && split.kind === 'plain') {
    const { env, words } = moveAssignments(split.env, split.words);
    const recognised = recogniseWords(words);
    if (recognised.kind === 'runner' && !usesManager(words)) {
      const argv = await localPrograms(words, { workspacePath, folder }, recognised);
      return { runner: recognised.runner, display: displayWords(argv, env), argv, cwd: folder, why, env };
    }
  }
  const { runner, text: script } = await recogniseText(text, { workspacePath, folder, pkg }, signal);
  const manager = (await exists(path.join(workspacePath, '.pnp.cjs'))) ? 'yarn' : 'npm';
  const argv = name === 'test' ? [manager, 'test'] : [manager, 'run', name];
  return { runner, display: displayWords(argv), argv, cwd: folder, why, env: {}, script };
}

function usesManager(words: readonly string[]): boolean {
  return ['npm', 'pnpm', 'yarn'].includes(words[0] ?? '');
}

/** `cross-env A=1 jest` and `env A=1 jest` as an environment and the command behind it. */
export function moveAssignments(
  env: Readonly<Record<string, string>>,
  words: readonly string[],
): { readonly env: Readonly<Record<string, string>>; readonly words: readonly string[] } {
  const [first, ...rest] = words;
  if (first !== 'cross-env' && first !== 'env') return { env, words };
  const moved: Record<string, string> = { ...env };
  let at = 0;
  for (; at < rest.length; at++) {
    const pair = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(rest[at] ?? '');
    if (pair?.[1] === undefined) break;
    moved[pair[1]] = pair[2] ?? '';
  }
  const command = rest.slice(at);
  // An option such as `env -i` or `-u NAME` means more than assignments.
  return command.length === 0 || command[0]?.startsWith('-') ? { env, words } : { env: moved, words: command };
}

/** Programs of the project stand in node_modules/.bin, which only a package manager puts on the PATH. */
export async function localPrograms(
  words: readonly string[],
  place: { readonly workspacePath: string; readonly folder: string },
  recognised: Recognised,
): Promise<readonly string[]> {
  const at = recognised.kind === 'runner' ? recognised.at : 0;
  const start = words[0] === 'npx' && at > 0 && words.slice(1, at).every((word) => word.startsWith('-')) ? at : 0;
  const last = recognised.kind === 'runner' && recognised.runner === 'node:test' ? at - 1 : at;
  const found: string[] = [];
  for (const [index, word] of words.slice(start).entries()) {
    const isProgram = index + start <= last && /^[\w.-]+$/.test(word) && !word.startsWith('-');
    found.push((isProgram ? await localBin(word, place) : undefined) ?? word);
  }
  const kept = found[0] === words[start] && start > 0 ? words.slice(0, start) : [];
  const missing = kept.length === 0 && found[0] !== undefined && ['mocha', 'jest', 'vitest'].includes(found[0]);
  return missing ? ['npx', '--no-install', ...found] : [...kept, ...found];
}

/** The path, relative to the folder, of a program in the nearest node_modules/.bin of the workspace. */
export async function localBin(
  name: string,
  { workspacePath, folder }: { readonly workspacePath: string; readonly folder: string },
): Promise<string | undefined> {
  for (const [up] of foldersUp(folder).entries()) {
    const bin = `${'../'.repeat(up)}node_modules/.bin/${name}`;
    if (await exists(path.join(workspacePath, folder, bin))) return bin;
  }
  return undefined;
}

import path from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import type { TestCommand, TestFinder } from '../../core/evidence/testRunner.ts';
import { displayWords, splitCommandLine } from './commandLine.ts';
import { findJavascript, holdsPackage } from './findJavascript.ts';
import { findPython } from './findPython.ts';
import { localPrograms, moveAssignments, recogniseText } from './packageScript.ts';
import { exists, foldersUp, listFiles, readPackage } from './projectFiles.ts';
import { recogniseWords } from './recogniseWords.ts';

/** Files looked at in a workspace; beyond it the nearest ones decide. */
const maxFiles = 30_000;
const maxFolders = 40;

/** A finder that reads the project's own files and runs nothing. */
export function createTestFinder(): TestFinder {
  return { find, recognise };
}

async function find(
  workspacePath: string,
  hint: readonly string[],
  signal: AbortSignal,
): Promise<readonly TestCommand[]> {
  const files = await listFiles(workspacePath, maxFiles, signal);
  const near = await nearFolders(workspacePath, hint);
  const projects = files.filter((file) => projectFile.test(file)).map((file) => folderOf(file));
  const folders = [...new Set([...near, '', ...projects])].slice(0, maxFolders);
  const owners = await ownersOfTests(workspacePath, new Set(projects), signal);
  const found: { readonly command: TestCommand; readonly rank: number }[] = [];
  for (const [order, folder] of folders.entries()) {
    throwIfAborted(signal);
    const place = { workspacePath, folder, files: filesBelow(files, folder, owners) };
    const javascript = await findJavascript(place, signal);
    const python = await findPython(place, signal);
    const wantsPython = hint.some((word) => /\.py\b/.test(word));
    for (const command of wantsPython ? [...python, ...javascript] : [...javascript, ...python]) {
      // A command whose report can be read beats one that only has an exit code, near or far.
      found.push({ command, rank: order + (command.runner === 'unknown' ? 1000 : 0) });
    }
  }
  const sorted = found.sort((left, right) => left.rank - right.rank).map(({ command }) => command);
  const seen = new Set<string>();
  return sorted.filter(({ argv, cwd }) => {
    const key = JSON.stringify([argv, cwd]);
    return !seen.has(key) && seen.add(key);
  });
}

const projectFile = /(^|\/)(package\.json|pyproject\.toml|pytest\.ini|setup\.cfg|setup\.py|tox\.ini)$/;

function folderOf(file: string): string {
  const folder = path.posix.dirname(file);
  return folder === '.' ? '' : folder;
}

/** The projects with a way of their own to run tests: these are not the tests of the projects around them. */
async function ownersOfTests(
  workspacePath: string,
  projects: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const owners: string[] = [];
  for (const folder of projects) {
    const pkg = await readPackage(path.join(workspacePath, folder), signal);
    // A package.json that only says `"type": "module"` makes no project.
    if (folder !== '' && (pkg === undefined || pkg.scripts.test !== undefined)) owners.push(folder);
  }
  return owners;
}

/** The files below a folder, relative to it, without those of projects further down. */
function filesBelow(files: readonly string[], folder: string, owners: readonly string[]): readonly string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const inner = owners.filter((owner) => owner !== folder && owner.startsWith(prefix)).map((owner) => `${owner}/`);
  return files
    .filter((file) => file.startsWith(prefix) && !inner.some((owner) => file.startsWith(owner)))
    .map((file) => file.slice(prefix.length));
}

/** The folders, from the named tests upwards, that hold a project. */
async function nearFolders(workspacePath: string, hint: readonly string[]): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const word of hint) {
    const file = fileOfHint(word, workspacePath);
    if (file === undefined || !(await exists(path.join(workspacePath, file)))) continue;
    for (const folder of foldersUp(folderOf(file))) {
      const held = await Promise.all(
        ['pyproject.toml', 'pytest.ini', 'setup.cfg', 'setup.py', 'tox.ini'].map((name) =>
          exists(path.join(workspacePath, folder, name)),
        ),
      );
      if (held.includes(true) || (await holdsPackage(workspacePath, folder))) folders.push(folder);
    }
  }
  return folders;
}

/** The file that a word names: `a/b.test.js`, `a/b.test.js:12`, `a/b.py::C::m`, `a/b.test.js > suite > name`. */
function fileOfHint(word: string, workspacePath: string): string | undefined {
  const [head = ''] = word.split(' > ');
  const file = (head.split('::')[0] ?? '').replace(/:\d+(:\d+)?$/, '').trim();
  const relative = path.isAbsolute(file) ? path.relative(workspacePath, file) : path.normalize(file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative)
    ? undefined
    : relative.split(path.sep).join('/');
}

async function recognise(workspacePath: string, commandLine: string, signal: AbortSignal): Promise<TestCommand> {
  const place = { workspacePath, folder: '', pkg: await readPackage(workspacePath, signal) };
  const { runner, text } = await recogniseText(commandLine, place, signal);
  const script = text === commandLine ? {} : { script: text };
  const given = { runner, display: commandLine.trim(), cwd: '', why: 'given', ...script };
  const split = splitCommandLine(commandLine);
  if (split.kind === 'shell' || split.words.length === 0) return { ...given, argv: ['sh', '-c', commandLine], env: {} };
  const { env, words } = moveAssignments(split.env, split.words);
  const argv = words[0] === 'npx' ? words : await localPrograms(words, place, recogniseWords(words));
  return { ...given, display: displayWords(split.words, split.env), argv, env };
}

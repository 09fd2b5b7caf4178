import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { checkOwnedFile } from '../adapters/hook/ownedFile.ts';
import { type DataFolderSurroundings, isInside, resolveDataFolder } from '../adapters/workspace/dataFolder.ts';
import { throwIfAborted } from '../base/abort.ts';
import type { Problem, Range } from '../core/manifest/problem.ts';
import type { ManifestFile } from './manifestFiles.ts';

/** Whose a file is: the person's own, in the data folder, or one that came with a repository. */
export type FilePlace = 'person' | 'workspace';

/** Where such files are read: absolute paths. */
export interface FilePlaces {
  readonly dataFolder: string;
  readonly workspace: string;
}

/** Files that decide what runs may do, which are never passed over: what cannot be read is a problem. */
interface PlacedFiles {
  readonly files: readonly ManifestFile[];
  readonly problems: readonly Problem[];
}

/** What one file says, and what is wrong with it. */
export interface ReadFile<T> {
  readonly items: readonly T[];
  readonly problems: readonly Problem[];
}

/** What all files of a name say, the person's first; `items` is undefined when there is an error: what forbids or checks could be missing. */
export interface ReadPlaces<T> {
  readonly items: readonly T[] | undefined;
  readonly problems: readonly Problem[];
}

/** The names of files with that meaning, and of the codes of their problems. */
export type PlacedName = 'hooks' | 'security';

const endings = ['yaml', 'yml', 'json'];
/** Far above what the parser reads, which says so in a problem of its own. */
const maxBytes = 4 * 1024 * 1024;

/** The person's own file that a path is, and the data folder that it lies in; undefined for any other. */
export function personFile(
  file: string,
  env: DataFolderSurroundings['env'],
): { readonly dataFolder: string; readonly name: PlacedName } | undefined {
  const dataFolder = resolveDataFolder({ env, platform: process.platform, home: homedir() });
  const [, name] = /^(hooks|security)\.(?:ya?ml|json)$/.exec(path.basename(file)) ?? [];
  if (path.dirname(file) !== dataFolder || (name !== 'hooks' && name !== 'security')) return undefined;
  return { dataFolder, name };
}

/** Reads the files of a name in both places. */
export async function readBothPlaces<T>(
  { name, places }: { readonly name: PlacedName; readonly places: FilePlaces },
  readOne: (place: FilePlace, file: ManifestFile, places: FilePlaces) => Promise<ReadFile<T>>,
  signal: AbortSignal,
): Promise<ReadPlaces<T>> {
  const items: T[] = [];
  const problems: Problem[] = [];
  for (const place of ['person', 'workspace'] as const) {
    const found = await readPlacedFiles({ name, place, places }, signal);
    problems.push(...found.problems);
    for (const file of found.files) {
      const read = await readOne(place, file, places);
      items.push(...read.items);
      problems.push(...read.problems);
    }
  }
  return { items: problems.some(({ severity }) => severity === 'error') ? undefined : items, problems };
}

/** The files of a name in one place. Where there is none, nothing but that is looked up. */
async function readPlacedFiles(
  { name, place, places }: { readonly name: PlacedName; readonly place: FilePlace; readonly places: FilePlaces },
  signal: AbortSignal,
): Promise<PlacedFiles> {
  const folder = place === 'person' ? places.dataFolder : path.join(places.workspace, '.loopwright');
  const files: ManifestFile[] = [];
  const problems: Problem[] = [];
  let first: string | undefined;
  for (const ending of endings) {
    throwIfAborted(signal);
    const whole = path.join(folder, `${name}.${ending}`);
    // A link of a repository could lead anywhere; one of the person is judged by where it leads.
    const facts = await (place === 'person' ? stat : lstat)(whole).catch(missing);
    if (!facts) continue;
    const file = place === 'person' ? whole : `.loopwright/${name}.${ending}`;
    const wrong = (code: string, message: string) => problems.push(problemAt(file, `${name}.${code}`, message));
    // Which of two counts must not be a matter of the alphabet, and a file that is passed over could have held something.
    if (first !== undefined) wrong('twoFiles', `${first} is there as well; keep one of them.`);
    else if (!facts.isFile()) wrong('noFile', 'This is a link or no file, so it is not read.');
    else if (facts.size > maxBytes) wrong('noFile', `This file is larger than ${maxBytes} bytes.`);
    else files.push({ file, path: whole, text: await readFile(whole, { encoding: 'utf8', signal }) });
    first ??= file;
  }
  return { files, problems };
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

/** What is wrong with a file of the person's own, or one that it names, as something that nobody else may have written. */
export async function ownershipFault(
  target: string,
  workspace: string,
): Promise<{ readonly code: 'missing' | 'notYours' | 'insideWorkspace'; readonly fault: string } | undefined> {
  const found = await checkOwnedFile(target);
  if (!found) return { code: 'missing', fault: `There is no file ${target}.` };
  if ('fault' in found) return { code: 'notYours', fault: found.fault };
  if (isInside(await realpath(workspace), found.path))
    return { code: 'insideWorkspace', fault: `${target} lies in the workspace, which must not decide this.` };
  return undefined;
}

/** A problem of a file as a whole, or of a place in it. */
export function problemAt(file: string, code: string, message: string, at?: Range): Problem {
  const { line, column, endLine, endColumn } = at ?? { line: 1, column: 1, endLine: 1, endColumn: 2 };
  return { file, line, column, endLine, endColumn, severity: 'error', code, message };
}

/** The errors of files as lines for a person, the first ten of them. */
export function sayErrors(problems: readonly Problem[]): { readonly count: string; readonly lines: string } {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const shown = errors.slice(0, 10).map(({ file, line, column, message }) => `  ${file}:${line}:${column}  ${message}`);
  return { count: errors.length === 1 ? 'is an error' : `are ${errors.length} errors`, lines: shown.join('\n') };
}

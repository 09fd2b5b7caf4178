import { access, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';

/** The largest file that is looked into. */
const maxBytes = 1_000_000;
const passedOver = new Set([
  'node_modules',
  '.git',
  'dist',
  'build',
  'out',
  'coverage',
  '.venv',
  'venv',
  'env',
  '__pycache__',
  '.tox',
  'site-packages',
  'vendor',
  'target',
  '.next',
  '.cache',
]);

/** A package.json, as far as tests go. */
export interface PackageFile {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
  readonly packageManager: string | undefined;
}

/** The text of a file, or undefined when it is not there, not a file, or too large. */
export async function readSmall(file: string, signal: AbortSignal): Promise<string | undefined> {
  throwIfAborted(signal);
  try {
    const facts = await stat(file);
    return facts.isFile() && facts.size <= maxBytes ? await readFile(file, { encoding: 'utf8', signal }) : undefined;
  } catch {
    throwIfAborted(signal);
    return undefined;
  }
}

/** Whether something is there. */
export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** The package.json of a folder; undefined when there is none or it cannot be read. */
export async function readPackage(folder: string, signal: AbortSignal): Promise<PackageFile | undefined> {
  const text = await readSmall(path.join(folder, 'package.json'), signal);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const scripts = Object.entries(isRecord(value.scripts) ? value.scripts : {}).filter(isTextEntry);
  const groups = [value.dependencies, value.devDependencies, value.peerDependencies, value.optionalDependencies];
  return {
    scripts: Object.fromEntries(scripts),
    dependencies: new Set(groups.flatMap((group) => (isRecord(group) ? Object.keys(group) : []))),
    keys: new Set(Object.keys(value)),
    packageManager: typeof value.packageManager === 'string' ? value.packageManager : undefined,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextEntry(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}

/** Relative paths of the files below a folder, nearest first, dependency and build folders passed over; bounded. */
export async function listFiles(root: string, limit: number, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [''];
  for (let next = 0; next < folders.length && next < 5000 && found.length < limit; next++) {
    throwIfAborted(signal);
    const folder = folders[next] ?? '';
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) found.push(name);
      else if (entry.isDirectory() && !passedOver.has(entry.name)) folders.push(name);
    }
  }
  return found.slice(0, limit);
}

/** The workspace-relative folders from the given one up to the workspace itself, which is ''. */
export function foldersUp(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let at = folder; at !== '' && at !== '.'; at = path.posix.dirname(at)) folders.push(at);
  return [...folders, ''];
}

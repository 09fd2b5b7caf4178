import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { DependencyMount } from '../../core/sandbox/sandbox.ts';
import { askHost } from './askHost.ts';
import { isWithin } from './mountPoints.ts';
import { pyenvVersion } from './pyenvVersion.ts';
import { isSystemPath } from './systemFolders.ts';

/** The interpreters of the person's own PATH, made visible inside. */
export interface Toolchain {
  /** Folders and single programs to show read-only at their own place. */
  readonly readable: readonly string[];
  /** PATH inside, best first. */
  readonly path: readonly string[];
}

/** The host as far as finding tools goes. */
export interface ToolchainHost {
  /** The person's PATH. */
  readonly path: string;
  /** HOME; never shown as a whole. */
  readonly home: string;
  /** The Node that runs us, when it is one: used where PATH has none. */
  readonly execPath: string | undefined;
}

/** Folders that no toolchain may contain. */
export interface PrivatePlaces {
  readonly home: string;
  readonly workspace: string;
}

interface FoundTool {
  readonly order: number;
  readonly binFolder: string;
  readonly readable: readonly string[];
}

/** Where programs of the system lie. */
export const standardPath: readonly string[] = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];
/** A pyvenv.cfg has a few lines. */
const maxConfigBytes = 65_536;
const pythonQuestion = 'import sys;print(sys.prefix);print(sys.base_prefix)';

/** This process's host. Inside VS Code `process.execPath` may be Electron, which is no Node for a project. */
export function currentToolchainHost(): ToolchainHost {
  return {
    path: process.env.PATH ?? '',
    home: process.env.HOME ?? '/root',
    execPath: process.versions.electron === undefined ? process.execPath : undefined,
  };
}

/** The PATH entries that belong to a workspace: all that `discoverToolchain` depends on besides the host. */
export function projectFolders(path: string, workspacePath: string): readonly string[] {
  return path.split(':').filter((folder) => isAbsolute(folder) && isWithin(folder, workspacePath));
}

/**
 * Finds the real places of `node`, `npm` and `python3` of the PATH, behind version managers' shims. PATH entries inside the
 * workspace stay on the PATH but nothing in them is run on the host: they are the project's.
 */
export async function discoverToolchain(
  host: ToolchainHost,
  workspacePath: string,
  signal: AbortSignal,
): Promise<Toolchain> {
  const folders = host.path.split(':').filter((folder) => isAbsolute(folder));
  const trusted = folders.map((folder) => (isWithin(folder, workspacePath) ? undefined : folder));
  const places = { home: host.home, workspace: workspacePath };
  const tools = [
    (await findNode(trusted, places, signal)) ?? fallbackNode(host.execPath, places),
    ...(await findPython(trusted, places, signal)),
    ...['npm', 'pnpm', 'yarn'].map((name) => findPackageManager(name, trusted, places)),
  ].filter((tool) => tool !== undefined);
  const ownFolders = folders.flatMap((folder, order) => (isWithin(folder, workspacePath) ? [{ order, folder }] : []));
  const ordered = [...tools.map(({ order, binFolder }) => ({ order, folder: binFolder })), ...ownFolders].sort(
    (a, b) => a.order - b.order,
  );
  return {
    readable: [...new Set(tools.flatMap(({ readable }) => readable))],
    path: [...new Set([...ordered.map(({ folder }) => folder), ...standardPath])],
  };
}

/** Base interpreters of the virtual environments among the dependencies, as their pyvenv.cfg names them. */
export function baseInterpreters(dependencies: readonly DependencyMount[], places: PrivatePlaces): readonly string[] {
  return dependencies.flatMap(({ source }) => {
    const folder = /^home[ \t]*=(.*)$/m.exec(readConfig(join(source, 'pyvenv.cfg')))?.[1]?.trim();
    // The file is the project's: believed only where it points at what looks like a Python installation.
    const prefix = folder && isAbsolute(folder) && basename(folder) === 'bin' ? dirname(folder) : undefined;
    if (prefix === undefined || isSystemPath(prefix) || !isPythonPrefix(prefix)) return [];
    // A link of the project could lead to what may not be named.
    const real = realpathSync(prefix);
    return isBroad(prefix, places) || isBroad(real, places) ? [] : [prefix, real];
  });
}

/** The text of a small plain file, else an empty one. A link of the project could lead to what has no end. */
function readConfig(file: string): string {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size <= maxConfigBytes ? readFileSync(file, 'utf8') : '';
}

async function findNode(
  folders: readonly (string | undefined)[],
  places: PrivatePlaces,
  signal: AbortSignal,
): Promise<FoundTool | undefined> {
  const found = findProgram('node', folders);
  if (!found) return undefined;
  let real = realpathSync(found.path);
  if (basename(real) !== 'node' || isScript(real)) {
    const [told] = await askHost(found.path, ['-p', 'process.execPath'], signal);
    if (told === undefined) return undefined;
    real = told;
  }
  return { order: found.order, ...placeOf(real, found.path, places) };
}

/** A PATH without Node still gets the one that runs us, behind everything else. */
function fallbackNode(execPath: string | undefined, places: PrivatePlaces): FoundTool | undefined {
  if (execPath === undefined) return undefined;
  return { order: Number.MAX_SAFE_INTEGER, ...placeOf(realpathSync(execPath), execPath, places) };
}

/** The interpreter's prefix and, for an active virtual environment outside the workspace, that environment in front. */
async function findPython(
  folders: readonly (string | undefined)[],
  places: PrivatePlaces,
  signal: AbortSignal,
): Promise<readonly FoundTool[]> {
  const found = findProgram('python3', folders);
  if (!found) return [];
  const { order } = found;
  if (isSystemPath(found.path) && isSystemPath(realpathSync(found.path)))
    return [{ order, binFolder: dirname(found.path), readable: [] }];
  const known = pyenvVersion(found.path);
  const prefixes = known ? [known] : await askHost(found.path, ['-I', '-c', pythonQuestion], signal);
  return [...new Set(prefixes)]
    .filter((prefix) => isAbsolute(prefix) && !isBroad(prefix, places))
    .map((prefix) => ({ order, binFolder: join(prefix, 'bin'), readable: isSystemPath(prefix) ? [] : [prefix] }));
}

/** A package manager that was installed as a global npm package, with the prefix it lies in. */
function findPackageManager(
  name: string,
  folders: readonly (string | undefined)[],
  places: PrivatePlaces,
): FoundTool | undefined {
  const found = findProgram(name, folders);
  if (!found) return undefined;
  const real = realpathSync(found.path);
  const prefix = real.split('/lib/node_modules/')[0];
  if (prefix === undefined || prefix === real || isSystemPath(real) || isBroad(prefix, places)) return undefined;
  return { order: found.order, binFolder: join(prefix, 'bin'), readable: [prefix] };
}

/** Where a program's folder is on the PATH inside, and what has to be shown: its prefix if it has one, else only itself. */
function placeOf(real: string, asFound: string, places: PrivatePlaces): Omit<FoundTool, 'order'> {
  if (isSystemPath(real)) return { binFolder: isSystemPath(asFound) ? dirname(asFound) : dirname(real), readable: [] };
  const prefix = dirname(dirname(real));
  const isPrefix = basename(dirname(real)) === 'bin' && existsSync(join(prefix, 'lib')) && !isBroad(prefix, places);
  return { binFolder: dirname(real), readable: [isPrefix ? prefix : real] };
}

function findProgram(
  name: string,
  folders: readonly (string | undefined)[],
): { path: string; order: number } | undefined {
  for (const [order, folder] of folders.entries()) {
    const path = folder === undefined ? undefined : join(folder, name);
    if (path !== undefined && isExecutableFile(path)) return { path, order };
  }
  return undefined;
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isScript(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(2);
    readSync(file, start, 0, 2, 0);
    return start.toString('latin1') === '#!';
  } finally {
    closeSync(file);
  }
}

function isPythonPrefix(prefix: string): boolean {
  const library = join(prefix, 'lib');
  if (!existsSync(library)) return false;
  return readdirSync(library).some((name) => name.startsWith('python3') && existsSync(join(library, name, 'os.py')));
}

/** Too much to show: the root, or a folder that contains the person's home or the workspace. */
function isBroad(prefix: string, { home, workspace }: PrivatePlaces): boolean {
  return (
    isWithin(home, prefix) ||
    isWithin(workspace, prefix) ||
    ['/', '/home', '/opt', '/var', '/tmp', '/srv', '/mnt', '/etc'].includes(prefix)
  );
}

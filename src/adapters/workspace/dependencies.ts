import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DependencyMount } from '../../core/sandbox/sandbox.ts';
import { isInside } from './dataFolder.ts';
import {
  type ForbiddenPlaces,
  looksLikeNodeModules,
  looksLikeVirtualEnv,
  mayMount,
  pythonInstallation,
} from './dependencyTrust.ts';
import { findLinkedFolders, hoistedNodeModules } from './linkedPackages.ts';
import type { FileList } from './listFiles.ts';

/** The dependencies of a workspace, and what that means for its list of files. */
export interface Dependencies {
  readonly mounts: readonly DependencyMount[];
  /** Paths relative to the workspace at which something is mounted, without a trailing slash. */
  readonly folders: readonly string[];
  /** Links that look like dependencies and lead where nothing may be mounted. */
  readonly refused: readonly { readonly path: string; readonly why: string }[];
}

const nodeNames = new Set(['node_modules', '.pnpm-store']);
const folderNames = new Set(['__pypackages__', '.tox', '.nox']);
const maxFolders = 256;
/** A pyvenv.cfg has a few lines. */
const maxConfigBytes = 65_536;

/** Finds the folders that hold dependencies: ignored ones of the known names, and virtual environments of any name. */
export function findDependencies(
  list: FileList,
  context: { readonly places: ForbiddenPlaces; readonly topLevel: string | undefined },
): Dependencies {
  const { places } = context;
  const mounts: DependencyMount[] = [];
  const folders: string[] = [];
  const refused: { path: string; why: string }[] = [];
  for (const path of candidates(list)) {
    if (mounts.length >= maxFolders) break;
    const found = inspect(path, places);
    if (!found) continue;
    if (typeof found === 'object') refused.push({ path, why: found.why });
    else {
      folders.push(path);
      mounts.push({ source: found, target: join(places.workspace, path), mode: 'overlay' });
    }
  }
  const outside = outsideFolders(mounts, context);
  return { mounts: [...mounts, ...outside], folders, refused };
}

/** Paths that may be dependency folders, outermost first, none below another, none that holds tracked packages. */
function candidates(list: FileList): string[] {
  const paths = new Set<string>();
  for (const entry of [...list.ignored, ...list.files]) {
    const path = entry.replace(/\/$/, '');
    const name = basename(path);
    if (name === 'pyvenv.cfg' && path !== name) paths.add(dirname(path));
    else if (nodeNames.has(name) || folderNames.has(name) || name === '.venv' || /(^|\/)vendor\/bundle$/.test(path)) {
      paths.add(path);
    } else if (entry.endsWith('/')) {
      paths.add(path);
      if (name === 'vendor') paths.add(`${path}/bundle`);
    }
  }
  const vendored = vendoredFolders(list);
  const kept: string[] = [];
  for (const path of [...paths].sort()) {
    if (vendored.has(path) || list.tracked.has(path)) continue;
    if (!kept.some((outer) => path.startsWith(`${outer}/`) && isDependencyName(outer))) kept.push(path);
  }
  return kept;
}

/** Every `node_modules` with a tracked package in it: that one is source, and the copy holds it. */
function vendoredFolders(list: FileList): Set<string> {
  const folders = new Set<string>();
  for (const path of list.tracked) {
    const match = /^(?:.*\/)?node_modules(?=\/.+\/)/.exec(path);
    if (match) folders.add(match[0]);
  }
  return folders;
}

function isDependencyName(path: string): boolean {
  const name = basename(path);
  return nodeNames.has(name) || folderNames.has(name) || name === '.venv';
}

/** The real folder to mount at a path, a reason why not, or undefined when it is no dependency folder. */
function inspect(path: string, places: ForbiddenPlaces): string | { readonly why: string } | undefined {
  const full = join(places.workspace, path);
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (!stat) return undefined;
  const name = basename(path);
  const known = isDependencyName(path) || /(^|\/)vendor\/bundle$/.test(path);
  if (!stat.isSymbolicLink()) {
    return stat.isDirectory() && (known || looksLikeVirtualEnv(full)) ? full : undefined;
  }
  let real: string;
  try {
    real = realpathSync(full);
  } catch {
    return known ? { why: 'a dependency link that leads nowhere' } : undefined;
  }
  const genuine = name === 'node_modules' ? looksLikeNodeModules(real) : looksLikeVirtualEnv(real);
  if (!known && !genuine) return undefined;
  if (isInside(places.workspace, real)) return real;
  if (!genuine) return { why: 'a dependency link to a folder that holds no packages' };
  return mayMount(real, places) ? real : { why: 'a dependency link to a place that is never shown to a run' };
}

function outsideFolders(
  mounts: readonly DependencyMount[],
  { places, topLevel }: { readonly places: ForbiddenPlaces; readonly topLevel: string | undefined },
): DependencyMount[] {
  const hoisted = topLevel
    ? hoistedNodeModules(places.workspace, topLevel).filter((path) => mayMount(path, places))
    : [];
  const own = mounts.map((mount) => mount.source).filter((source) => basename(source) === 'node_modules');
  // A folder that is mounted from elsewhere is also reached by its real path, since node resolves links.
  const elsewhere = mounts.map((mount) => mount.source).filter((source) => !isInside(places.workspace, source));
  const linked = findLinkedFolders([...own, ...hoisted], places);
  const pythons = mounts.flatMap((mount) => interpreterOf(mount.source, places) ?? []);
  const paths = [...new Set([...hoisted, ...elsewhere, ...linked, ...pythons])].sort();
  return paths
    .filter((path) => !paths.some((outer) => outer !== path && isInside(outer, path)))
    .map((path) => ({ source: path, target: path, mode: 'readonly' }));
}

/** The installation that a virtual environment's interpreter belongs to, when it is not one of the system's. */
function interpreterOf(folder: string, places: ForbiddenPlaces): string | undefined {
  const config = join(folder, 'pyvenv.cfg');
  const stat = lstatSync(config, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > maxConfigBytes) return undefined;
  const home = /^home[ \t]*=(.*)$/m.exec(readFileSync(config, 'utf8'))?.[1]?.trim();
  if (!home || !existsSync(home)) return undefined;
  const root = pythonInstallation(realpathSync(home));
  if (!root || /^\/(usr|bin|lib|lib64|System)(\/|$)/.test(root)) return undefined;
  return mayMount(root, places) ? root : undefined;
}

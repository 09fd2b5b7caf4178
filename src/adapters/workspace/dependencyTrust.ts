import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { isInside } from './dataFolder.ts';

/** Places that must never be mounted for a run, whatever a project's links say. */
export interface ForbiddenPlaces {
  readonly home: string;
  readonly dataFolder: string;
  readonly workspace: string;
}

/**
 * True when a folder outside the workspace may be mounted because a link of the project leads to it. A project is hostile
 * input: a link called node_modules that leads to `~/.ssh` must not make the keys readable.
 */
export function mayMount(path: string, places: ForbiddenPlaces): boolean {
  if (path.split(sep).length < 3) return false;
  if ([places.home, places.dataFolder, places.workspace].some((place) => isInside(path, place))) return false;
  if (isInside(places.dataFolder, path)) return false;
  if (!isInside(places.home, path))
    return !/^\/(proc|sys|dev|run|etc|root|boot|var\/run|private\/etc)(\/|$)/.test(path);
  // Below the home folder: no hidden folder, except the places where package managers keep packages.
  const way = path.slice(places.home.length).split(sep).filter(Boolean);
  const hidden = way.findIndex((part) => part.startsWith('.') && part !== '.pnpm');
  if (hidden < 0) return true;
  const start = way.slice(hidden).join('/');
  return (
    packageStores.some((store) => start === store || start.startsWith(`${store}/`)) || way.includes('node_modules')
  );
}

/** Hidden folders of the home folder that hold packages and interpreters, and nothing secret. */
const packageStores = [
  ...['.local/share/pnpm', '.pnpm-store', '.bun/install', '.yarn/berry', '.cache/pnpm', '.local/share/uv/python'],
  ...[
    '.pyenv/versions',
    '.asdf/installs',
    '.local/share/mise/installs',
    '.conda',
    '.local/share/virtualenvs',
    '.rye/py',
  ],
];

/** True when a folder holds installed packages of node: a marker of a package manager, or a package. */
export function looksLikeNodeModules(folder: string): boolean {
  const markers = ['.package-lock.json', '.modules.yaml', '.yarn-integrity', '.yarn-state.yml', '.pnpm'];
  if (markers.some((name) => existsSync(join(folder, name)))) return true;
  return entriesOf(folder)
    .slice(0, 50)
    .some(
      (name) =>
        existsSync(join(folder, name, 'package.json')) ||
        (name.startsWith('@') &&
          entriesOf(join(folder, name)).some((inner) => existsSync(join(folder, name, inner, 'package.json')))),
    );
}

/** True when a folder is a Python virtual environment. */
export function looksLikeVirtualEnv(folder: string): boolean {
  return existsSync(join(folder, 'pyvenv.cfg'));
}

/** The installation that a `home = …/bin` line of pyvenv.cfg belongs to, when it is one. */
export function pythonInstallation(binFolder: string): string | undefined {
  const root = basename(binFolder) === 'bin' ? dirname(binFolder) : binFolder;
  const hasInterpreter = entriesOf(binFolder).some((name) => /^python3?(\.\d+)?(\.exe)?$/i.test(name));
  const hasLibrary = entriesOf(join(root, 'lib')).some((name) => /^python3\.\d+/.test(name));
  return hasInterpreter && hasLibrary ? root : undefined;
}

/** The names in a folder, sorted; none when it cannot be listed. */
export function entriesOf(folder: string): string[] {
  try {
    return statSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
  } catch {
    return [];
  }
}

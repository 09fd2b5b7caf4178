import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { isInside } from './dataFolder.ts';
import { entriesOf, type ForbiddenPlaces, looksLikeNodeModules, mayMount } from './dependencyTrust.ts';

const maxFolders = 64;
const maxEntries = 20_000;

/**
 * The folders outside the workspace that packages reach through links: a virtual store of pnpm, a sibling package
 * linked by yarn or npm, and whatever those link to in turn. Bounded: only the direct and the scoped entries of each
 * `node_modules` are looked at, and at most 64 folders are found.
 */
export function findLinkedFolders(nodeModules: readonly string[], places: ForbiddenPlaces): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const queue = [...nodeModules];
  let looked = 0;
  for (let folder = queue.shift(); folder !== undefined && found.length < maxFolders; folder = queue.shift()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    for (const entry of packageEntries(folder)) {
      if (++looked > maxEntries) return found;
      const outside = outsideTarget(entry, { places, known: [...nodeModules, ...found] });
      if (!outside) continue;
      found.push(outside);
      if (basename(outside) === 'node_modules') queue.push(outside);
      else if (existsSync(join(outside, 'node_modules'))) queue.push(join(outside, 'node_modules'));
    }
  }
  return found;
}

/** The links among the direct and scoped entries of a `node_modules`, and in `.pnpm/node_modules`. */
function packageEntries(folder: string): string[] {
  const paths: string[] = [];
  for (const name of entriesOf(folder)) {
    const path = join(folder, name);
    if (name.startsWith('@') && !isLink(path)) for (const inner of entriesOf(path)) paths.push(join(path, inner));
    else paths.push(path);
  }
  return paths.filter(isLink);
}

function outsideTarget(
  link: string,
  { places, known }: { readonly places: ForbiddenPlaces; readonly known: readonly string[] },
): string | undefined {
  let real: string;
  try {
    real = realpathSync(link);
  } catch {
    // A dangling link: nothing to mount.
    return undefined;
  }
  if (isInside(places.workspace, real) || known.some((folder) => isInside(folder, real))) return undefined;
  const root = mountRoot(real);
  return root && mayMount(root, places) ? root : undefined;
}

/** The folder to mount so that a package and its neighbours are there: its whole store, its `node_modules`, or itself. */
function mountRoot(real: string): string | undefined {
  const parts = real.split(sep);
  const links = parts.findIndex((part, index) => part === 'links' && /^v\d+$/.test(parts[index - 1] ?? ''));
  if (links > 0) return parts.slice(0, links + 1).join(sep);
  const first = parts.indexOf('node_modules');
  if (first > 0) {
    const folder = parts.slice(0, first + 1).join(sep);
    return looksLikeNodeModules(folder) ? folder : undefined;
  }
  return existsSync(join(real, 'package.json')) ? real : undefined;
}

/** The `node_modules` of the folders above the workspace, up to and with the top of its repository. */
export function hoistedNodeModules(workspace: string, topLevel: string): string[] {
  const found: string[] = [];
  for (let folder = workspace; folder !== topLevel && dirname(folder) !== folder; ) {
    folder = dirname(folder);
    const candidate = join(folder, 'node_modules');
    if (existsSync(candidate) && looksLikeNodeModules(candidate)) found.push(candidate);
  }
  return found;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

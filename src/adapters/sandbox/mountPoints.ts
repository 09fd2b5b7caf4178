import { chmodSync, lstatSync, mkdirSync, rmdirSync } from 'node:fs';
import native, { isAbsolute, join, posix, relative, sep } from 'node:path';
import { CodedError } from '../../base/errors.ts';
import type { SandboxCommand, SandboxPolicy } from '../../core/sandbox/sandbox.ts';

const reserved = ['/proc', '/sys', '/dev', '/etc'];
const neverWorkspace = ['/', '/tmp', '/usr', '/bin', '/sbin', '/lib', '/lib64', '/var', '/run', '/home', '/dev/shm'];

/** True when `path` is `folder` or lies below it; both absolute and normal. Paths of Linux are such on Windows as well. */
export function isWithin(path: string, folder: string): boolean {
  const end = folder.startsWith('/') ? '/' : sep;
  return path === folder || path.startsWith(folder === end ? end : folder + end);
}

function isNormal(path: string): boolean {
  return (path.startsWith('/') ? posix : native).normalize(path) === path;
}

/** A mount hides what was mounted below its target before, so the shorter path comes first. */
export function outermostFirst<T>(items: readonly T[], pathOf: (item: T) => string): readonly T[] {
  const depth = (item: T): number => pathOf(item).split('/').length;
  return [...items].sort((a, b) => depth(a) - depth(b));
}

/** Throws `sandbox.badPolicy` for paths that cannot be mounted, or that would let a command reach the sandbox's own files. */
export function checkPolicy(command: SandboxCommand, policy: SandboxPolicy, runsFolder: string): void {
  const { copy, scratchPath, extraRead } = policy;
  const paths = [copy.hostPath, copy.mountPath, scratchPath, command.cwd, ...extraRead];
  for (const path of [...paths, ...policy.dependencies.flatMap(({ source, target }) => [source, target])])
    if (!isAbsolute(path) || !isNormal(path) || path.includes('\0')) refuse(`not an absolute, normal path: ${path}`);
  for (const path of [copy.mountPath, scratchPath, ...policy.dependencies.map(({ target }) => target)])
    if (
      neverWorkspace.includes(path) ||
      reserved.some((folder) => isWithin(path, folder) && !isWithin(path, '/dev/shm'))
    )
      refuse(`cannot be mounted inside: ${path}`);
  // Whoever reaches an engine's or an agent's socket there is outside; a folder that is shown read-only lets it be connected to.
  for (const path of extraRead)
    if (['/run', '/var/run'].some((sockets) => isWithin(path, sockets) || isWithin(sockets, path)))
      refuse(`sockets of the host would be reached through it: ${path}`);
  if (!isWithin(command.cwd, copy.mountPath) && !isWithin(command.cwd, scratchPath))
    refuse(`the working folder lies outside the copy: ${command.cwd}`);
  for (const writable of [copy.hostPath, scratchPath])
    if (isWithin(runsFolder, writable)) refuse(`the sandbox's own folder lies inside a writable one: ${writable}`);
  if (command.argv.length === 0 || command.argv.some((part) => part.includes('\0'))) refuse('no command');
}

function refuse(why: string): never {
  throw new CodedError('sandbox.badPolicy', `The sandbox was asked for something it does not do: ${why}.`);
}

/**
 * Throws `sandbox.mountPoint` where a link stands in the place of the copy or the scratch folder: a back end that mounts nothing would
 * let the next command write where it leads.
 */
export function requireFolders({ copy, scratchPath }: SandboxPolicy): void {
  for (const path of [copy.hostPath, scratchPath])
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false)
      throw new CodedError(
        'sandbox.mountPoint',
        `Something else stands in the place of a folder of this run: ${path}`,
        {
          hint: 'Dispose of this run and start a new one.',
        },
      );
}

/**
 * Makes the folders in the copy that something is mounted on. Done here and component by component because bwrap would
 * follow a link that a command left in the copy. Throws `sandbox.mountPoint` when a link or a file is in the way.
 */
export function prepareMountPoints(policy: SandboxPolicy): void {
  const { hostPath, mountPath } = policy.copy;
  const targets = [policy.scratchPath, ...policy.dependencies.map(({ target }) => target)];
  for (const target of targets)
    if (target !== mountPath && isWithin(target, mountPath)) makeFolder(hostPath, relative(mountPath, target));
  // Never a link: it is bound read-only, and would show whatever it points to.
  const git = lstatSync(join(hostPath, '.git'), { throwIfNoEntry: false });
  if (!git?.isFile()) makeFolder(hostPath, '.git');
}

/**
 * Takes the empty `.git` away again once no command uses the copy, so that nothing of ours is found in it. A command may have taken
 * the rights to its own folder away, which neither the host nor the next command could then use.
 */
export function removeGitPoint(hostPath: string): void {
  try {
    const { mode } = lstatSync(hostPath);
    if ((mode & 0o700) !== 0o700) chmodSync(hostPath, (mode & 0o777) | 0o700);
    rmdirSync(join(hostPath, '.git'));
  } catch (error) {
    const expected = ['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'];
    if (!(error instanceof Error && 'code' in error && expected.includes(String(error.code)))) throw error;
  }
}

/** Makes a folder below `root`, component by component. Throws `sandbox.mountPoint` when a link or a file is in the way. */
export function makeFolder(root: string, path: string): void {
  let at = root;
  for (const part of path.split(sep)) {
    at = join(at, part);
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (!stat) mkdirSync(at);
    else if (!stat.isDirectory())
      throw new CodedError(
        'sandbox.mountPoint',
        `A folder is needed in the isolated copy, and something else is there: ${path}`,
        {
          hint: 'Dispose of this run and start a new one.',
        },
      );
  }
}

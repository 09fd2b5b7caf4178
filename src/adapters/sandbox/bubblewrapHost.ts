import { accessSync, constants } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import {
  chooseContainer,
  installCommand,
  type KernelSettings,
  namespaceRemedy,
  readKernelSettings,
} from './remedies.ts';
import { type FilteredArch, isFiltered } from './seccompCalls.ts';

/** The programs of this host that the back end is made of. */
export interface BubblewrapHost {
  readonly bwrapPath: string;
  readonly prlimitPath: string;
  /** The kind of its processors. */
  readonly arch: FilteredArch;
}

/** Why the back end cannot even be tried here, and what to type. */
export interface HostProblem {
  readonly problem: string;
  readonly remedy: string;
}

/** Looks for the programs; says what is missing otherwise. */
export function findBubblewrapHost(platform: string, arch: string, searchPath: string): BubblewrapHost | HostProblem {
  if (platform !== 'linux')
    return {
      problem: `bubblewrap needs Linux; this is ${platform}.`,
      remedy: chooseContainer,
    };
  if (!isFiltered(arch))
    return {
      problem: `bubblewrap's system call filter is written for x86-64 and arm64 only; this machine is ${arch}.`,
      remedy: chooseContainer,
    };
  const bwrapPath = findTool('bwrap', searchPath);
  if (bwrapPath === undefined)
    return { problem: 'bubblewrap (bwrap) is not installed.', remedy: installCommand('bubblewrap') };
  const prlimitPath = findTool('prlimit', '');
  if (prlimitPath === undefined) return { problem: 'prlimit is not installed.', remedy: installCommand('util-linux') };
  return { bwrapPath, prlimitPath, arch };
}

/** The version out of `bubblewrap 0.8.0`, and whether it is recent enough for our argument vector. */
export function parseBubblewrapVersion(
  text: string,
): { version: string; supported: boolean; overlay: boolean } | undefined {
  const match = /^bubblewrap (\d+)\.(\d+)(?:\.\d+)*/.exec(text);
  if (!match) return undefined;
  const number = Number(match[1]) * 1000 + Number(match[2]);
  return { version: match[0].slice('bubblewrap '.length), supported: number >= 8, overlay: number >= 11 };
}

/** What to type when bwrap was found but cannot make namespaces. */
export function remedyFor(stderr: string, settings: KernelSettings = readKernelSettings()): string {
  return /Operation not permitted|Permission denied|No permissions|Creating new namespace failed/i.test(stderr)
    ? namespaceRemedy(settings)
    : installCommand('bubblewrap');
}

/** A program in the places of the system, else on the PATH outside any project. */
export function findTool(name: string, searchPath: string): string | undefined {
  const own = searchPath.split(':').filter((folder) => isAbsolute(folder) && !folder.includes('node_modules'));
  const folders = ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin', ...own];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

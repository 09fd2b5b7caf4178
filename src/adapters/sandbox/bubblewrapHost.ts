import { accessSync, constants } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** The programs of this host that the back end is made of. */
export interface BubblewrapHost {
  readonly bwrapPath: string;
  readonly prlimitPath: string;
}

/** Why the back end cannot even be tried here, and what to type. */
export interface HostProblem {
  readonly problem: string;
  readonly remedy: string;
}

const installRemedy =
  'Install bubblewrap: apt-get install bubblewrap (Debian, Ubuntu), dnf install bubblewrap (Fedora), ' +
  'pacman -S bubblewrap (Arch). It must be version 0.8 or later.';

/** Looks for the programs; says what is missing otherwise. */
export function findBubblewrapHost(platform: string, arch: string, searchPath: string): BubblewrapHost | HostProblem {
  if (platform !== 'linux')
    return {
      problem: `There is no sandbox for ${platform} yet.`,
      remedy: 'Run Loopwright on Linux or in WSL 2, or agree to run without isolation with --no-sandbox.',
    };
  if (arch !== 'x64')
    return {
      problem: `The sandbox's system call filter is written for x86-64 only; this machine is ${arch}.`,
      remedy: 'Run Loopwright on an x86-64 machine, or agree to run without isolation with --no-sandbox.',
    };
  const bwrapPath = findTool('bwrap', searchPath);
  if (bwrapPath === undefined) return { problem: 'bubblewrap (bwrap) is not installed.', remedy: installRemedy };
  const prlimitPath = findTool('prlimit', '');
  if (prlimitPath === undefined)
    return { problem: 'prlimit is not installed.', remedy: 'Install util-linux: apt-get install util-linux.' };
  return { bwrapPath, prlimitPath };
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
export function remedyFor(stderr: string): string {
  if (/Operation not permitted|Permission denied|No permissions/i.test(stderr))
    return (
      'User namespaces are not allowed here. On Ubuntu 24.04 and later load the AppArmor profile bwrap-userns-restrict ' +
      '(apt-get install apparmor-profiles) or run: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0. On Debian: ' +
      'sysctl -w kernel.unprivileged_userns_clone=1. In a container, start it with user namespaces allowed.'
    );
  return installRemedy;
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

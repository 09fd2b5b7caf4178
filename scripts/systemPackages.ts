// What the tests need from the system. Run alone it looks for everything: node scripts/systemPackages.ts
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's name of a package. */
export type SystemPackage = 'bubblewrap' | 'chromium' | 'git' | 'python3' | 'python3-pytest';

/** For each package the commands of which one must succeed when it is there. */
const checks: Readonly<Record<SystemPackage, readonly (readonly string[])[]>> = {
  bubblewrap: [['bwrap', '--version']],
  chromium: [
    ['chromium', '--version'],
    ['chromium-browser', '--version'],
  ],
  git: [['git', '--version']],
  python3: [['python3', '--version']],
  // The sandbox shows the system's Python, which need not be the first one on PATH.
  'python3-pytest': [
    ['/usr/bin/python3', '-c', 'import pytest'],
    ['python3', '-c', 'import pytest'],
  ],
};

/**
 * True when all wanted packages are there at the end. As root with apt-get the missing ones are installed, and it says
 * so; elsewhere it prints the one command that a person can run.
 */
export function ensureSystemPackages(wanted: readonly SystemPackage[]): boolean {
  const missing = missingOf(wanted);
  if (missing.length === 0) return true;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.error(`Missing: ${missing.join(', ')}. On Debian or Ubuntu: sudo ${install.join(' ')}`);
    return false;
  }
  console.log(`Installing ${missing.join(', ')} with apt-get.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const [file = '', ...args] of [['apt-get', 'update', '-qq'], install]) {
    spawnSync(file, args, { stdio: 'inherit', env });
  }
  const still = missingOf(missing);
  if (still.length > 0) console.error(`Still missing after apt-get: ${still.join(', ')}.`);
  return still.length === 0;
}

function missingOf(wanted: readonly SystemPackage[]): SystemPackage[] {
  return [...new Set(wanted)].filter((name) => !checks[name].some(works));
}

function works([file = '', ...args]: readonly string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

if (import.meta.main) {
  process.exitCode = ensureSystemPackages(Object.keys(checks) as SystemPackage[]) ? 0 : 1;
}

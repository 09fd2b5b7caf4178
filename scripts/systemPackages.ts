// What the tests need from the system. Run alone it looks for everything: node scripts/systemPackages.ts
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { findPostgres } from './findPostgres.ts';

/** Debian's name of a package. */
export type SystemPackage = 'bubblewrap' | 'chromium' | 'git' | 'postgresql' | 'python3' | 'python3-pytest';

/** For each package the commands of which one must succeed when it is there, or a look of its own. */
const checks: Readonly<Record<SystemPackage, readonly (readonly string[])[] | (() => boolean)>> = {
  bubblewrap: [['bwrap', '--version']],
  chromium: [
    ['chromium', '--version'],
    ['chromium-browser', '--version'],
  ],
  git: [['git', '--version']],
  // The server: its programs lie outside PATH, and a client alone is not enough.
  postgresql: () => findPostgres() !== undefined,
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
  if (missing.includes('postgresql')) keepPostgresFromStarting();
  // A configuration file that is there already, such as the one just written, is kept without a question.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', UCF_FORCE_CONFFOLD: '1' };
  for (const [file = '', ...args] of [['apt-get', 'update', '-qq'], install]) {
    spawnSync(file, args, { stdio: 'inherit', env });
  }
  const still = missingOf(missing);
  if (still.length > 0) console.error(`Still missing after apt-get: ${still.join(', ')}.`);
  return still.length === 0;
}

function missingOf(wanted: readonly SystemPackage[]): SystemPackage[] {
  return [...new Set(wanted)].filter((name) => {
    const check = checks[name];
    return !(typeof check === 'function' ? check() : check.some(works));
  });
}

/** Debian makes and starts a database cluster when the server is installed; the tests start one of their own. */
function keepPostgresFromStarting(): void {
  const file = '/etc/postgresql-common/createcluster.conf';
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'create_main_cluster = false\n');
}

function works([file = '', ...args]: readonly string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

if (import.meta.main) {
  process.exitCode = ensureSystemPackages(Object.keys(checks) as SystemPackage[]) ? 0 : 1;
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Installs the peers of the benchmarks, as the lock file pins them, unless all of these packages are there. */
export function installPeers(needed: readonly string[]): void {
  const packages = path.join(import.meta.dirname, 'node_modules');
  if (needed.every((name) => existsSync(path.join(packages, name)))) return;
  console.error('installing the peers of the benchmarks into bench/node_modules');
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  const { status } = spawnSync('npm', args, { cwd: import.meta.dirname, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('the peers could not be installed');
}

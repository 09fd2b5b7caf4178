// npm run lock: writes package-lock.json anew and adds the platform packages that npm left out of it.
//
// npm leaves an optional package out of the lock file when the registry it asked does not carry that platform, and then
// `npm ci` refuses the lock file everywhere. Their versions are exact in the package that wants them, so they can be added;
// without an integrity, which npm fills in where it installs one.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runCommand } from './runCommand.ts';

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type LockedPackages = Record<string, LockedPackage>;

/** The entries to add, by their path in the lock file. Throws for a version that is not exact: it would be a guess. */
export function missingPlatformPackages(packages: Readonly<LockedPackages>): LockedPackages {
  const missing: LockedPackages = {};
  for (const [path, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const place = `node_modules/${name}`;
      if (packages[place] !== undefined || packages[`${path}/${place}`] !== undefined) continue;
      if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${path} wants ${name} ${version}, which is not exact`);
      missing[place] = { version, ...(dev === true && { dev }), ...platformOf(name), optional: true };
    }
  }
  return missing;
}

/** Platform names end like `linux-arm-gnueabihf`, `darwin-x64` or `linux-x64-musl`. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const match = /[-/](android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name);
  const [, os, cpu, abi = ''] = match ?? [];
  if (os === undefined || cpu === undefined) throw new Error(`${name} does not say its platform`);
  const libc = os !== 'linux' || abi === '' ? undefined : abi.startsWith('musl') ? 'musl' : 'glibc';
  return { cpu: [cpu], ...(libc !== undefined && { libc: [libc] }), os: [os] };
}

async function main(): Promise<void> {
  const { exit } = await runCommand(['npm', 'install', '--package-lock-only']);
  if (exit !== 'exit 0') throw new Error(`npm install ended with ${exit}`);
  const file = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: LockedPackages };
  const missing = missingPlatformPackages(lock.packages);
  const byPath = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(byPath) }, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} platform packages added`);
}

if (import.meta.main) await main();

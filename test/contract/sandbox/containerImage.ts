import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { removeTree } from '../../../src/adapters/sandbox/removeTree.ts';

/** An engine that answers, and an image made of this machine's own programs; or why there is none. */
export type TestImage = { readonly engine: EngineName; readonly image: string } | { readonly missing: string };

const programs =
  'sh dash bash env cat ls echo sleep touch rm mkdir ln chmod head tr setsid true false id printf grep sed pwd kill cp mv tar python3 tail cut sort uniq stat od dd find xargs seq wc sed awk mount umount unshare mknod mkfifo timeout date ps df du base64 tee touch readlink dirname basename which expr nice git perl';

/** A folder that the image declares as a volume. */
export const volume = '/srv/volume';

type EngineName = 'podman' | 'docker';

const made = new Map<EngineName, TestImage>();

/** Makes the image once. Nothing is fetched from anywhere: it holds programs of this machine and the libraries they name. */
export function testImage(engine: EngineName): TestImage {
  const image = made.get(engine) ?? make(engine);
  made.set(engine, image);
  return image;
}

/** The same for whichever engine answers. */
export function anyTestImage(): TestImage {
  const image = testImage('podman');
  return 'missing' in image ? testImage('docker') : image;
}

function make(engine: EngineName): TestImage {
  if (process.platform !== 'linux') return { missing: 'an image is made of the programs of a Linux machine' };
  if (spawnSync(engine, ['info'], { timeout: 20_000 }).status !== 0)
    return { missing: `not run here: ${engine} does not answer` };
  const python = realpathSync('/usr/bin/python3');
  const npm = whichNpm();
  const key = createHash('sha256').update(['4', process.version, python, npm, programs].join('\0')).digest('hex');
  const image = `localhost/loopwright-test:${key.slice(0, 16)}`;
  if (spawnSync(engine, ['image', 'inspect', image]).status === 0) return { engine, image };
  const root = mkdtempSync(join(tmpdir(), 'loopwright-image-'));
  try {
    fill(root, npm);
    const tarball = join(root, '..', `${basename(root)}.tar`);
    execFileSync('tar', ['-c', '-C', root, '-f', tarball, '.']);
    // As many images do, it asks for room on the disk.
    execFileSync(engine, ['import', '--change', `VOLUME ${volume}`, tarball, image], { stdio: 'ignore' });
    removeTree(tarball);
  } finally {
    removeTree(root);
  }
  return { engine, image };
}

function fill(root: string, npm: string): void {
  for (const folder of ['usr/bin', 'usr/lib', 'usr/sbin', 'tmp', 'etc', 'run', 'proc', 'sys', 'dev'])
    mkdirSync(join(root, folder), { recursive: true });
  // A file system in memory gets the rights of the folder that it is mounted over, in some versions of runc.
  chmodSync(join(root, 'tmp'), 0o1777);
  for (const name of ['bin', 'sbin', 'lib']) symlinkSync(`usr/${name}`, join(root, name));
  if (existsSync('/lib64')) {
    mkdirSync(join(root, 'usr/lib64'));
    symlinkSync('usr/lib64', join(root, 'lib64'));
  }
  const found = programs
    .split(' ')
    .map((name) => `/usr/bin/${name}`)
    .filter((path) => existsSync(path));
  for (const path of found) copy(path, join(root, path));
  copy(process.execPath, join(root, 'usr/bin/node'));
  cpSync(npm, join(root, 'usr/lib/node_modules/npm'), { recursive: true, dereference: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/bin/npm'));
  const library = `/usr/lib/${basename(realpathSync('/usr/bin/python3'))}`;
  cpSync(library, join(root, library), {
    recursive: true,
    dereference: true,
    filter: (path) => !/\/(test|__pycache__)$/.test(path),
  });
  const modules = execFileSync('find', [library, '-name', '*.so'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  // It ends with 1 where one of them is a script.
  const listed = spawnSync('ldd', [...found, process.execPath, ...modules], { encoding: 'utf8' }).stdout;
  const libraries = new Set([...listed.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map((match) => match[1] ?? ''));
  for (const path of libraries) copy(path, join(root, path.startsWith('/usr') ? path : `/usr${path}`));
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(realpathSync(from), to);
}

function whichNpm(): string {
  const found = ['/usr/bin/npm', '/usr/local/bin/npm', join(dirname(process.execPath), 'npm')].find((path) =>
    existsSync(path),
  );
  return dirname(dirname(realpathSync(found ?? '/usr/bin/npm')));
}

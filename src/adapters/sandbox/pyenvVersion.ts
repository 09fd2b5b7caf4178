import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * The folder of the Python that a shim of pyenv runs outside of every project, found as pyenv finds it: to ask the shim takes a
 * dozen shells, longer than all else until a run's tests begin. undefined where the program is no such shim, or pyenv would have
 * more to decide: then it has to be asked.
 */
export function pyenvVersion(
  program: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const root = rootOf(program);
  // What a person sets for one shell, and a file in the folder that programs are asked in, come before the global version.
  if (root === undefined || env.PYENV_VERSION || env.PYENV_DIR || existsSync('/.python-version')) return undefined;
  const [version, ...more] = wordsOf(join(root, 'version'));
  if (version === undefined || more.length > 0 || !/^\d+(\.\d+)+$/.test(version)) return undefined;
  const folder = join(root, 'versions', version);
  const isPlain = existsSync(join(folder, 'bin', basename(program))) && !existsSync(join(folder, 'pyvenv.cfg'));
  return isPlain ? folder : undefined;
}

/** Where pyenv lies, when a program is one of its shims. */
function rootOf(program: string): string | undefined {
  if (basename(dirname(program)) !== 'shims') return undefined;
  const shim = readFileSync(program, 'latin1').slice(0, 2_000);
  const isShim = /^exec "[^"\n]+\/libexec\/pyenv" exec "\$program" "\$@"$/m.test(shim);
  return isShim ? /^export PYENV_ROOT="([^"\n$`\\]+)"$/m.exec(shim)?.[1] : undefined;
}

function wordsOf(file: string): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => line.replace(/#.*/, '').split(/[\s:]+/)).filter((word) => word !== '');
}

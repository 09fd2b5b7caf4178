import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccidentTally } from './accident.ts';
import type { Programs } from './processes.ts';

const names: Readonly<Record<string, string>> = {
  'full-workspace': 'the disk of the workspace is full',
  'full-data': 'the disk of the data folder is full',
  'read-only': 'folders and files that may not be written',
};

/** Rounds on a small file system in memory, mounted where nobody else sees it; or, for `read-only`, as another user than root. */
export function inPlace(
  what: keyof typeof names,
  programs: Programs,
  { times, seed }: { times: number; seed: number },
): AccidentTally {
  const kind = names[what] ?? what;
  const skipped = (why: string): AccidentTally => ({ kind, times: 0, outcomes: {}, skipped: why });
  const folder = mkdtempSync(path.join(tmpdir(), 'loopwright-place-'));
  const rounds = [programs.pathOf('rounds'), what, String(times), String(seed)];
  try {
    if (what === 'read-only') {
      // Permissions bind nobody who is root.
      const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
      chmodSync(folder, 0o777);
      return outcome(
        kind,
        spawnSync(process.execPath, rounds, { ...user, ...quiet, env: { ...process.env, TMPDIR: folder } }),
      );
    }
    if (process.platform !== 'linux') return skipped('mounts in a namespace of their own need Linux');
    const mount = `mount -t tmpfs -o size=${what === 'full-data' ? '1200k' : '2400k'} tmpfs "$0" && exec "$@"`;
    if (spawnSync('unshare', ['-m', 'sh', '-c', mount, folder, 'true']).status !== 0)
      return skipped('this user may not mount a file system');
    const command = ['-m', 'sh', '-c', mount, folder, process.execPath, ...rounds, folder];
    // The workspace lies in the folder for temporary files, which is the small one here.
    const env = what === 'full-workspace' ? { ...process.env, TMPDIR: folder } : process.env;
    return outcome(kind, spawnSync('unshare', command, { ...quiet, env }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const quiet = { encoding: 'utf8', cwd: '/' } as const;

function outcome(
  kind: string,
  { status, stdout, stderr }: { status: number | null; stdout: string; stderr: string },
): AccidentTally {
  if (status !== 0) throw new Error(`${kind}: ${stderr || stdout}`);
  return { ...(JSON.parse(stdout) as AccidentTally), kind };
}

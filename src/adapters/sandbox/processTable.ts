import { execFile, spawnSync } from 'node:child_process';
import type { TreeSample } from './processTree.ts';

/** One line of `ps -axo pid=,ppid=,rss=,time=`. */
interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly residentBytes: number;
  readonly cpuSeconds: number;
}

const ps = '/bin/ps';
const answerMs = 5_000;
const mostBytes = 64 * 1024 * 1024;
const env = { LC_ALL: 'C' };

/**
 * What a tree of processes uses, where there is no /proc. `ps` runs in the background whenever it is asked for, and the answer is the
 * last one that has come; memory is what is resident, pages that are shared with others included.
 */
export function sampleByPs(): (rootPid: number) => TreeSample | undefined {
  let rows: readonly Row[] | undefined;
  let asking = false;
  return (rootPid) => {
    if (!asking) {
      asking = true;
      const options = { env, timeout: answerMs, maxBuffer: mostBytes, encoding: 'utf8' as const };
      execFile(ps, ['-axo', 'pid=,ppid=,rss=,time='], options, (error, stdout) => {
        asking = false;
        if (!error) rows = parseRows(stdout);
      });
    }
    return rows && sumTree(rows, rootPid);
  };
}

/** The processes of this user that were started with that entry (`NAME=value`) in their environment: `ps -E` shows it on macOS. */
export function findMarked(entry: string): readonly number[] {
  const options = { env, timeout: answerMs, maxBuffer: mostBytes, encoding: 'utf8' as const };
  const { stdout } = spawnSync(ps, ['-axEwwo', 'pid=,command='], options);
  return parseMarked(stdout ?? '', entry).filter((pid) => pid !== process.pid);
}

/** The numbers of the lines that hold the entry as a whole word. */
export function parseMarked(text: string, entry: string): readonly number[] {
  return text.split('\n').flatMap((line) => {
    const pid = Number(/^\s*(\d+)\s/.exec(line)?.[1]);
    return pid > 1 && line.split(/\s+/).includes(entry) ? [pid] : [];
  });
}

/** Reads the table; `time` is [[days-]hours:]minutes:seconds, with hundredths on macOS. */
export function parseRows(text: string): readonly Row[] {
  return text.split('\n').flatMap((line) => {
    const [pid, parent, kib, time] = line.trim().split(/\s+/);
    if (!pid || !parent || !kib || !time) return [];
    const parts = time.replace('-', ':').split(':').map(Number).reverse();
    const cpuSeconds = parts.reduce((sum, part, index) => sum + part * ([1, 60, 3600, 86_400][index] ?? 0), 0);
    return [{ pid: Number(pid), parent: Number(parent), residentBytes: Number(kib) * 1024, cpuSeconds }];
  });
}

/** The processes below and including the root. */
export function sumTree(rows: readonly Row[], rootPid: number): TreeSample {
  const inside = new Set<number>([rootPid]);
  // A child may stand before its parent: until a round finds nothing more.
  for (let before = 0; before !== inside.size; ) {
    before = inside.size;
    for (const { pid, parent } of rows) if (inside.has(parent)) inside.add(pid);
  }
  const own = rows.filter(({ pid }) => inside.has(pid));
  return {
    processes: own.length,
    memoryBytes: own.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
    sharedBytes: 0,
    cpuSeconds: own.reduce((sum, row) => sum + row.cpuSeconds, 0),
  };
}

import { readdirSync, readFileSync } from 'node:fs';

/** What a command's processes use at one moment. */
export interface TreeSample {
  readonly processes: number;
  /** Anonymous and shared memory in bytes: what cannot be dropped (RssAnon + RssShmem of proc(5)). */
  readonly memoryBytes: number;
  /** The shared part of it. */
  readonly sharedBytes: number;
  /** User and system time of the living and of the children they have waited for. */
  readonly cpuSeconds: number;
}

// USER_HZ is 100 on every architecture that Node runs on (proc(5), times(2)).
const ticksPerSecond = 100;

/** The processes below and including `rootPids`, or an empty list where there is no /proc. */
export function listTree(rootPids: readonly number[], most: number): readonly number[] {
  const found = new Set<number>();
  const queue = [...rootPids];
  for (let pid = queue.pop(); pid !== undefined && found.size <= most; pid = queue.pop()) {
    if (found.has(pid)) continue;
    const children = childrenOf(pid);
    if (children === undefined) continue;
    found.add(pid);
    queue.push(...children);
  }
  return [...found];
}

/** Sums up the processes of a tree; those that end meanwhile are left out. */
export function sampleTree(pids: readonly number[]): TreeSample {
  let processes = 0;
  let memoryKib = 0;
  let sharedKib = 0;
  let ticks = 0;
  for (const pid of pids) {
    const status = readProc(`${pid}/status`);
    const stat = readProc(`${pid}/stat`);
    if (status === undefined || stat === undefined) continue;
    processes += 1;
    for (const [, kind, kib] of status.matchAll(/^Rss(Anon|Shmem):\s+(\d+) kB$/gm)) {
      memoryKib += Number(kib);
      if (kind === 'Shmem') sharedKib += Number(kib);
    }
    // Fields after the command's name, which may itself hold spaces and brackets: utime, stime, cutime, cstime are 14 to 17.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    for (const field of fields.slice(11, 15)) ticks += Number(field);
  }
  return {
    processes,
    memoryBytes: memoryKib * 1024,
    sharedBytes: sharedKib * 1024,
    cpuSeconds: ticks / ticksPerSecond,
  };
}

/** Processes of this user whose environment holds that exact entry (`NAME=value`): daemons that left their tree. */
export function findByEnvironment(entry: string): readonly number[] {
  return readFolder('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 1 && pid !== process.pid)
    .filter((pid) => readProc(`${pid}/environ`)?.split('\0').includes(entry) === true);
}

/** True while the process is alive and process 1 of a namespace of its own, so that its number cannot be a stranger's. */
export function isNamespaceRoot(pid: number): boolean {
  const status = readProc(`${pid}/status`);
  return status !== undefined && /^NSpid:(?:\s+\d+)+\s+1$/m.test(status) && !/^State:\s+[ZX]/m.test(status);
}

/** Sends SIGKILL; a process (group) that has gone already is fine. */
export function killHard(pidOrGroup: number): void {
  try {
    process.kill(pidOrGroup, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}

function childrenOf(pid: number): number[] | undefined {
  const tasks = readFolder(`/proc/${pid}/task`);
  if (tasks.length === 0) return undefined;
  return tasks.flatMap((task) =>
    (readProc(`${pid}/task/${task}/children`) ?? '').split(' ').filter(Boolean).map(Number),
  );
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** undefined when the process has ended, or is not ours to look at. */
function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return undefined;
  }
}

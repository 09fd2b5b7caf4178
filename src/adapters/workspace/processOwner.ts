import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** A process, told apart from a later one that got the same number. */
export interface ProcessOwner {
  readonly pid: number;
  /** When it started, in the platform's own notation; undefined where that cannot be learned. */
  readonly startTime: string | undefined;
}

/** This process as an owner. */
export async function currentOwner(): Promise<ProcessOwner> {
  return { pid: process.pid, startTime: await startTimeOf(process.pid) };
}

/** Whether that very process is still running. A process number that was given to another process counts as dead. */
export async function isAlive(owner: ProcessOwner): Promise<boolean> {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const startTime = await startTimeOf(owner.pid);
  return owner.startTime === undefined || startTime === undefined || startTime === owner.startTime;
}

/** Reads an owner that was stored as JSON; undefined when the text is damaged or incomplete. */
export function parseOwner(text: string): ProcessOwner | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value)) return undefined;
    const { pid } = value;
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0) return undefined;
    const startTime = 'startTime' in value && typeof value.startTime === 'string' ? value.startTime : undefined;
    return { pid, startTime };
  } catch {
    return undefined;
  }
}

async function startTimeOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    try {
      const [stat, boot] = await Promise.all([
        readFile(`/proc/${pid}/stat`, 'utf8'),
        readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      ]);
      // proc(5): field 22 is the start time in ticks since boot; the name (field 2) may itself hold spaces and brackets.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return `${boot.trim()}/${fields[19] ?? ''}`;
    } catch {
      return undefined;
    }
  }
  if (process.platform === 'win32') return undefined;
  return new Promise((resolve) => {
    execFile('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C', TZ: 'UTC' } }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim() || undefined),
    );
  });
}

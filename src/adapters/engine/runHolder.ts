import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process that holds a run, told apart from a later one with the same number and from one of another machine. */
export interface RunHolder {
  readonly pid: number;
  /** Start of the process in the kernel's own count; empty where that cannot be learned. */
  readonly startTime: string;
  /** Name of the machine and of its present boot. */
  readonly host: string;
}

/** This process. */
export function currentHolder(): RunHolder {
  return { pid: process.pid, startTime: startTimeOf(process.pid), host: hostKey() };
}

/**
 * Whether the holder is really dead. On the same machine the kernel knows, so that a run can be taken over at once and
 * never from a process that only is slow. Of another machine only the lease tells.
 */
export function isDead(holder: RunHolder, leaseIsOver: boolean): boolean {
  if (holder.host !== hostKey()) return leaseIsOver;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return true;
  }
  const startTime = startTimeOf(holder.pid);
  if (holder.startTime === '' || startTime === '') return false;
  return startTime !== holder.startTime;
}

/** proc(5): field 22 is the start time in ticks since boot, field 3 the state; the name (field 2) may hold spaces and brackets. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie runs nothing any longer: its parent has only not asked for its exit code.
    return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function hostKey(): string {
  try {
    return `${hostname()}/${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  } catch {
    return hostname();
  }
}

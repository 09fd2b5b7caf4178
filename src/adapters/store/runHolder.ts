import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** How long a holder of another machine counts as alive after it was heard of last, and how often it is heard of. */
export const leaseMs = 15_000;
export const renewMs = 5_000;

/** The process that holds a run, told apart from a later one with the same number and from one of another machine. */
interface RunHolder {
  readonly pid: number;
  /** Start of the process in the platform's own notation; empty where that cannot be learned. */
  readonly startTime: string;
  /** Name of the machine and of its present boot. */
  readonly host: string;
  /** Tells two holds of one process apart. */
  readonly hold: string;
}

/** This process as a holder of runs, and its judgement of others. What does not change is asked of the system once. */
export class RunHolders {
  readonly #me: Omit<RunHolder, 'hold'> = { pid: process.pid, startTime: startTimeOf(process.pid), host: hostKey() };

  /** The text that stands where runs are kept while this process holds one. No two are the same. */
  fresh(): string {
    return JSON.stringify({ ...this.#me, hold: randomUUID() } satisfies RunHolder);
  }

  /**
   * Whether the holder lives. On the same machine the kernel knows, so that a run can be taken over at once and never from
   * a process that only is slow. Where it cannot say, and of another machine, the lease tells. What is no holder's text
   * holds nothing.
   */
  lives(text: string, leaseIsOver: boolean): boolean {
    const holder = parseHolder(text);
    if (!holder) return false;
    if (holder.host !== this.#me.host) return !leaseIsOver;
    try {
      process.kill(holder.pid, 0);
    } catch (error) {
      // EPERM: there is such a process, of somebody else.
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
    }
    const startTime = startTimeOf(holder.pid);
    // Without start times the number may be that of a later process: then the lease tells as well.
    if (holder.startTime === '' || startTime === '') return !leaseIsOver;
    return startTime === holder.startTime;
  }
}

function parseHolder(text: string): RunHolder | undefined {
  try {
    const { pid, startTime, host, hold } = JSON.parse(text);
    if (!Number.isInteger(pid) || pid <= 0 || typeof startTime !== 'string' || typeof host !== 'string')
      return undefined;
    return { pid, startTime, host, hold: String(hold) };
  } catch {
    return undefined;
  }
}

/** proc(5): field 22 is the start time in ticks since boot, field 3 the state; the name (field 2) may hold spaces and brackets. */
function startTimeOf(pid: number): string {
  try {
    if (process.platform === 'darwin') return darwinStartTime(pid);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie runs nothing any longer: its parent has only not asked for its exit code.
    return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function darwinStartTime(pid: number): string {
  const args = ['-o', 'stat=,lstart=', '-p', String(pid)];
  const env = { LC_ALL: 'C', TZ: 'UTC' };
  const said = execFileSync('/bin/ps', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  return said.startsWith('Z') ? 'zombie' : said.replace(/^\S+\s+/, '');
}

function hostKey(): string {
  try {
    return `${hostname()}/${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  } catch {
    return hostname();
  }
}

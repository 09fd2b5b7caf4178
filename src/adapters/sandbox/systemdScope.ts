import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import type { SandboxLimits } from '../../core/sandbox/sandbox.ts';
import { sharedMemoryBytes } from './bubblewrapArgs.ts';

/** What the kernel can hold for all processes of a command together. */
export type HeldLimit = 'memory' | 'processes';

/** A manager of systemd that puts a command into a scope of its own, with limits that the kernel holds. */
export interface SystemdScope {
  /** systemd-run, by its absolute path. */
  readonly program: string;
  readonly manager: 'user' | 'system';
  /** Where systemd-run finds the manager. The command gets none of it. */
  readonly env: Readonly<Record<string, string>>;
  readonly holds: readonly HeldLimit[];
  /** The one that starts commands leaves the processor to others, as the engine to its editor: a group knows nothing of nice values outside of it. */
  readonly low?: boolean;
}

/** Where a manager may be, before it is asked. */
export type ScopeCandidate = Omit<SystemdScope, 'holds'>;

// A threadful process, as in the limits of bubblewrapArgs.ts, and what bwrap and its shell are.
const threadsPerProcess = 4;
const ownProcesses = 4;
// Page tables, and pages of files that the kernel has not dropped yet. The watchdog names the limit before the kernel ends anything.
const spareBytes = 256 * 1024 * 1024;
const spareSeconds = 30;
// About what nice 10 is beside 0; 100 is usual.
const lowWeight = 10;
// The largest page of a kernel: cgroups round what they are told to one.
const pageBytes = 64 * 1024;

/** What the kernel is told to hold. Processor time is a sum, for which a scope has no limit: it stays with the watchdog and RLIMIT_CPU. */
export function scopeLimits({ memoryBytes, tmpBytes, processes, wallMs }: SandboxLimits) {
  const memory = memoryBytes + tmpBytes + sharedMemoryBytes + spareBytes;
  return {
    memory: Math.ceil(memory / pageBytes) * pageBytes,
    processes: (processes + ownProcesses) * threadsPerProcess,
    seconds: Math.ceil(wallMs / 1_000) + spareSeconds,
  };
}

/** The words in front of a command's own that put it into a scope; systemd-run becomes the command, so the process stays the same one. */
export function scopeArgs(
  { program, manager, low = false }: ScopeCandidate,
  limits: SandboxLimits,
  name: string,
): readonly string[] {
  const { memory, processes, seconds } = scopeLimits(limits);
  return [
    program,
    `--${manager}`,
    // The description would be the whole command, for everybody who reads the journal.
    ...'--scope --quiet --collect --no-ask-password --description=Loopwright'.split(' '),
    `--unit=${name}`,
    `--property=MemoryMax=${memory}`,
    '--property=MemorySwapMax=0',
    `--property=TasksMax=${processes}`,
    `--property=RuntimeMaxSec=${seconds}`,
    ...(low ? [`--property=CPUWeight=${lowWeight}`] : []),
    '--',
  ];
}

/** The manager that a person of this machine has: root the system's, anybody else their own. undefined: nothing looks like one. */
export function findScopeCandidate(
  program: string | undefined,
  {
    uid,
    env,
    nice,
  }: { readonly uid: number; readonly env: Readonly<Record<string, string | undefined>>; readonly nice: number },
  exists: (path: string) => boolean = existsSync,
): ScopeCandidate | undefined {
  if (program === undefined) return undefined;
  const low = nice > 0;
  if (uid === 0) return exists('/run/systemd/private') ? { program, manager: 'system', env: {}, low } : undefined;
  const folder = env.XDG_RUNTIME_DIR ?? `/run/user/${uid}`;
  if (!exists(join(folder, 'systemd/private'))) return undefined;
  return { program, manager: 'user', env: { XDG_RUNTIME_DIR: folder }, low };
}

/** Prints what the kernel holds for the scope that it runs in, whatever the layout of the groups: unified, or one tree for each resource. */
const readLimits = `while IFS=: read -r _ kind path; do
  case $kind in
    '') for root in /sys/fs/cgroup /sys/fs/cgroup/unified; do
      for file in memory.max pids.max; do [ -r "$root$path/$file" ] && echo "$file $(cat "$root$path/$file")"; done
    done ;;
    memory) echo "memory.max $(cat "/sys/fs/cgroup/memory$path/memory.limit_in_bytes")" ;;
    pids) echo "pids.max $(cat "/sys/fs/cgroup/pids$path/pids.max")" ;;
  esac
done </proc/self/cgroup
:`;
const answerMs = 3_000;

/**
 * Asks the manager for a scope and looks what the kernel holds in it: an old kernel, or a person to whom nothing is delegated, may have a
 * manager that answers and limits that nobody holds. undefined: it does not answer, or holds nothing.
 */
export async function trySystemdScope(
  candidate: ScopeCandidate,
  { limits, name }: { readonly limits: SandboxLimits; readonly name: string },
  signal: AbortSignal,
): Promise<SystemdScope | undefined> {
  const [program = '', ...args] = [...scopeArgs(candidate, limits, name), '/bin/sh', '-c', readLimits];
  const told = await new Promise<string>((resolve) => {
    const env = { ...candidate.env, PATH: '/usr/bin:/bin' };
    execFile(program, args, { cwd: '/', env, timeout: answerMs, killSignal: 'SIGKILL', signal }, (error, stdout) =>
      resolve(error ? '' : stdout),
    );
  });
  throwIfAborted(signal);
  const { memory, processes } = scopeLimits(limits);
  const lines = told.split('\n');
  const holds = [
    ...(lines.includes(`memory.max ${memory}`) ? (['memory'] as const) : []),
    ...(lines.includes(`pids.max ${processes}`) ? (['processes'] as const) : []),
  ];
  return holds.length === 0 ? undefined : { ...candidate, holds };
}

/** Who holds the limits, one sentence for a person. */
export function sayHeld(scope: SystemdScope | undefined): string {
  if (!scope)
    return 'Held by the watchdog of Loopwright alone: no manager of systemd gives a scope here whose limits the kernel holds.';
  const whose = scope.manager === 'user' ? 'your manager of systemd' : 'the manager of systemd';
  return `Held by the watchdog of Loopwright; ${scope.holds.join(' and ')} by the kernel as well, somewhat above, in a scope of ${whose}.`;
}

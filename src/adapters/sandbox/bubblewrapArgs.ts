import type { SandboxLimits } from '../../core/sandbox/sandbox.ts';
import type { Identity } from './etcFiles.ts';
import { outermostFirst } from './mountPoints.ts';
import type { SystemEntry } from './systemFolders.ts';

/** A folder of the host made visible inside. An overlay's writes go to `upper`. */
export type PlannedMount =
  | { readonly kind: 'readonly' | 'writable'; readonly source: string; readonly target: string }
  | {
      readonly kind: 'overlay';
      readonly source: string;
      readonly target: string;
      readonly upper: string;
      readonly work: string;
    };

/** Everything the argument vector depends on. All paths are absolute; nothing is looked up while it is built. */
export interface BubblewrapPlan {
  readonly identity: Identity;
  readonly system: readonly SystemEntry[];
  /** Folder of the synthetic files, and their names below /etc. */
  readonly etc: { readonly folder: string; readonly names: readonly string[] };
  /** Folders and files shown read-only at their own place, before the workspace. */
  readonly readable: readonly string[];
  /** The copy, the scratch folder and the dependencies. */
  readonly mounts: readonly PlannedMount[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly limits: SandboxLimits;
  readonly prlimitPath: string;
  readonly argv: readonly string[];
}

/** File descriptors the vector refers to: the seccomp program, what bwrap says about itself, how the command ended. */
export const bubblewrapFds = { seccomp: 3, info: 4, status: 5 } as const;

/** What the status descriptor carries first, once the command is about to start. */
export const startedMark = 'started';

// Runs as the command's parent inside. A shell names the signal of a dead child on its own stderr, which is the status
// descriptor here: that tells a crash by signal 11 from `exit 139`. The kernel shall kill us before the person's editor. And where it
// gives processor time to sessions, not to processes, ours takes over the nice value that it was started with, field 19 of its stat. The
// kernel takes one such wish in 100 ms from all of the machine: of two sandboxes that start together the second waits a little, and of many the last
// goes on to ask while it runs: starting is when a command takes the most.
const wrapper = `echo ${startedMark} >&${bubblewrapFds.status}
{ echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null
( read -r stat </proc/self/stat; set -- \${stat##*) }; nice=\${17}; [ "$nice" -gt 0 ] || exit
lower() { for pause; do echo "$nice" >/proc/self/autogroup && exit; sleep "$pause"; done; }
lower .02 .02 .02 .02 .02 .02 .02 .02
lower .1 .1 .1 .1 .2 .2 .2 .5 .5 >/dev/null ${bubblewrapFds.status}>&- & ) 2>/dev/null
exec 3>&2 2>&${bubblewrapFds.status} ${bubblewrapFds.status}>&-
( exec "$@" 2>&3 3>&- )
exit $?`;

const namespaces =
  '--unshare-user --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup-try --disable-userns';
const lifetime = '--die-with-parent --new-session --hostname sandbox --cap-drop ALL --clearenv';
export const sharedMemoryBytes = 128 * 1024 * 1024;
// Caps what one process can take between two looks of the watchdog. V8 reserves far more than it uses, hence the size.
const dataBytes = 16 * 1024 ** 3;
// RLIMIT_NPROC counts threads, of which Node has eleven, and does not bind root; the watchdog counts processes and names
// the limit. This is the backstop for a bomb that is faster than the watchdog.
const threadsPerProcess = 4;

/** The arguments of `bwrap` (without `bwrap` itself) for a plan. */
export function bubblewrapArgs(plan: BubblewrapPlan): readonly string[] {
  return [
    ...`${namespaces} ${lifetime}`.split(' '),
    ...['--uid', String(plan.identity.uid), '--gid', String(plan.identity.gid)],
    ...Object.entries(plan.env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...plan.system.flatMap(systemArgs),
    ...plan.etc.names.flatMap((name) => ['--ro-bind', `${plan.etc.folder}/${name}`, `/etc/${name}`]),
    // For uid 0 /proc/sys/kernel/core_pattern would be a way to run code on the host.
    ...['--proc', '/proc', '--ro-bind', '/proc/sys', '/proc/sys', '--dev', '/dev'],
    ...['--perms', '1777', '--size', String(sharedMemoryBytes), '--tmpfs', '/dev/shm'],
    ...['--perms', '1777', '--size', String(plan.limits.tmpBytes), '--tmpfs', '/tmp'],
    ...['--dir', '/tmp/home', '--dir', '/run', '--dir', '/var', '--symlink', '../tmp', '/var/tmp'],
    ...outermostFirst(plan.readable, (path) => path).flatMap((path) => ['--ro-bind-try', path, path]),
    // After everything readable, so that nothing that contains the original workspace can show it.
    ...outermostFirst(plan.mounts, (mount) => mount.target).flatMap(mountArgs),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', plan.cwd],
    ...['--seccomp', String(bubblewrapFds.seccomp), '--info-fd', String(bubblewrapFds.info), '--'],
    ...['/bin/sh', '-c', wrapper, 'sh', ...limitArgs(plan), ...plan.argv],
  ];
}

function systemArgs(entry: SystemEntry): string[] {
  return entry.kind === 'symlink' ? ['--symlink', entry.to, entry.path] : ['--ro-bind', entry.path, entry.path];
}

function mountArgs(mount: PlannedMount): string[] {
  if (mount.kind === 'overlay')
    return ['--overlay-src', mount.source, '--overlay', mount.upper, mount.work, mount.target];
  return [mount.kind === 'writable' ? '--bind' : '--ro-bind', mount.source, mount.target];
}

function limitArgs(plan: BubblewrapPlan): string[] {
  const { limits } = plan;
  return [
    plan.prlimitPath,
    '--core=0',
    `--nproc=${limits.processes * threadsPerProcess}`,
    '--nofile=4096',
    `--fsize=${limits.diskBytes}`,
    `--data=${dataBytes}`,
    // One second later than the watchdog, which names the limit.
    `--cpu=${Math.ceil(limits.cpuSeconds) + 1}`,
    '--',
  ];
}

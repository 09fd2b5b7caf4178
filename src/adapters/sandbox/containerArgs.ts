import { CodedError } from '../../base/errors.ts';
import type { SandboxLimits } from '../../core/sandbox/sandbox.ts';
import { sharedMemoryBytes } from './bubblewrapArgs.ts';
import type { Identity } from './etcFiles.ts';
import { outermostFirst } from './mountPoints.ts';

/** The programs whose command line is spoken. */
export type EngineName = 'podman' | 'docker';

/** A file or folder of the host made visible inside. */
export interface ContainerMount {
  readonly kind: 'readonly' | 'writable';
  readonly source: string;
  readonly target: string;
}

/** Everything the argument vector depends on. All paths are absolute; nothing is looked up while it is built. */
export interface ContainerPlan {
  readonly engine: EngineName;
  readonly image: string;
  /** Unguessable: the container's processes are found by it. */
  readonly name: string;
  readonly label: string;
  /** Who the command is; `keepsUser`: the engine maps its own user to the same number (rootless podman). */
  readonly user: Identity;
  readonly keepsUser: boolean;
  /** Whether the kernel caps memory and processes, by cgroups. */
  readonly capped: boolean;
  /** Where podman writes the number of the container's first process. */
  readonly pidFile: string | undefined;
  /** What a process of this host may set at most; podman would ask for more than it may. */
  readonly hardProcesses: number | undefined;
  readonly etc: { readonly folder: string; readonly names: readonly string[] };
  /** File of the system call filter; absent: the engine's own is kept. */
  readonly seccompFile: string | undefined;
  /** File of the host that says how the command ended. */
  readonly statusFile: string;
  readonly mounts: readonly ContainerMount[];
  /** Folders that the image wants room for on the disk: they get none of it. */
  readonly volumes: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly limits: SandboxLimits;
  readonly argv: readonly string[];
}

/** What the status file holds first, once the command is about to start. */
export const containerStarted = 'started';
const statusPath = '/run/loopwright-status';

// Process 1 inside; its end is the end of every process of the container. Its stdin is held by Loopwright and nobody else: when that
// ends, the second process ends all others. A shell names the signal of a dead child on its stderr, which is the status file here: that
// tells a crash by signal 11 from `exit 139`. The proxies that an engine passes on by itself lead nowhere.
const wrapper = `mkdir -p /tmp/home 2>/dev/null
unset HTTP_PROXY HTTPS_PROXY FTP_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy ftp_proxy all_proxy no_proxy
echo ${containerStarted} >>${statusPath}
exec 4<&0 </dev/null
( read -r word <&4; kill -KILL -1 ) >/dev/null 2>&1 &
exec 4<&- 3>&2 2>>${statusPath}
( exec "$@" 2>&3 3>&- )
exit $?`;

/** Processes inside that are ours: process 1 and the one that waits for our end. */
export const containerOwnProcesses = 2;
// The kernel counts threads, of which Node has eleven; the watchdog counts processes and names the limit.
const threadsPerProcess = 4;
// /tmp and /dev/shm are memory of the container, and so is a page table; the watchdog names the limit before the kernel ends anything.
const spareBytes = 256 * 1024 * 1024;

/** The arguments of the engine's program for a plan. Throws `sandbox.badPolicy` for a folder that cannot be named to it. */
export function containerArgs(plan: ContainerPlan): readonly string[] {
  const { engine, limits, user, etc } = plan;
  return [
    // What an engine warns of would stand among what the command prints.
    ...'--log-level error run --rm --interactive --pull never --network none --read-only --cap-drop ALL'.split(' '),
    ...'--security-opt no-new-privileges --security-opt label=disable --ipc private --hostname sandbox'.split(' '),
    ...'--log-driver none --no-healthcheck'.split(' '),
    ...(plan.seccompFile === undefined ? [] : ['--security-opt', `seccomp=${plan.seccompFile}`]),
    ...['--name', plan.name, '--label', plan.label, '--user', `${user.uid}:${user.gid}`],
    ...(engine === 'podman' ? podmanArgs(plan) : []),
    ...(plan.capped ? capArgs(limits) : []),
    ...limitArgs(plan),
    ...[
      '--tmpfs',
      `/tmp:rw,nosuid,nodev,exec,mode=1777,size=${limits.tmpBytes}${engine === 'podman' ? ',notmpcopyup' : ''}`,
    ],
    ...['--shm-size', `${sharedMemoryBytes}b`],
    ...etc.names.flatMap((name) =>
      mountArgs({ kind: 'readonly', source: `${etc.folder}/${name}`, target: `/etc/${name}` }),
    ),
    ...mountArgs({ kind: 'writable', source: plan.statusFile, target: statusPath }),
    ...volumeArgs(plan),
    ...outermostFirst(plan.mounts, (mount) => mount.target).flatMap(mountArgs),
    ...Object.entries(plan.env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...['--workdir', plan.cwd, '--entrypoint', '/bin/sh', plan.image],
    ...['-c', wrapper, plan.name, ...plan.argv],
  ];
}

// A command can end the process inside that waits for our end. If then we are killed too, podman itself ends the container; a docker
// container goes on until Loopwright is started again.
const spareSeconds = 30;

function podmanArgs({ keepsUser, pidFile, limits }: ContainerPlan): string[] {
  return [
    ...'--read-only-tmpfs=false --http-proxy=false'.split(' '),
    ...['--timeout', String(Math.ceil(limits.wallMs / 1_000) + spareSeconds)],
    ...(keepsUser ? ['--userns', 'keep-id'] : []),
    ...(pidFile === undefined ? [] : ['--pidfile', pidFile]),
  ];
}

function capArgs({ memoryBytes, tmpBytes, processes }: SandboxLimits): string[] {
  const memory = `${memoryBytes + tmpBytes + sharedMemoryBytes + spareBytes}b`;
  const pids = String((processes + containerOwnProcesses) * threadsPerProcess);
  return ['--memory', memory, '--memory-swap', memory, '--pids-limit', pids];
}

function limitArgs({ engine, limits, hardProcesses }: ContainerPlan): string[] {
  // One second later than the watchdog, which names the limit.
  const cpu = Math.ceil(limits.cpuSeconds) + 1;
  const all: [name: string, value: number][] = [
    ['core', 0],
    ['nofile', 4096],
    ['fsize', limits.diskBytes],
    ['cpu', cpu],
  ];
  if (engine === 'podman' && hardProcesses !== undefined) all.push(['nproc', hardProcesses]);
  return all.flatMap(([name, value]) => ['--ulimit', `${name}=${value}:${value}`]);
}

/** Podman can be told to leave them as the image has them, read-only; docker gets memory for them, which is limited with all other. */
function volumeArgs({ engine, volumes, mounts, limits }: ContainerPlan): string[] {
  if (engine === 'podman') return ['--image-volume', 'ignore'];
  const taken = ['/tmp', '/dev/shm', ...mounts.map(({ target }) => target)];
  return volumes
    .filter((one) => !taken.includes(one))
    .flatMap((target) => {
      const fields = ['type=tmpfs', `target=${target}`, `tmpfs-size=${limits.tmpBytes}`];
      return ['--mount', fields.map(csvField).join(',')];
    });
}

/** As one record of comma-separated values (RFC 4180), which both engines read: a path may hold a comma, a quote or a line feed. */
function mountArgs({ kind, source, target }: ContainerMount): string[] {
  const fields = ['type=bind', `source=${source}`, `target=${target}`, ...(kind === 'readonly' ? ['readonly'] : [])];
  return ['--mount', fields.map(csvField).join(',')];
}

function csvField(text: string): string {
  // Both engines read a carriage return and line feed as a line feed alone, also in quotes: another folder would be shown.
  if (text.includes('\r\n'))
    throw new CodedError(
      'sandbox.badPolicy',
      `A folder whose name has a line break of Windows in it cannot be shown to a container: ${JSON.stringify(text)}`,
    );
  return /[",\r\n]|^ /.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

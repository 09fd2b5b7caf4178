import { dirname } from 'node:path';

/** Everything the profile depends on. All paths are absolute and free of links: the kernel compares what is behind them. */
export interface SeatbeltPlan {
  readonly copy: string;
  readonly scratch: string;
  /** Folders and files that may be read beside the system's own. */
  readonly readable: readonly string[];
}

/** A profile and the values of its parameters, which never become part of its text. */
export interface SeatbeltProfile {
  readonly text: string;
  readonly parameters: Readonly<Record<string, string>>;
}

// What programs and libraries of the system, of Apple's developer tools and of Homebrew are made of.
const systemRead =
  '/System /usr /bin /sbin /opt/homebrew /Library/Apple /Library/Developer /private/var/db/dyld /private/var/db/timezone /private/var/select /private/etc/ssl';
const systemFiles = '/private/etc/localtime /private/etc/hosts /private/etc/protocols /private/etc/services';
// Links on the way there, and the folders that they lead to.
const systemNames = '/etc /tmp /var /private /private/etc /private/tmp /private/var';
// Not `kern.proc`: it tells the arguments and variables of the person's other programs.
const sysctls =
  'hw. machdep.cpu. kern.os kern.version kern.hostname kern.maxfiles kern.maxproc kern.argmax kern.ngroups kern.secure_kernel kern.tcsm vm.loadavg sysctl.proc_';

/**
 * The text for `sandbox-exec`: everything is denied but what is named. Names of folders come as parameters (`-D`), so that none can be
 * read as a rule. The last rule that fits decides (sandbox(7), and the profiles that macOS brings along).
 */
export function seatbeltProfile({ copy, scratch, readable }: SeatbeltPlan): SeatbeltProfile {
  const parameters: Record<string, string> = { COPY: copy, SCRATCH: scratch, GIT: `${copy}/.git` };
  const name = (prefix: string, path: string, index: number): string => {
    parameters[`${prefix}${index}`] = path;
    return `(param "${prefix}${index}")`;
  };
  const shown = readable.map((path, index) => `(subpath ${name('READ', path, index)})`);
  const above = [...new Set([copy, scratch, ...readable].flatMap(ancestors))];
  const parents = above.map((path, index) => `(literal ${name('ABOVE', path, index)})`);
  const system = [...systemRead.split(' ').map(subpath), ...systemFiles.split(' ').map(literal)];
  const own = ['(subpath (param "COPY"))', '(subpath (param "SCRATCH"))'];
  const text = [
    '(version 1)',
    '(deny default)',
    '; What has to be there before a program reaches its first line.',
    '(import "system.sb")',
    '; Nothing that it lets out.',
    '(deny network*)',
    '(deny mach-register)',
    '(deny file-write*)',
    '(allow process-fork process-exec)',
    '(allow process-info* signal (target same-sandbox))',
    `(allow sysctl-read ${sysctls
      .split(' ')
      .map((prefix) => `(sysctl-name-prefix "${prefix}")`)
      .join(' ')})`,
    '(deny sysctl-read (sysctl-name-prefix "kern.proc"))',
    '; V8 asks for it.',
    '(allow sysctl-write (sysctl-name "kern.tcsm_enable"))',
    '(allow ipc-posix-sem)',
    '(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo") (global-name "com.apple.system.logger"))',
    '; Files.',
    '(allow file-read-data file-read-metadata (literal "/"))',
    `(allow file-read* file-map-executable ${[...system, ...shown, ...own].join(' ')})`,
    `(allow file-read-metadata ${[...systemNames.split(' ').map(literal), ...parents].join(' ')})`,
    `(allow file-write* ${own.join(' ')})`,
    '(deny file-write* (subpath (param "GIT")))',
    '; The folders themselves stay where they are: a link in their place would lead whoever works in them from outside.',
    '(deny file-write-create file-write-unlink (literal (param "COPY")) (literal (param "SCRATCH")))',
    '(deny file-write-setugid)',
    '; Devices.',
    '(allow file-read* file-write-data file-ioctl (literal "/dev/null") (literal "/dev/zero") (literal "/dev/dtracehelper"))',
    '(allow file-read* (literal "/dev/random") (literal "/dev/urandom") (subpath "/dev/fd"))',
    '; Sockets with a name in the scratch folder; no network, its own loopback included, which is the one of the machine.',
    '(allow system-socket (socket-domain AF_UNIX))',
    '(allow network-bind network-inbound (local unix-socket (subpath (param "SCRATCH"))))',
    '(allow network-outbound (remote unix-socket (subpath (param "SCRATCH"))))',
    '',
  ].join('\n');
  return { text, parameters };
}

// One second later than the watchdog, which names the limit. `ulimit -f` counts blocks of 512 bytes.
const limiter = `ulimit -c 0 2>/dev/null
ulimit -n 4096 2>/dev/null
ulimit -f "$1" 2>/dev/null
ulimit -t "$2" 2>/dev/null
shift 2
exec "$@"`;

/** The whole argument vector for a command. */
export function seatbeltArgs(
  program: string,
  profile: SeatbeltProfile,
  limits: { readonly diskBytes: number; readonly cpuSeconds: number },
  argv: readonly string[],
): readonly string[] {
  const parameters = Object.entries(profile.parameters).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const blocks = String(Math.floor(limits.diskBytes / 512));
  const seconds = String(Math.ceil(limits.cpuSeconds) + 1);
  return [program, ...parameters, '-p', profile.text, '/bin/sh', '-c', limiter, 'sh', blocks, seconds, ...argv];
}

function subpath(path: string): string {
  return `(subpath "${path}")`;
}

function literal(path: string): string {
  return `(literal "${path}")`;
}

/** The folders above a path, whose names have to be looked up on the way. */
function ancestors(path: string): readonly string[] {
  const above: string[] = [];
  for (let at = dirname(path); at !== '/' && at !== '.'; at = dirname(at)) above.push(at);
  return above;
}

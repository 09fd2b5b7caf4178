import type { Identity } from './etcFiles.ts';
import type { SystemEntry } from './systemFolders.ts';

/** Names of the files beside the scripts. Nothing that a project has named is part of a script or of a command line for wsl.exe. */
export const wslFiles = {
  words: 'words',
  seccomp: 'seccomp.bpf',
  status: 'status',
  info: 'info',
  launch: 'launch.sh',
  facts: 'facts.sh',
};

/**
 * Starts bwrap with the words of a file, which end with a zero byte each. Standard input is held by Loopwright and nobody else: when
 * it ends, so do this shell with all that it started, bwrap with its parent, and with that everything inside. bwrap itself may end a moment before the kernel
 * has ended the namespace: its process 1, which it names, is waited for.
 */
export const launchScript = `cd "\${0%/*}" || exit 125
mapfile -d '' -t words <${wslFiles.words} || exit 125
exec 3<${wslFiles.seccomp} 4>${wslFiles.info} 5>${wslFiles.status} 6<&0 </dev/null || exit 125
( exec 3<&- 4>&- 5>&-; read -r word <&6; kill -KILL -- -$$; kill -KILL $$ ) >/dev/null 2>&1 &
keeper=$!
exec 6<&- 7<${wslFiles.info}
( cd / && exec "\${words[@]}" ) 7<&-
code=$?
kill "$keeper" 2>/dev/null
pid=$(sed -n 's/.*"child-pid": *\\([0-9]*\\).*/\\1/p' <&7)
for round in {1..200}; do [ -n "$pid" ] && [ -d "/proc/$pid" ] || break; sleep 0.005; done
exit "$code"
`;

const folders = '/usr /bin /sbin /lib /lib32 /lib64 /libx32 /nix/store';
const etcEntries =
  'alternatives ld.so.cache ld.so.conf ld.so.conf.d localtime timezone ssl/certs ssl/openssl.cnf ca-certificates mime.types fonts protocols services';

/** Tells what the distribution is made of, one fact a line, its parts set apart by tabs. */
export const factsScript = `tell() { printf '%s\\t' "$@"; printf '\\n'; }
tell version "$(bwrap --version 2>/dev/null)"
tell bwrap "$(command -v bwrap)"
tell prlimit "$(command -v prlimit)"
tell user "$(id -u)" "$(id -g)"
for path in ${folders}; do
  if [ -L "$path" ]; then tell link "$path" "$(readlink "$path")"; elif [ -e "$path" ]; then tell bind "$path"; fi
done
for name in ${etcEntries}; do
  path=/etc/$name
  if [ "$name" = localtime ] && [ -L "$path" ]; then tell link "$path" "$(readlink "$path")"; elif [ -e "$path" ]; then tell bind "$path"; fi
done
for name in node npm pnpm yarn python3; do
  found=$(command -v "$name") && tell tool "$found" "$(readlink -f "$found")"
done
:
`;

/** A distribution as it told. */
export interface WslFacts {
  readonly version: string;
  readonly bwrapPath: string;
  readonly prlimitPath: string;
  readonly identity: Identity;
  readonly system: readonly SystemEntry[];
  /** Folders of tools outside the system's, and the PATH with them in front. */
  readonly readable: readonly string[];
  readonly path: readonly string[];
}

const standard = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Reads the facts. Programs of Windows that the distribution shows are none of its own. */
export function parseFacts(text: string, root: string): WslFacts {
  const rows = text.split('\n').map((line) => line.replace(/\r$/, '').split('\t'));
  const one = (name: string): readonly string[] => rows.find(([first]) => first === name)?.slice(1) ?? [];
  const system = rows.flatMap(([kind, path = '', to = '']): SystemEntry[] => {
    if (kind === 'link') return [{ kind: 'symlink', path, to }];
    return kind === 'bind' ? [{ kind: 'bind', path }] : [];
  });
  const tools = rows
    .filter(([kind, found = '']) => kind === 'tool' && !found.startsWith(`${root}/`))
    .map(([, found = '', real = '']) => ({ found, real }))
    .filter(({ real }) => real.startsWith('/') && !real.startsWith('/usr/') && !real.startsWith(`${root}/`));
  const readable = tools.flatMap(({ real }) => {
    const prefix = real.split('/lib/node_modules/')[0] ?? real;
    const home = prefix === real ? real.replace(/\/bin\/[^/]+$/, '') : prefix;
    // A prefix that holds more than a tool is not shown.
    return home.split('/').length > 3 ? [home] : [real];
  });
  const [uid = '', gid = ''] = one('user');
  return {
    version: one('version')[0] ?? '',
    bwrapPath: one('bwrap')[0] ?? '',
    prlimitPath: one('prlimit')[0] ?? '',
    identity: { uid: Number(uid), gid: Number(gid) },
    system,
    readable: [...new Set(readable)],
    path: [...new Set([...tools.map(({ found }) => found.replace(/\/[^/]+$/, '')), ...standard])],
  };
}

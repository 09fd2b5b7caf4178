import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BubblewrapHost } from './bubblewrapHost.ts';
import type { OverlayMethod } from './overlay.ts';
import type { HeldLimit, ScopeCandidate } from './systemdScope.ts';

/** What a trial of the sandbox has shown to work. */
export interface WorkingSandbox {
  readonly version: string;
  readonly overlay: OverlayMethod;
  /** What the kernel holds in a scope of systemd; empty: there is none. */
  readonly holds: readonly HeldLimit[];
}

/**
 * The last trial that worked, kept beside the sandbox's own files, where no command can write. Contract: `read` gives it only as
 * long as nothing has changed that decides whether it would work again. A command is never run less fenced for it: where the
 * sandbox does not start any more, the command does not start either, and the trial is forgotten.
 */
export interface EarlierTrial {
  read(host: BubblewrapHost): WorkingSandbox | undefined;
  keep(host: BubblewrapHost, working: WorkingSandbox): void;
  forget(): void;
}

const limits: readonly HeldLimit[] = ['memory', 'processes'];
const methods: readonly string[] = ['bubblewrap', 'unshare', 'none'] satisfies OverlayMethod[];

/** Opens the memory in a folder, of trials with this scope. What cannot be read or written is not remembered, and tried again. */
export function openEarlierTrial(folder: string, scope?: ScopeCandidate): EarlierTrial {
  const file = join(folder, 'worked.json');
  return {
    read(host) {
      const kept = parsed(textOf(file));
      const { machine, version, overlay, holds } = kept;
      if (typeof version !== 'string' || typeof overlay !== 'string' || !methods.includes(overlay)) return undefined;
      if (!Array.isArray(holds) || machine !== machineOf(host, scope)) return undefined;
      return { version, overlay: overlay as OverlayMethod, holds: limits.filter((limit) => holds.includes(limit)) };
    },
    keep(host, working) {
      const unfinished = `${file}.${process.pid}`;
      ignoringTrouble(() => {
        writeFileSync(unfinished, JSON.stringify({ machine: machineOf(host, scope), ...working }), { mode: 0o600 });
        renameSync(unfinished, file);
      });
    },
    forget: () => ignoringTrouble(() => rmSync(file, { force: true })),
  };
}

/** What decides whether namespaces and overlays can be made; a restart changes it, and so does an update of a program. */
const deciding: readonly string[] = [
  '/proc/sys/kernel/random/boot_id',
  '/proc/sys/kernel/osrelease',
  '/proc/sys/kernel/unprivileged_userns_clone',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
  '/proc/sys/user/max_user_namespaces',
  '/proc/sys/user/max_mnt_namespaces',
  '/proc/self/attr/current',
  '/proc/self/uid_map',
];
const programs: readonly string[] = ['/usr/bin/unshare', '/bin/sh', '/usr/bin/mount'];

function machineOf({ bwrapPath, prlimitPath }: BubblewrapHost, scope: ScopeCandidate | undefined): string {
  const rights = textOf('/proc/self/status').match(/^(Uid|Gid|Cap\w+|NoNewPrivs|Seccomp\w*):.*$/gm) ?? [];
  const facts = [
    ...deciding.map(textOf),
    ...rights,
    ...['user', 'mnt'].map((space) => linkOf(`/proc/self/ns/${space}`)),
    ...[bwrapPath, prlimitPath, ...programs, ...(scope ? [scope.program] : [])].map(identityOf),
    JSON.stringify(scope ?? ''),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

function identityOf(program: string): string {
  const stat = statSync(program, { throwIfNoEntry: false });
  return stat ? [stat.dev, stat.ino, stat.size, stat.mode, stat.mtimeMs, stat.ctimeMs].join(' ') : '';
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function linkOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A disk that is full or read-only is told of by those who cannot do without it. */
function ignoringTrouble(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
}

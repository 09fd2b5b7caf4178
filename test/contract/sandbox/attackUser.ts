import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AttackOutcome } from './attackRun.ts';

/** The attacks as another process runs them, as an account without any rights. */
export interface UserAttacks {
  /** Why they cannot be run here; undefined when they can. */
  readonly whyNot: Promise<string | undefined>;
  /** Waits for the outcome of a script. */
  outcomeOf(script: string): Promise<AttackOutcome>;
  /** Whether a set-user-id program makes root of this account where nothing stops it. */
  readonly setUserIdWorks: Promise<boolean>;
  dispose(): void;
}

const nobody = { uid: 65534, gid: 65534 } as const;

/** Starts them at once. Root only: nobody else may become another account. */
export function startUserAttacks(): UserAttacks {
  const folder = mkdtempSync(join(tmpdir(), 'loopwright-attack-user-'));
  chmodSync(folder, 0o777);
  // Not in the account's own folder: the sandbox is to show it, and nobody but root may exchange it.
  const programs = mkdtempSync(join(tmpdir(), 'loopwright-attack-suid-'));
  chmodSync(programs, 0o755);
  const setUserId = join(programs, 'id');
  copyFileSync('/usr/bin/id', setUserId);
  chmodSync(setUserId, 0o4755);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'attackWorker.ts')], {
    ...nobody,
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, LOOPWRIGHT_TEST_SUID: setUserId },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr = (stderr + text.toString('utf8')).slice(-4_000);
  });
  const outcomes = new Map<string, AttackOutcome & { readonly succeeded?: boolean }>();
  const waiting: (() => void)[] = [];
  const wake = () => {
    for (const look of waiting.splice(0)) look();
  };
  let head: { readonly uid: number; readonly works: boolean; readonly problem?: string } | undefined;
  let ended = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const value = JSON.parse(line) as AttackOutcome & NonNullable<typeof head>;
    if (head === undefined) head = value;
    else outcomes.set(value.script, value);
    wake();
  });
  const end = () => {
    ended = true;
    wake();
  };
  child.on('error', end).on('close', end);
  const until = async (isThere: () => boolean) => {
    while (!isThere() && !ended) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return {
    whyNot: (async () => {
      await until(() => head !== undefined);
      if (head === undefined) return `account ${nobody.uid} cannot run this checkout: ${stderr.trim().slice(-300)}`;
      if (head.uid !== nobody.uid) return `it runs as ${head.uid}`;
      return head.works ? undefined : `bubblewrap does not work for account ${nobody.uid} here: ${head.problem}`;
    })(),
    async outcomeOf(script) {
      await until(() => outcomes.has(script));
      return outcomes.get(script) ?? { script, faults: [`the process ended: ${stderr}`], said: '', wallMs: 0 };
    },
    setUserIdWorks: (async () => {
      await until(() => outcomes.has('control 55'));
      return outcomes.get('control 55')?.succeeded === true;
    })(),
    dispose() {
      child.kill('SIGKILL');
      for (const path of [folder, programs]) rmSync(path, { recursive: true, force: true });
    },
  };
}

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SandboxLimits } from '../../../src/core/sandbox/sandbox.ts';

/** Where the scripts lie; the beginning of a name is its number. */
export const attackFolder = fileURLToPath(new URL('../../fixtures/attacks/', import.meta.url));
const mebibyte = 1024 * 1024;

/** A rule of the host that makes harmless what an attack may leave in the copy, and the test that holds the host to it. */
export interface HostRule {
  readonly rule: string;
  /** Path of the test file and the title of the test in it. */
  readonly file: string;
  readonly test: string;
}

/** One script, what has to happen to it, and what stops it. */
export interface Attack {
  readonly script: string;
  readonly number: string;
  readonly name: string;
  /** What stops it, in a few words. */
  readonly blockedBy: string;
  /** Tight limits keep the bombs small. */
  readonly limits: Partial<SandboxLimits>;
  /** The limit that ends it. */
  readonly limit: keyof SandboxLimits | undefined;
  readonly rule: HostRule | undefined;
  /**
   * Without a sandbox it has to succeed, otherwise its detector is broken. Some take rights or devices that not every machine
   * has; an object says why one is not tried.
   */
  readonly control: 'succeeds' | 'where allowed' | { readonly notTried: string };
}

type Row = Pick<Attack, 'blockedBy'> & Partial<Attack>;

const hidden = 'own mount namespace: only the copy, the toolchain and the system are there';
const network = 'own network namespace: nothing but its own loopback';
const sockets = 'own mount namespace: the socket is not there';
const processes = 'own process namespace';
const calls = 'system call filter';
const rules = 'test/contract/attacks/hostRules.test.ts';

const harmful = { notTried: 'it would harm the machine' } as const;
const online = { notTried: 'it would leave the machine' } as const;
const where = 'where allowed';

/** What stops each script, by its number. */
const rows: Readonly<Record<string, Row>> = {
  '01': { blockedBy: hidden },
  '02': { blockedBy: hidden },
  '03': { blockedBy: 'own mount namespace: a synthetic /etc', control: where },
  '05': { blockedBy: 'the copy stands in the place of the workspace' },
  '06': { blockedBy: `${processes}, and the same view of the disk for each of them` },
  '07': { blockedBy: 'own /dev without devices', control: where },
  '08': { blockedBy: 'own /tmp, in memory' },
  '09': { blockedBy: 'the environment is built anew, from names that are no secrets' },
  '10': { blockedBy: processes },
  '11': {
    blockedBy: 'descriptors of the host are covered by /dev/null',
    control: { notTried: 'Node closes them itself' },
  },
  '12': { blockedBy: hidden },
  '13': { blockedBy: hidden },
  '14': { blockedBy: hidden },
  '15': { blockedBy: 'links are followed inside only, where their targets are not there' },
  '17': {
    blockedBy: 'host rule',
    rule: { rule: 'dependencies are never hard links', file: rules, test: 'a copy shares no file with the workspace' },
  },
  '18': { blockedBy: 'an empty, read-only .git stands in its place' },
  '19': { blockedBy: 'an empty, read-only .git stands in its place' },
  '20': { blockedBy: 'an empty, read-only .git stands in its place' },
  '21': {
    blockedBy: 'host rule',
    rule: {
      rule: 'git is not run over a copy that a run has touched, and elsewhere only with an explicit --git-dir',
      file: rules,
      test: 'a repository that was left in the copy is obeyed by no git of ours',
    },
  },
  '22': { blockedBy: 'an overlay, whose writes are thrown away' },
  '24': { blockedBy: `${calls}: no set-user-id bits` },
  '25': { blockedBy: 'no capability to make devices', control: where },
  '26': {
    blockedBy: 'host rule',
    rule: {
      rule: 'collecting follows no link and proposes none',
      file: 'test/contract/workspace/collect.test.ts',
      test: 'refuses everything that is not a plain file of the tree',
    },
  },
  '27': {
    blockedBy: 'host rule',
    rule: {
      rule: 'what can run code is shown apart and applied only when a person names it',
      file: 'test/scenario/hostileText.test.ts',
      test: 'is not applied unasked, neither by fix --apply nor by apply',
    },
  },
  '30': { blockedBy: network },
  '31': { blockedBy: network },
  '32': { blockedBy: network },
  '33': { blockedBy: network },
  '34': { blockedBy: network, control: online },
  '35': { blockedBy: network, control: online },
  '36': { blockedBy: 'no proxy in the environment, and no network', control: online },
  '40': { blockedBy: sockets },
  '41': { blockedBy: sockets },
  '42': { blockedBy: 'own network namespace: abstract sockets belong to it' },
  '43': { blockedBy: sockets },
  '45': { blockedBy: sockets },
  '46': { blockedBy: `${calls}: no such socket family` },
  '47': { blockedBy: `${calls}, and no capability`, control: where },
  '48': { blockedBy: calls, control: where },
  '50': { blockedBy: processes },
  '51': { blockedBy: processes, control: where },
  '52': { blockedBy: processes },
  '54': { blockedBy: calls, control: where },
  '55': { blockedBy: 'no new privileges, and no set-user-id on any mount', control: where },
  '56': { blockedBy: `${calls}, and no capability`, control: harmful },
  '57': { blockedBy: calls, control: harmful },
  '58': { blockedBy: 'own /proc with /proc/sys read-only; no /sys', control: where },
  '59': { blockedBy: 'no /sys', control: where },
  '60': { blockedBy: calls, control: harmful },
  '62': {
    blockedBy: 'host rule',
    rule: {
      rule: 'every byte that is shown is sanitised',
      file: 'test/unit/sandbox/outputSanitizer.test.ts',
      test: 'lets nothing through but text, tabs, line feeds and styles',
    },
  },
  '70': bomb('processes', { processes: 60 }),
  '71': bomb('memoryBytes', { memoryBytes: 192 * mebibyte }),
  '72': bomb('memoryBytes', { memoryBytes: 256 * mebibyte }),
  '73': { blockedBy: 'own /tmp and /dev/shm of bounded size', limits: { tmpBytes: 48 * mebibyte }, control: harmful },
  '74': bomb('diskBytes', { diskBytes: 48 * mebibyte }),
  '75': bomb('diskBytes', { diskBytes: 48 * mebibyte }),
  '76': bomb('outputBytes', { outputBytes: 1_000_000 }),
  '77': bomb('wallMs', { wallMs: 900 }),
  '78': { blockedBy: 'the last process of the namespace takes all with it', control: harmful },
  '79': bomb('wallMs', { wallMs: 500 }),
  '80': bomb('cpuSeconds', { cpuSeconds: 1 }),
  '82': bomb('memoryBytes', { memoryBytes: 128 * mebibyte, tmpBytes: 16 * mebibyte }),
  '83': bomb('memoryBytes', { memoryBytes: 128 * mebibyte, tmpBytes: 16 * mebibyte }),
  '84': bomb('memoryBytes', { memoryBytes: 128 * mebibyte, tmpBytes: 16 * mebibyte }),
  '81': bomb('diskBytes', { diskBytes: 48 * mebibyte }),
};

function bomb(limit: keyof SandboxLimits, limits: Partial<SandboxLimits>): Row {
  return { blockedBy: `limit ${limit}`, limit, limits, control: harmful };
}

/** Every script of the folder in the order of its number. One without a row here is an error: nobody has said what stops it. */
export const attacks: readonly Attack[] = readdirSync(attackFolder)
  .sort()
  .map((script) => {
    const number = script.slice(0, 2);
    const row = rows[number];
    if (!row) throw new Error(`${script} has no row in attackTable.ts`);
    const name = script
      .slice(3)
      .replace(/\.\w+$/, '')
      .replaceAll('-', ' ');
    return { limits: {}, limit: undefined, rule: undefined, control: 'succeeds', ...row, script, number, name };
  });

/** What the table of attacks says stops one: the host's rule with its test, or the fence. */
export function stoppedBy({ blockedBy, rule }: Attack): string {
  return rule ? `${rule.rule} (${rule.file}: ${rule.test})` : blockedBy;
}

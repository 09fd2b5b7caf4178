import { execFile } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../../src/core/sandbox/sandbox.ts';
import { type AttackHost, type AttackTarget, makeAttackTarget } from './attackHost.ts';
import { type Attack, attackFolder } from './attackTable.ts';
import { leftIn, runIn } from './place.ts';

/** What came of one attack. `faults` is empty when it was stopped as its row says. */
export interface AttackOutcome {
  readonly script: string;
  readonly faults: readonly string[];
  /** What the script itself said, or the limit that ended it. */
  readonly said: string;
  readonly wallMs: number;
}

/** The name under which the host keeps a secret that no attack may see. */
export const decoy = { LOOPWRIGHT_DECOY: 'FAKE_TOKEN_VALUE' } as const;

const argvOf = (script: string, at: string): string[] =>
  script.endsWith('.py') ? ['/usr/bin/python3', at] : ['sh', at];

/** True when the script's own check on the host finds that it got through. */
async function verified({ script }: Attack, target: AttackTarget): Promise<boolean> {
  const check = /^#VERIFY: (.*)$/m.exec(readFileSync(join(attackFolder, script), 'utf8'))?.[1];
  if (check === undefined) return false;
  return await new Promise((resolve) => {
    const env = { PATH: process.env.PATH, ...target.hostEnv };
    execFile('sh', ['-c', check], { env, timeout: 5_000 }, (error) => resolve(error === null));
  });
}

/** Runs a script in the sandbox and looks at everything that must not have happened. */
export async function runAttack(
  attack: Attack,
  { sandbox, runs, host }: { readonly sandbox: Sandbox; readonly runs: string; readonly host: AttackHost },
): Promise<AttackOutcome> {
  const { script } = attack;
  const target = await makeAttackTarget(host, join(attackFolder, script));
  try {
    const { place, env } = target;
    const extraRead = attack.number === '55' && host.env.SUIDBIN ? [dirname(host.env.SUIDBIN)] : [];
    const policy = { ...place.policyWith({ wallMs: 30_000, ...attack.limits }), extraRead };
    const result = await runIn(sandbox, place, argvOf(script, join(place.workspace, 'attack')), { policy, env });
    const { stdout, stderr, limit, wallMs } = result;
    const faults: string[] = [];
    if (stdout.includes('RESULT: ESCAPED')) faults.push(`it got through: ${stdout.slice(0, 500)}`);
    // The kernel, which counts threads of an account, may be sooner with its refusal than the watchdog with its count.
    const isRefused = attack.limit === 'processes' && limit === undefined && stdout.includes('RESULT: BLOCKED');
    if (limit !== attack.limit && !isRefused)
      faults.push(
        `ended by ${limit}, not ${attack.limit}: ${JSON.stringify({ ...result, stdout: stdout.slice(-300) })}`,
      );
    if (!limit && !stdout.includes('RESULT: BLOCKED')) faults.push(`it did not get to its end: ${stderr.slice(-500)}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    if (/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(stdout)) faults.push('its output has control characters');
    if (!attack.rule && (await verified(attack, target)))
      faults.push('the check on the host found that it got through');
    if (existsSync(target.mark)) faults.push('its command was run on the host');
    const left = leftIn(runs);
    if (left.length > 0) faults.push(`it left ${left.join(', ')}`);
    return { script, faults, said: limit ? `limit ${limit}` : stdout.trim().slice(-120), wallMs };
  } finally {
    target.dispose();
  }
}

/** Runs a script with no sandbox around it, and tells whether it got through. */
export async function runUnfenced(
  attack: Attack,
  host: AttackHost,
): Promise<{ readonly succeeded: boolean; readonly said: string }> {
  const { script, number } = attack;
  const target = await makeAttackTarget(host, join(attackFolder, script));
  try {
    const { hostEnv, place } = target;
    // What a naive copy would do for its dependencies.
    const dependencies = join(place.workspace, 'node_modules');
    if (number === '22') symlinkSync(dependencies, join(place.copy, 'node_modules'));
    if (number === '17') {
      mkdirSync(join(place.copy, 'nm_hard'));
      linkSync(join(dependencies, 'dep/index.js'), join(place.copy, 'nm_hard/index.js'));
    }
    const [program = '', ...args] = argvOf(script, join(place.copy, 'attack'));
    const said = await new Promise<string>((resolve) => {
      const env = { PATH: process.env.PATH, ...decoy, ...hostEnv };
      execFile(program, args, { cwd: place.copy, env, timeout: 5_000 }, (_error, text) => resolve(text));
    });
    const isRaw = number === '62' && said.includes('\x1b]52;');
    const isOut = isRaw || said.includes('RESULT: ESCAPED') || (await verified(attack, target));
    if (isOut) return { succeeded: true, said };
    // A killed process of ours is there until it has been waited for.
    await sleep(1_000);
    return { succeeded: await verified(attack, target), said };
  } finally {
    target.dispose();
  }
}

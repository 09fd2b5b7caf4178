import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sandbox, SandboxLimits } from '../../../src/core/sandbox/sandbox.ts';
import { type AttackHost, type AttackTarget, makeAttackTarget, startAttackHost } from './attackHost.ts';
import { backEnds, leftIn, makePlace, neverAborted, type Place, runIn, skip } from './place.ts';

const folder = fileURLToPath(new URL('../../fixtures/attacks/', import.meta.url));
const scripts = readdirSync(folder).sort();
const mebibyte = 1024 * 1024;

/** Attacks that leave something in the copy which is harmless as long as the host keeps a rule (docs/sandbox.md). */
const closedByHostRule: Readonly<Record<string, string>> = {
  '17': 'dependencies are never hard links',
  '21': 'git runs over the copy only with an explicit --git-dir and safe.bareRepository=explicit',
  '26': 'collecting refuses links that leave the copy',
  '27': 'applying asks for or blocks editor, hook and package files',
  '62': 'every byte shown is sanitised',
};

/** Tight limits keep the bombs small. */
const limitsFor: Readonly<Record<string, Partial<SandboxLimits>>> = {
  '70': { processes: 60 },
  '71': { memoryBytes: 192 * mebibyte },
  '72': { memoryBytes: 256 * mebibyte },
  '73': { tmpBytes: 48 * mebibyte },
  '74': { diskBytes: 48 * mebibyte },
  '76': { outputBytes: 1_000_000 },
  '77': { wallMs: 900 },
  '79': { wallMs: 500 },
  '80': { cpuSeconds: 1 },
};
const expectedLimit: Readonly<Record<string, keyof SandboxLimits>> = {
  '70': 'processes',
  '71': 'memoryBytes',
  '72': 'memoryBytes',
  '74': 'diskBytes',
  '76': 'outputBytes',
  '77': 'wallMs',
  '79': 'wallMs',
  '80': 'cpuSeconds',
};

/** Attacks that must succeed without a sandbox: otherwise the detector is broken. */
const control = [
  '01',
  '02',
  '05',
  '08',
  '09',
  '10',
  '12',
  '13',
  '14',
  '15',
  '18',
  '20',
  '22',
  '24',
  '30',
  '33',
  '40',
  '42',
  '45',
  '46',
  '50',
  '52',
];

const numberOf = (script: string): string => script.slice(0, 2);
const argvOf = (script: string, at: string): string[] =>
  script.endsWith('.py') ? ['/usr/bin/python3', at] : ['sh', at];

/** True when the script's own check on the host finds that it got through. */
async function verified(script: string, target: AttackTarget): Promise<boolean> {
  const check = /^#VERIFY: (.*)$/m.exec(readFileSync(join(folder, script), 'utf8'))?.[1];
  if (check === undefined) return false;
  return await new Promise((resolve) => {
    const env = { PATH: process.env.PATH, ...target.hostEnv };
    execFile('sh', ['-c', check], { env, timeout: 5_000 }, (error) => resolve(error === null));
  });
}

describe('attacks', () => {
  let host: AttackHost;
  let target: AttackTarget;
  before(async () => {
    process.env.LOOPWRIGHT_DECOY = 'FAKE_TOKEN_VALUE';
    host = await startAttackHost();
  });
  after(() => {
    delete process.env.LOOPWRIGHT_DECOY;
    host.dispose();
  });
  afterEach(() => target?.dispose());

  describe('against bubblewrap', () => {
    let own: Place;
    let sandbox: Sandbox;
    after(() => own.dispose());
    before(async function () {
      own = makePlace();
      sandbox = backEnds[0]!.create(own.runs);
      const probe = await sandbox.probe(neverAborted);
      if (!probe?.works) skip(this, `${probe?.problem} ${probe?.remedy}`);
    });

    for (const script of scripts) {
      const number = numberOf(script);
      const rule = closedByHostRule[number];
      it(`${script}${rule ? ` (host rule: ${rule})` : ''}`, async () => {
        target = await makeAttackTarget(host, join(folder, script));
        const { place, env } = target;
        const policy = place.policyWith({ wallMs: 20_000, ...limitsFor[number] });
        const result = await runIn(sandbox, place, argvOf(script, join(place.workspace, 'attack')), { policy, env });
        assert.doesNotMatch(result.stdout, /RESULT: ESCAPED/, result.stdout.slice(0, 500));
        assert.equal(
          result.limit,
          expectedLimit[number],
          JSON.stringify({ ...result, stdout: result.stdout.slice(-300) }),
        );
        if (!result.limit) assert.match(result.stdout, /RESULT: BLOCKED/, result.stderr);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
        assert.doesNotMatch(result.stdout, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
        if (!rule)
          assert.equal(await verified(script, target), false, 'the check on the host found that it got through');
        assert.equal(existsSync(target.mark), false);
        assert.deepEqual(leftIn(own.runs), []);
      });
    }
  });

  describe('control: without a sandbox they succeed', () => {
    for (const script of scripts.filter((name) => control.includes(numberOf(name))))
      it(script, async function () {
        target = await makeAttackTarget(host, join(folder, script));
        const { hostEnv, place } = target;
        // What a naive copy would do for its dependencies.
        if (numberOf(script) === '22')
          symlinkSync(join(place.workspace, 'node_modules'), join(place.copy, 'node_modules'));
        const [program = '', ...args] = argvOf(script, join(place.copy, 'attack'));
        const stdout = await new Promise<string>((resolve) => {
          const env = { PATH: process.env.PATH, LOOPWRIGHT_DECOY: 'FAKE_TOKEN_VALUE', ...hostEnv };
          execFile(program, args, { cwd: place.copy, env, timeout: 5_000 }, (_error, text) => resolve(text));
        });
        if (/No such device|not supported/.test(stdout)) skip(this, `this host lacks it: ${stdout.trim()}`);
        assert.ok(stdout.includes('RESULT: ESCAPED') || (await verified(script, target)), stdout);
      });
  });
});

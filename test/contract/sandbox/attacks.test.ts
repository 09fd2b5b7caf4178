import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/core/sandbox/sandbox.ts';
import { type AttackHost, startAttackHost } from './attackHost.ts';
import { decoy, runAttack, runUnfenced } from './attackRun.ts';
import { type Attack, attacks, stoppedBy } from './attackTable.ts';
import { startUserAttacks, type UserAttacks } from './attackUser.ts';
import { backEnds, makePlace, neverAborted, type Place, skip } from './place.ts';

/** What the table at the end says, by number and column. */
const cells = new Map<string, string>();
const note = ({ number }: Attack, column: 'control' | 'root' | 'user', text: string) =>
  cells.set(`${number} ${column}`, text);

const isRoot = process.getuid?.() === 0;
const own = isRoot ? 'root' : 'user';

describe('attacks', () => {
  let host: AttackHost;
  let place: Place;
  let user: UserAttacks | undefined;
  before(async () => {
    Object.assign(process.env, decoy);
    // Most of an attack is waiting: those of the other user run at the same time as ours.
    if (isRoot) user = startUserAttacks();
    host = await startAttackHost();
    place = makePlace();
  });
  after(() => {
    for (const name of Object.keys(decoy)) delete process.env[name];
    host.dispose();
    place.dispose();
    user?.dispose();
    printTable();
  });

  describe(`against bubblewrap, as ${isRoot ? 'root' : 'a normal user'}`, () => {
    let sandbox: Sandbox;
    before(async function () {
      sandbox = backEnds[0]!.create(place.runs);
      const probe = await sandbox.probe(neverAborted);
      if (!probe?.works) skip(this, `${probe?.problem} ${probe?.remedy}`);
    });

    for (const attack of attacks)
      it(titleOf(attack), async () => {
        note(attack, own, 'GOT THROUGH');
        const { faults } = await runAttack(attack, { sandbox, runs: place.runs, host });
        assert.deepEqual(faults, []);
        note(attack, own, attack.rule ? 'host rule' : 'blocked');
      });
  });

  describe('control: without a sandbox they succeed', () => {
    for (const attack of attacks.filter(({ control }) => typeof control === 'string'))
      it(attack.script, async function () {
        const { succeeded, said } = await runUnfenced(attack, host);
        if (!succeeded && (attack.control === 'where allowed' || /No such device|not supported/.test(said))) {
          note(attack, 'control', 'not here');
          skip(this, `this host lacks it: ${said.trim()}`);
        }
        assert.ok(succeeded, said);
        note(attack, 'control', 'succeeds');
      });

    it('a set-user-id program makes root of a normal user', async function () {
      if (!(await user?.setUserIdWorks)) skip(this, 'not root, or this file system takes no set-user-id programs');
      for (const attack of attacks.filter(({ number }) => number === '55')) note(attack, 'control', 'succeeds');
    });
  });

  describe('against bubblewrap, as a normal user while we are root', () => {
    before(async function () {
      const why = user ? await user.whyNot : 'these tests are not run by root, so the other column is the normal user';
      if (why !== undefined) skip(this, why);
    });

    for (const attack of attacks)
      it(titleOf(attack), async () => {
        note(attack, 'user', 'GOT THROUGH');
        const { faults } = (await user?.outcomeOf(attack.script)) ?? { faults: ['it was not run'] };
        assert.deepEqual(faults, []);
        note(attack, 'user', attack.rule ? 'host rule' : 'blocked');
      });
  });
});

function titleOf({ script, rule }: Attack): string {
  return `${script}${rule ? ` (host rule: ${rule.rule})` : ''}`;
}

function printTable(): void {
  const line = (columns: readonly string[]) =>
    `${columns[0]?.padEnd(3)} ${columns[1]?.padEnd(24)} ${columns[2]?.padEnd(10)} ${columns[3]?.padEnd(12)} ${columns[4]?.padEnd(12)} ${columns[5]}`;
  const rows = attacks.map((attack) => {
    const cell = (column: string) => cells.get(`${attack.number} ${column}`);
    const control = typeof attack.control === 'string' ? (cell('control') ?? 'FAILED') : 'not tried';
    return line([
      attack.number,
      attack.name,
      control,
      cell('root') ?? 'not run',
      cell('user') ?? 'not run',
      stoppedBy(attack),
    ]);
  });
  const notTried = new Map<string, string[]>();
  for (const { control, number } of attacks)
    if (typeof control !== 'string')
      notTried.set(control.notTried, [...(notTried.get(control.notTried) ?? []), number]);
  const reasons = [...notTried].map(
    ([why, numbers]) => `not tried without a sandbox, since ${why}: ${numbers.join(' ')}`,
  );
  console.log(
    ['', line(['no', 'attack', 'control', 'as root', 'as user', 'stopped by']), ...rows, ...reasons, ''].join('\n'),
  );
}

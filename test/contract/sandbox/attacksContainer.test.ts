import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/core/sandbox/sandbox.ts';
import { type AttackHost, startAttackHost } from './attackHost.ts';
import { decoy, runAttack } from './attackRun.ts';
import { attacks } from './attackTable.ts';
import { backEnds, makePlace, neverAborted, type Place, skip } from './place.ts';

// One engine is enough for every run of the suite: both get the same arguments and the same filter.
const engines = backEnds.filter(({ programs }) => programs === 'image');

describe('attacks against a container', () => {
  let host: AttackHost;
  let place: Place;
  let sandbox: Sandbox;

  before(async function () {
    place = makePlace();
    let why = '';
    for (const engine of engines) {
      sandbox = engine.create(place.runs);
      const probe = await sandbox.probe(neverAborted);
      if (probe.works) {
        console.log(`      ${engine.name}: ${probe.version}`);
        Object.assign(process.env, decoy);
        host = await startAttackHost();
        return;
      }
      why += `${probe.problem} ${probe.remedy} `;
    }
    skip(this, why);
  });
  after(() => {
    for (const name of Object.keys(decoy)) delete process.env[name];
    host?.dispose();
    place.dispose();
  });

  for (const attack of attacks)
    it(attack.script, async () => {
      const { faults } = await runAttack(attack, { sandbox, runs: place.runs, host });
      assert.deepEqual(faults, []);
    });
});

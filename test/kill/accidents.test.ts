import assert from 'node:assert/strict';
import { type AccidentTally, tableOf } from './accident/accident.ts';
import { changeMeanwhile } from './accident/changedMeanwhile.ts';
import { killWriters } from './accident/kills.ts';
import { inPlace } from './accident/places.ts';
import { Programs } from './accident/processes.ts';
import { writeAtOnce } from './accident/twoAtOnce.ts';

/** A short form of `npm run test:accidents`, which tries thousands. */
const seed = 1_000_003;

describe('accidents while files are written', function () {
  this.timeout(120_000);
  let programs: Programs;
  const tallies: AccidentTally[] = [];
  before(() => {
    programs = new Programs();
  });
  after(async () => {
    await programs.close();
    console.log(tableOf(tallies));
  });

  const tried = (tally: AccidentTally, least: number) => {
    tallies.push(tally);
    if (tally.skipped === undefined) assert.ok(tally.times >= least, JSON.stringify(tally));
  };

  it('60 kills lose no byte', async () => {
    tried(await killWriters({ programs, times: 60, seed }), 60);
  });
  it('clocks that jump lose none', async () => {
    tried(await killWriters({ programs, times: 8, seed, clocks: true }), 8);
  });
  it('two processes at once never mix', async () => {
    tried(await writeAtOnce(programs, 6, seed), 6);
  });
  it('what somebody saves meanwhile stays', async () => {
    tried(await changeMeanwhile(30, seed), 30);
  });
  for (const what of ['full-workspace', 'full-data', 'read-only'])
    it(`nothing is lost: ${what}`, function () {
      const tally = inPlace(what, programs, { times: 12, seed });
      tried(tally, 12);
      if (tally.skipped === undefined) return;
      console.log(`      skipped: ${tally.skipped}`);
      this.skip();
    });
});

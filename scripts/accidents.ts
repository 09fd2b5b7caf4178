// npm run test:accidents [-- --kills N] [--seed N]: what is lost when something goes wrong while an accept or an undo writes files. Prints
// a table; ends at the first byte that is lost.
import { parseArgs } from 'node:util';
import { tableOf } from '../test/kill/accident/accident.ts';
import { changeMeanwhile } from '../test/kill/accident/changedMeanwhile.ts';
import { killWriters } from '../test/kill/accident/kills.ts';
import { inPlace } from '../test/kill/accident/places.ts';
import { Programs } from '../test/kill/accident/processes.ts';
import { writeAtOnce } from '../test/kill/accident/twoAtOnce.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
/** The other kinds are tried a fifth as often. */
const times = Math.max(1, Math.round(kills / 5));
const programs = new Programs();
console.log(`seed ${seed}`);
try {
  const tallies = [
    await killWriters({ programs, times: kills, seed }),
    await killWriters({ programs, times, seed, clocks: true }),
    await writeAtOnce(programs, times, seed),
    await changeMeanwhile(times, seed),
    ...['full-workspace', 'full-data', 'read-only'].map((what) => inPlace(what, programs, { times, seed })),
  ];
  console.log(tableOf(tallies));
} finally {
  await programs.close();
}

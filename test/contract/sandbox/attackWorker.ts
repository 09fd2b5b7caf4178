// Runs every attack as the user it is started as, and prints each outcome as a line of JSON; first whether the sandbox works here.

import { startAttackHost } from './attackHost.ts';
import { decoy, runAttack, runUnfenced } from './attackRun.ts';
import { attacks } from './attackTable.ts';
import { backEnds, makePlace, neverAborted } from './place.ts';

const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

Object.assign(process.env, decoy);
const own = makePlace();
const sandbox = backEnds[0]?.create(own.runs);
const probe = await sandbox?.probe(neverAborted);
say({ uid: process.getuid?.(), works: probe?.works === true, problem: probe?.works ? undefined : probe?.problem });
if (sandbox && probe?.works) {
  const host = await startAttackHost();
  try {
    // Only somebody who is not root can gain anything from a set-user-id program.
    const setUserId = attacks.find(({ number }) => number === '55');
    if (setUserId) say({ script: 'control 55', ...(await runUnfenced(setUserId, host)) });
    for (const attack of attacks) say(await runAttack(attack, { sandbox, runs: own.runs, host }));
  } finally {
    host.dispose();
  }
}
own.dispose();

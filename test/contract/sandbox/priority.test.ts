import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { backEnds, makePlace, neverAborted, skip } from './place.ts';

const switchFile = '/proc/sys/kernel/sched_autogroup_enabled';

describe('the priority of commands in bubblewrap', () => {
  before(async function () {
    const place = makePlace();
    const probe = await backEnds[0]?.create(place.runs).probe(neverAborted);
    place.dispose();
    if (!probe?.works) skip(this, 'bubblewrap does not work here');
    // Where it is off, a nice value counts between all processes of the machine.
    if (!existsSync(switchFile) || readFileSync(switchFile, 'utf8').trim() !== '1')
      skip(this, 'this kernel does not give processor time to sessions');
  });

  it('is that of the engine also for sandboxes that start at the same moment', () => {
    const script = path.join(import.meta.dirname, 'lowPriority.ts');
    const said = execFileSync('nice', ['-n', '10', process.execPath, script], { encoding: 'utf8' });
    const sessions = JSON.parse(said) as readonly string[];
    assert.deepEqual(
      sessions.map((text) => text.replace(/autogroup-\d+/, 'autogroup')),
      Array.from({ length: 4 }, () => '0 /autogroup nice 10'),
    );
    assert.equal(new Set(sessions).size, 4, 'each has a session of its own');
  });
});

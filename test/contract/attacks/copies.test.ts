import assert from 'node:assert/strict';
import { chmodSync, existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { backEnds, makePlace, neverAborted, skip } from '../sandbox/place.ts';
import { attackIt } from './hostAttacks.ts';

describe('attacks on the copy that commands run in', function () {
  this.timeout(60_000);

  attackIt('H49', async function () {
    const place = makePlace();
    try {
      const sandbox = backEnds.find(({ name }) => name === 'bubblewrap')?.create(place.runs);
      const probe = await sandbox?.probe(neverAborted);
      if (!sandbox || !probe?.works) return skip(this, String(probe?.problem));
      const run = (script: string) => {
        const command = { argv: ['sh', '-c', script], cwd: place.workspace, env: {} };
        return sandbox.run(command, place.policy, () => undefined, neverAborted);
      };
      for (const mode of ['0555', '0000']) {
        assert.equal((await run(`chmod ${mode} .`)).exitCode, 0);
        assert.equal(lstatSync(place.copy).mode & 0o700, 0o700, mode);
        assert.ok(!existsSync(join(place.copy, '.git')));
        assert.equal((await run('echo here')).stdout, 'here\n', mode);
      }
    } finally {
      chmodSync(place.copy, 0o755);
      place.dispose();
    }
  });
});

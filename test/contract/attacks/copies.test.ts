import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeScratch } from '../../../src/adapters/testRunner/scratch.ts';
import type { TestPlace } from '../../../src/core/evidence/testRunner.ts';
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

  attackIt('H50', async () => {
    const root = mkdtempSync(join(tmpdir(), 'loopwright-scratch-'));
    try {
      const place = { scratchPath: join(root, 'scratch'), workspacePath: root, runName: 'tests-1' } as TestPlace;
      const outside = join(root, 'profile');
      mkdirSync(place.scratchPath);
      writeFileSync(outside, 'mine\n');
      symlinkSync(outside, join(place.scratchPath, 'tests-1-filter.cjs'));
      for (const text of ['one', 'two']) {
        const file = await writeScratch(place, '-filter.cjs', text, neverAborted);
        assert.equal(readFileSync(file, 'utf8'), text);
      }
      assert.equal(readFileSync(outside, 'utf8'), 'mine\n');
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

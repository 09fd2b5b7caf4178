import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { none, on } from './onBench.ts';

describe('the rest of the command line', () => {
  it(
    'says its version, its help, and what works here',
    on('demo-js', async (bench) => {
      assert.match((await bench.run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
      const help = await bench.run(['--help']);
      for (const word of ['fix', 'review', 'apply', 'undo', 'runs', 'show', 'discard', 'doctor'])
        assert.match(help.stdout, new RegExp(`^  ${word} `, 'm'));
      assert.match((await bench.run(['fix', '--help'])).stdout, /--budget-usd/);
      const doctor = JSON.parse((await bench.run(['doctor', '--json'])).stdout) as {
        checks: { name: string; state: string }[];
      };
      assert.deepEqual(
        doctor.checks.filter(({ state }) => state === 'missing'),
        [],
      );
      assert.match((await bench.run(['runs'])).stdout, /No runs yet/);
    }),
  );

  it(
    'keeps its compiled code in the data folder, once there is one, and only that of this version',
    on('demo-js', async (bench) => {
      const kept = path.join(bench.home, 'compiled');
      const version = (await bench.run(['--version'])).stdout.trim();
      assert.equal((await bench.run(['--help'])).exitCode, 0);
      assert.equal(existsSync(bench.home), false);
      assert.equal((await bench.run(['runs'])).exitCode, 0);
      assert.equal(existsSync(kept), false);
      mkdirSync(path.join(kept, '0.0.0-older'), { recursive: true });
      assert.equal((await bench.run(['runs'])).exitCode, 0);
      assert.deepEqual(readdirSync(kept), [version]);
      assert.ok(readdirSync(path.join(kept, version)).length > 0);
    }),
  );

  it(
    'prices can be set, and are used',
    on('needs-model-js', async (bench) => {
      mkdirSync(bench.home, { recursive: true });
      writeFileSync(path.join(bench.home, 'prices.json'), '{"openai-compatible/mine": {"input": 1, "output": "dear"}}');
      const broken = await bench.fix(none);
      assert.equal(broken.json.error.code, 'prices.invalid');
      assert.match(broken.json.error.message, /prices\.json/);
    }),
  );
});

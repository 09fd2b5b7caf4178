import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { anyTestImage } from '../contract/sandbox/containerImage.ts';
import type { CliBench } from './loopwrightCli.ts';
import { none, on } from './onBench.ts';

interface Doctor {
  readonly checks: readonly { readonly name: string; readonly state: string; readonly detail: string }[];
}

const doctor = async (bench: CliBench, args: readonly string[] = []) => {
  const { stdout, exitCode } = await bench.run(['doctor', ...args, '--json']);
  return { exitCode, row: (JSON.parse(stdout) as Doctor).checks.find(({ name }) => name === 'sandbox') };
};

describe('the sandbox that a person chooses', () => {
  it('fixes a failing test in a container, whose image was chosen once', async function (this: Mocha.Context) {
    const made = anyTestImage();
    if ('missing' in made) {
      console.log(`      skipped: ${made.missing}`);
      return this.skip();
    }
    await on('demo-js', async (bench) => {
      const { exitCode, row } = await doctor(bench, [
        '--use',
        'container',
        '--image',
        made.image,
        '--engine',
        made.engine,
      ]);
      assert.equal(exitCode, 0, JSON.stringify(row));
      assert.match(row?.detail ?? '', new RegExp(`^container ${made.engine} .*image ${made.image}`));
      const before = bench.fingerprint();
      const run = await bench.fix(none);
      assert.equal(run.json.outcome, 'fixed', run.stderr);
      assert.equal(run.json.isolated, true);
      assert.equal(run.json.evidence.after.failed, 0);
      assert.equal(bench.fingerprint(), before);
    })();
  });

  it(
    'where the chosen one does not work nothing else takes its place',
    on('demo-js', async (bench) => {
      const { exitCode, row } = await doctor(bench, ['--use', 'container', '--image', 'localhost/not-there:1']);
      assert.equal(exitCode, 3);
      assert.equal(row?.state, 'missing');
      const run = await bench.fix(none);
      assert.equal(run.exitCode, 3);
      assert.equal(run.json.error.code, 'sandbox.unavailable');
      assert.equal((await doctor(bench, ['--use', 'auto'])).row?.state, 'limited');
    }),
  );

  it(
    'a choice that is none is refused, and so is a broken file; a workspace has no say',
    on('demo-js', async (bench) => {
      const refused = await bench.run(['doctor', '--use', 'none']);
      assert.equal(refused.exitCode, 2);
      assert.match(refused.stderr, /sandbox\.badChoice/);
      writeFileSync(path.join(bench.workspace, 'sandbox.json'), '{"backEnd": "container"}');
      assert.match((await doctor(bench)).row?.detail ?? '', /^bubblewrap/);
      writeFileSync(path.join(bench.home, 'sandbox.json'), '{"backEnd": "none"}');
      const run = await bench.fix(none);
      assert.deepEqual([run.exitCode, run.json.error.code], [2, 'sandbox.badChoice']);
    }),
  );
});

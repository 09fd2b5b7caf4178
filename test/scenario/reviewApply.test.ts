import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CliBench } from './loopwrightCli.ts';
import { none, on } from './onBench.ts';

describe('review and apply', () => {
  let fixed: CliBench;
  let runId: string;
  let asLeft: () => void;

  before(async function () {
    this.timeout(120_000);
    fixed = new CliBench('demo-js');
    const { json } = await fixed.fix(none);
    assert.equal(json.outcome, 'fixed');
    runId = json.runId;
    asLeft = fixed.keep();
  });

  after(() => fixed.dispose());

  /** Runs the body on what the one fix left, workspace and data folder alike: every command is a process of its own. */
  const onFixed = (body: (bench: CliBench) => Promise<void>) => async () => {
    asLeft();
    await body(fixed);
  };

  it(
    'decides on the terminal and applies what was accepted',
    onFixed(async (bench) => {
      const rejected = await bench.run(['review'], {}, 'R\nnot now\n');
      assert.match(rejected.stdout, /accept this change/);
      assert.match(rejected.stdout, /nothing left to apply/);
      assert.match((await bench.run(['show'])).stdout, /\(rejected\)/);
      const shown = JSON.parse((await bench.run(['review', '--json'])).stdout) as {
        review: { files: { hunks: { reason: string }[] }[] };
      };
      assert.equal(shown.review.files[0]?.hunks[0]?.reason, 'not now');
    }),
  );

  it(
    'merges with what the person changed meanwhile',
    onFixed(async (bench) => {
      const file = path.join(bench.workspace, 'src/summary.js');
      writeFileSync(file, `// mine\n${readFileSync(file, 'utf8')}\n// also mine\n`);
      const mine = bench.fingerprint();
      assert.equal((await bench.run(['apply', runId])).exitCode, 0);
      assert.match(bench.read('src/summary.js'), /^\/\/ mine\n[\s\S]*Math\.ceil[\s\S]*also mine\n$/);
      assert.equal((await bench.run(['undo', runId])).exitCode, 0);
      assert.equal(bench.fingerprint(), mine);
    }),
  );

  it(
    'shows a conflict with both versions and writes nothing',
    onFixed(async (bench) => {
      const file = path.join(bench.workspace, 'src/summary.js');
      writeFileSync(file, readFileSync(file, 'utf8').replace('Math.round(position)', 'Math.trunc(position)'));
      const mine = bench.fingerprint();
      const applied = await bench.run(['apply', runId]);
      assert.equal(applied.exitCode, 1);
      assert.match(applied.stdout, /Math\.trunc/);
      assert.match(applied.stdout, /Math\.ceil/);
      assert.match(applied.stdout, /Nothing was written/);
      assert.equal(bench.fingerprint(), mine);
    }),
  );

  it(
    'undoes around later edits, and refuses when they touch the same lines',
    onFixed(async (bench) => {
      assert.equal((await bench.run(['apply', runId])).exitCode, 0);
      const file = path.join(bench.workspace, 'src/summary.js');
      assert.match(readFileSync(file, 'utf8'), /Math\.ceil\(position\)/);
      writeFileSync(file, readFileSync(file, 'utf8').replace('Math.ceil(position)', 'Math.ceil(position + 0)'));
      const mine = bench.fingerprint();
      const undone = await bench.run(['undo', runId]);
      assert.equal(undone.exitCode, 1);
      assert.equal(bench.fingerprint(), mine);
    }),
  );

  it(
    'keeps mode and line ends of a file',
    on('demo-js', async (bench) => {
      const file = path.join(bench.workspace, 'src/summary.js');
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
      chmodSync(file, 0o755);
      const before = bench.fingerprint();
      const { json } = await bench.fix([...none, '--apply']);
      assert.equal(json.outcome, 'fixed');
      assert.ok(!/[^\r]\n/.test(bench.read('src/summary.js')), 'every line still ends with CRLF');
      await bench.run(['undo']);
      assert.equal(bench.fingerprint(), before);
    }),
  );
});

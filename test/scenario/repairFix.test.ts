import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprint } from './loopwrightCli.ts';
import { none, on } from './onBench.ts';

describe('fix without a model', () => {
  for (const [fixture, file] of [
    ['demo-js', 'src/summary.js'],
    ['demo-py', 'agenda/interval.py'],
  ] as const) {
    it(
      `repairs ${fixture}, applies and undoes byte for byte`,
      on(fixture, async (bench) => {
        const before = bench.fingerprint();
        const run = await bench.fix(none);
        assert.equal(run.json.outcome, 'fixed', run.stderr);
        assert.equal(run.json.by, 'repair');
        assert.equal(run.json.isolated, true);
        assert.deepEqual(run.json.cost, { usd: 0, tokensIn: 0, tokensOut: 0, calls: 0 });
        assert.equal(run.json.evidence.after.failed, 0);
        assert.equal(bench.fingerprint(), before, 'nothing is touched before it is applied');
        const was = bench.read(file);
        const applied = await bench.run(['apply', run.json.runId]);
        assert.equal(applied.exitCode, 0, applied.stderr);
        assert.notEqual(bench.read(file), was);
        const again = await bench.run(['apply', run.json.runId]);
        assert.match(again.stdout, /nothing left to apply/);
        assert.equal((await bench.run(['undo', run.json.runId])).exitCode, 0);
        assert.equal(bench.fingerprint(), before);
        assert.match((await bench.run(['undo', run.json.runId])).stdout, /nothing to put back/);
      }),
    );
  }

  it(
    'applies at once with --apply, and then there is nothing to fix',
    on('demo-js', async (bench) => {
      const run = await bench.fix([...none, '--apply']);
      assert.equal(run.exitCode, 0, run.stderr);
      assert.equal((run.json as unknown as { applied: boolean }).applied, true);
      const next = await bench.fix(none);
      assert.equal(next.json.outcome, 'nothing-to-fix');
      assert.equal(next.exitCode, 0);
    }),
  );

  it(
    'repairs what a program of its own reports as TAP',
    on('demo-js', async (bench) => {
      const add = (file: string, text: string) => writeFileSync(path.join(bench.workspace, file), text);
      add('src/more.js', 'export const more = (x) => x - 1;\n');
      add(
        'check.mjs',
        [
          "import { more } from './src/more.js';",
          'const good = more(1) === 2 && more(5) === 6;',
          "const stack = new Error('no').stack.replaceAll('\\n', '\\n      ');",
          "const yaml = ['  ---', '    operator: equal', '    stack: |-', '      ' + stack, '  ...'];",
          "console.log(['TAP version 13', ...(good ? ['ok 1 more'] : ['not ok 1 more', ...yaml]), '1..1'].join('\\n'));",
          'process.exitCode = good ? 0 : 1;',
          '',
        ].join('\n'),
      );
      const run = await bench.fix([...none, '--test-command', 'node check.mjs']);
      assert.equal(run.json.outcome, 'fixed', run.stderr);
      assert.equal((await bench.run(['apply'])).exitCode, 0);
      assert.match(bench.read('src/more.js'), /x \+ 1|1 \+ x|x - -1/);
    }),
  );

  it(
    'writes a patch that git apply takes',
    on('demo-js', async (bench) => {
      const run = await bench.fix(none);
      execFileSync('git', ['apply', '--check', run.json.proposal?.patch ?? ''], { cwd: bench.workspace });
      const shown = await bench.run(['show', '--patch']);
      assert.equal(shown.stdout, readFileSync(run.json.proposal?.patch ?? '', 'utf8'));
    }),
  );

  it(
    'suspects most what is not committed yet',
    on('weak-js', async (bench) => {
      const scoreOf = async (line: number) => {
        await bench.fix([...none, '--repair-seconds', '1']);
        const begun = (await bench.events()).find(({ type }) => type === 'repair.started');
        const suspects = begun?.suspects as readonly { readonly line: number; readonly score: number }[];
        return suspects.find((suspect) => suspect.line === line)?.score ?? 0;
      };
      const without = await scoreOf(3);
      const git = (...args: string[]) => execFileSync('git', args, { cwd: bench.workspace, env: bench.env() });
      const source = bench.read('src/pages.js');
      writeFileSync(path.join(bench.workspace, 'src/pages.js'), source.replace('size < 1', 'size < 2'));
      git('init', '-q');
      git('add', '-A');
      git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-q', '-m', 'before');
      writeFileSync(path.join(bench.workspace, 'src/pages.js'), source);
      assert.ok(Math.abs((await scoreOf(3)) / without - 1.3) < 1e-9);
    }),
  );

  it(
    'says honestly that it found nothing, exit 1',
    on('needs-model-js', async (bench) => {
      const run = await bench.fix([...none, '--repair-seconds', '3']);
      assert.equal(run.exitCode, 1);
      assert.equal(run.json.outcome, 'not-fixed');
      assert.equal(run.json.proposal, null);
      assert.match(run.json.line, /small edit/);
    }),
  );

  it(
    'fixes only the test that was named',
    on('demo-js', async (bench) => {
      const run = await bench.fix([...none, 'interpolates between neighbours']);
      assert.equal(run.json.outcome, 'fixed', run.stderr);
      const unknown = await bench.fix([...none, 'no such test']);
      assert.equal(unknown.exitCode, 2);
      assert.equal(unknown.json.error.code, 'tests.unknownName');
      assert.match(unknown.json.error.hint, /interpolates between neighbours/, 'what is red is named');
    }),
  );

  it(
    'two runs at once do not disturb each other',
    on('demo-js', async (bench) => {
      const before = bench.fingerprint();
      const both = await Promise.all([bench.fix(none), bench.fix(none)]);
      assert.deepEqual(
        both.map(({ json }) => json.outcome),
        ['fixed', 'fixed'],
      );
      assert.notEqual(both[0].json.runId, both[1].json.runId);
      assert.equal(bench.fingerprint(), before);
    }),
  );

  it(
    'works in a git repository with uncommitted changes, and leaves .git byte for byte',
    on('demo-js', async (bench) => {
      const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], {
          cwd: bench.workspace,
        });
      git('init', '-q');
      git('add', '-A');
      git('commit', '-qm', 'first');
      // The defect itself is only in the working tree: the copy must hold what is not committed.
      const defect = bench.read('src/summary.js');
      writeFileSync(
        path.join(bench.workspace, 'src/summary.js'),
        defect.replace('Math.round(position)', 'Math.ceil(position)'),
      );
      git('commit', '-qam', 'repaired');
      writeFileSync(path.join(bench.workspace, 'src/summary.js'), defect);
      const before = fingerprint(bench.workspace);
      const run = await bench.fix(none);
      assert.equal(run.json.outcome, 'fixed', run.stderr);
      assert.equal(fingerprint(bench.workspace), before);
    }),
  );
});

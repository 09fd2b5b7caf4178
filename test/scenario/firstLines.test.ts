import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../eventually.ts';
import { finished } from './loopwrightCli.ts';
import { none, on } from './onBench.ts';

describe('what a run says and offers', function () {
  this.timeout(120_000);
  const test = (red: boolean) =>
    `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\ntest('t', () => assert.equal(1, ${red ? 2 : 1}));\n`;

  it(
    'names the packages whose tests it leaves alone, and a next step when nothing is red',
    on('needs-model-js', async (bench) => {
      for (const name of readdirSync(bench.workspace)) rmSync(path.join(bench.workspace, name), { recursive: true });
      for (const name of ['one', 'two', 'three']) {
        mkdirSync(path.join(bench.workspace, 'packages', name), { recursive: true });
        const put = (file: string, text: string) =>
          writeFileSync(path.join(bench.workspace, 'packages', name, file), text);
        put('package.json', '{"type":"module","scripts":{"test":"node --test"}}');
        put('a.test.js', test(name === 'two'));
      }
      const run = await bench.run(['fix', ...none, 'packages/one/a.test.js']);
      assert.ok(!run.stderr.includes('more package'), run.stderr);
      assert.match(run.stdout, /nothing to fix/);
      assert.match(run.stdout.trim().split('\n').at(-1) ?? '', /--test-command/);
      const all = await bench.run(['fix', ...none]);
      assert.match(
        all.stderr.split('\n').slice(0, 4).join('\n'),
        /2 more packages have tests: name one of their tests to fix it/,
      );
    }),
  );

  it(
    'says how to stop a run that is to be discarded while it goes on',
    on('needs-model-js', async (bench) => {
      const folder = path.join(bench.base, 'paste');
      mkdirSync(folder);
      const child = bench.start(['fix', '--json', '--model', 'paste', '--paste-dir', folder, '--repair-seconds', '0']);
      const ended = finished(child);
      await eventually(() => readdirSync(folder).length > 0, 'the request to paste');
      const { stderr, exitCode } = await bench.run(['discard']);
      assert.match(stderr, new RegExp(`Ctrl\\+C where it runs.*kill -INT ${child.pid}\\b`));
      assert.equal(exitCode, 3);
      child.kill('SIGINT');
      await ended;
    }),
  );

  it(
    'says that a review needs answers when there are none',
    on('demo-js', async (bench) => {
      await bench.fix(none);
      const { stderr, exitCode } = await bench.run(['review']);
      assert.match(stderr, /usage\.noAnswers/);
      assert.match(stderr, /loopwright apply/);
      assert.equal(exitCode, 2);
      assert.equal((await bench.run(['review'], {}, 'a\n')).exitCode, 0);
    }),
  );
});

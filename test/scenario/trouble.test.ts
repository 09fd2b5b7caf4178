import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CliBench, finished } from './loopwrightCli.ts';
import { none, on } from './onBench.ts';

describe('trouble, in words', () => {
  interface Trouble {
    readonly name: string;
    readonly args: readonly string[];
    readonly code: string;
    readonly exitCode: number;
    readonly env?: Readonly<Record<string, string>>;
    prepare?(bench: CliBench): void;
  }
  const write = (file: string, text: string) => (bench: CliBench) =>
    writeFileSync(path.join(bench.workspace, file), text);
  const troubles: readonly Trouble[] = [
    { name: 'an unknown command', args: ['fxi'], code: 'usage.unknownCommand', exitCode: 2 },
    { name: 'an unknown option', args: ['fix', '--budgt', '1'], code: 'usage.badArguments', exitCode: 2 },
    { name: 'a number that is none', args: ['fix', '--budget-usd', 'much'], code: 'usage.badNumber', exitCode: 2 },
    { name: 'a budget of nothing', args: ['fix', '--max-minutes', '0'], code: 'usage.badNumber', exitCode: 2 },
    { name: 'an unknown run', args: ['show', 'zzz'], code: 'run.unknown', exitCode: 2 },
    { name: 'no run yet', args: ['apply'], code: 'run.unknown', exitCode: 2 },
    {
      name: 'a folder that is not there',
      args: ['fix', '--workspace', 'nowhere'],
      code: 'workspace.missing',
      exitCode: 2,
    },
    { name: 'a model that nobody knows', args: ['fix', '--model', 'acme/x'], code: 'model.badRef', exitCode: 2 },
    { name: 'a model without its key', args: ['fix', '--model', 'openai/gpt-4.1'], code: 'model.noKey', exitCode: 2 },
    { name: 'paste without a place', args: ['fix', '--model', 'paste'], code: 'model.notConfigured', exitCode: 2 },
    {
      name: 'a data folder inside the workspace',
      args: ['runs'],
      code: 'data.insideWorkspace',
      exitCode: 2,
      prepare: (bench) => mkdirSync(path.join(bench.workspace, 'data')),
      env: { LOOPWRIGHT_HOME: 'WORKSPACE/data' },
    },
    {
      name: 'no tests anywhere',
      args: ['fix', ...none],
      code: 'tests.noRunner',
      exitCode: 3,
      prepare(bench) {
        for (const name of readdirSync(bench.workspace)) rmSync(path.join(bench.workspace, name), { recursive: true });
        writeFileSync(path.join(bench.workspace, 'notes.txt'), 'hello\n');
      },
    },
    {
      name: 'a command that runs no tests',
      args: ['fix', ...none, '--test-command', 'python3 -m unittest discover -s nothing'],
      code: 'tests.noneRan',
      exitCode: 3,
      prepare: (bench) => {
        mkdirSync(path.join(bench.workspace, 'nothing'));
        writeFileSync(path.join(bench.workspace, 'nothing/__init__.py'), '');
      },
    },
    {
      name: 'a run without a proposal',
      args: ['review'],
      code: 'run.noProposal',
      exitCode: 2,
      prepare: write('src/slug.js', 'export const slug = 1;\n'),
    },
  ];

  for (const trouble of troubles) {
    it(
      trouble.name,
      on('needs-model-js', async (bench) => {
        trouble.prepare?.(bench);
        if (trouble.code === 'run.noProposal') await bench.run(['fix', ...none, '--repair-seconds', '0']);
        const before = bench.fingerprint();
        const env = Object.fromEntries(
          Object.entries(trouble.env ?? {}).map(([name, value]) => [name, value.replace('WORKSPACE', bench.workspace)]),
        );
        const plain = await bench.run(trouble.args, env);
        assert.equal(plain.exitCode, trouble.exitCode, plain.stderr);
        assert.match(plain.stderr, new RegExp(`\\(${trouble.code}\\)`));
        assert.ok(!/\n\s+at /.test(plain.stderr), 'no stack is shown');
        const json = await bench.run([...trouble.args, '--json'], env);
        const parsed = JSON.parse(json.stdout) as { ok: boolean; error: { code: string; message: string } };
        assert.deepEqual([parsed.ok, parsed.error.code], [false, trouble.code]);
        assert.equal(bench.fingerprint(), before);
      }),
    );
  }

  it(
    'a sandbox that is missing: refused, with what to install; agreed to: done and marked',
    on('demo-js', async (bench) => {
      // A mount namespace in which bwrap is an empty file.
      const hide = 'mount --bind /dev/null "$(command -v bwrap)" && exec "$@"';
      const without = ['unshare', '-Urm', '--', 'sh', '-c', hide, 'sh'];
      const refused = await bench.fix(none, {}, without);
      assert.equal(refused.exitCode, 3, refused.stdout);
      assert.equal(refused.json.error.code, 'sandbox.unavailable');
      assert.match(refused.json.error.hint, /bubblewrap/);
      const agreed = await bench.fix([...none, '--no-sandbox'], {}, without);
      assert.equal(agreed.json.outcome, 'fixed', agreed.stderr);
      assert.equal(agreed.json.isolated, false);
      assert.match((await bench.run(['runs'])).stdout, /not isolated/);
    }),
  );

  it(
    'Ctrl+C ends the run in good order within a second',
    on('needs-model-js', async (bench) => {
      const before = bench.fingerprint();
      const child = bench.start(['fix', ...none]);
      const ended = finished(child);
      await sleep(2_000);
      const startMs = performance.now();
      child.kill('SIGINT');
      const { exitCode } = await ended;
      assert.equal(exitCode, 130);
      assert.ok(performance.now() - startMs < 2_000, 'it ended soon');
      assert.equal(bench.fingerprint(), before);
      const { runs } = JSON.parse((await bench.run(['runs', '--json'])).stdout) as { runs: { status: string }[] };
      assert.deepEqual(
        runs.map(({ status }) => status),
        ['cancelled'],
      );
    }),
  );

  it(
    'time that is used up pauses the run, exit 4',
    on('needs-model-js', async (bench) => {
      const run = await bench.fix([...none, '--max-minutes', '0.04', '--repair-seconds', '60']);
      assert.equal(run.json.outcome, 'paused', run.stdout);
      assert.equal(run.exitCode, 4);
    }),
  );

  it(
    'a test that is red once and green once is named as flaky',
    on('needs-model-js', async (bench) => {
      writeFileSync(
        path.join(bench.workspace, 'test/slug.test.js'),
        [
          "import assert from 'node:assert/strict';",
          "import { existsSync, writeFileSync } from 'node:fs';",
          "import { it } from 'node:test';",
          "it('saves twice', () => {",
          "  const seen = existsSync('seen.txt');",
          "  writeFileSync('seen.txt', '');",
          '  assert.ok(seen);',
          '});',
          '',
        ].join('\n'),
      );
      const run = await bench.fix(none);
      assert.equal(run.json.outcome, 'nothing-to-fix', run.stderr);
      assert.deepEqual(run.json.evidence.flaky, ['test/slug.test.js > saves twice']);
      assert.ok(!existsSync(path.join(bench.workspace, 'seen.txt')));
    }),
  );
});

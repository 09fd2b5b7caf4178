import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CliBench } from './loopwrightCli.ts';
import { none, on } from './onBench.ts';

/** Replaces what the workspace holds. */
function put(bench: CliBench, files: Readonly<Record<string, string>>): void {
  for (const name of readdirSync(bench.workspace)) rmSync(path.join(bench.workspace, name), { recursive: true });
  write(bench.workspace, files);
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
}

const nodeTest = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n";
const builtProject = {
  '.gitignore': 'dist/\n.env\n',
  'package.json': '{"type":"module","scripts":{"test":"node --test"}}',
  'dist/table.js': 'export const rate = 2;\n',
  '.env': 'TOKEN=keep-me-away\n',
  'src/price.js':
    "import { rate } from '../dist/table.js';\nexport function price(count) {\n  if (count < 0) return 0;\n  return count - rate;\n}\n",
  'test/price.test.js': `${nodeTest}import { readFileSync } from 'node:fs';
import { price } from '../src/price.js';
test('multiplies', () => { assert.equal(price(3), 6); assert.equal(price(5), 10); });
test('nothing for less than nothing', () => assert.equal(price(-1), 0));
test('reads the environment', () => assert.match(readFileSync('.env', 'utf8'), /TOKEN/));
`,
};

describe('tests that need more than the copy holds', function () {
  this.timeout(120_000);

  it(
    'names the ignored files, then fixes with them and proposes none of them',
    on('needs-model-js', async (bench) => {
      put(bench, builtProject);
      const before = bench.fingerprint();
      const first = await bench.fix(none);
      assert.equal(first.json.error?.code, 'tests.needsIgnored', first.stdout);
      assert.match(first.json.error.message, /\bdist\b/);
      assert.match(first.json.error.hint, /--include dist/);
      assert.equal(first.exitCode, 3);
      const second = await bench.fix([...none, '--include', 'dist']);
      assert.match(second.json.error?.hint ?? '', /--include \.env/, second.stdout);
      const third = await bench.fix([...none, '--include', 'dist', '--include', '.env']);
      assert.equal(third.json.outcome, 'fixed', third.stderr);
      assert.equal(third.json.proposal?.files, 1);
      assert.equal(bench.fingerprint(), before);
      const started = (await bench.events()).find(({ type }) => type === 'copy.included');
      assert.deepEqual([started?.paths, started?.files], [['dist', '.env'], 2]);
      assert.ok(!bench.dataHolds('keep-me-away'), 'an included file is kept nowhere after the run');
    }),
  );

  it(
    'tells a wrong --include at once',
    on('needs-model-js', async (bench) => {
      for (const [given, code] of [
        ['../outside', 'include.unsafePath'],
        ['nowhere', 'include.missing'],
      ] as const) {
        const { json, exitCode } = await bench.fix([...none, '--include', given]);
        assert.deepEqual([json.error.code, exitCode], [code, 2]);
      }
    }),
  );

  for (const [name, files, args, what] of [
    [
      'a package of JavaScript',
      { 'package.json': '{"scripts":{"test":"node --test"}}', 'a.test.js': "require('left-pad-not-here');\n" },
      [],
      'left-pad-not-here',
    ],
    ['a module of Python', { 'test_a.py': 'import unittest\nimport not_here_yaml\n' }, [], 'not_here_yaml'],
    [
      'a program of a script',
      { 'package.json': '{"scripts":{"test":"tapx-not-here t"}}' },
      ['--test-command', 'npm test'],
      'tapx-not-here',
    ],
  ] as const)
    it(
      `says that ${name} is not installed, without a search`,
      on('needs-model-js', async (bench) => {
        put(bench, files);
        const { json } = await bench.fix([...none, ...args]);
        assert.equal(json.error?.code, 'tests.missingDependency', JSON.stringify(json));
        assert.match(json.error.message, new RegExp(what));
        assert.match(json.error.hint, /in your workspace/);
      }),
    );

  it(
    'a module of the project that does not load is no missing package',
    on('needs-model-js', async (bench) => {
      put(bench, {
        'pkg/__init__.py': '',
        'pkg/core.py': 'def one():\n    return 1\n',
        'test_a.py':
          'import unittest\nfrom pkg import cor\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(cor.one(), 1)\n',
      });
      const { json } = await bench.fix(none);
      assert.equal(json.error, undefined);
      assert.equal(json.outcome, 'not-fixed');
    }),
  );

  it(
    'says that an environment elsewhere is not visible, and what to do',
    on('needs-model-js', async (bench) => {
      put(bench, { 'test_a.py': 'import unittest\n' });
      write(bench.base, { 'venv/bin/python': '#!/bin/sh\nexec python3 "$@"\n', 'venv/bin/activate': 'true\n' });
      const python = path.join(bench.base, 'venv/bin/python');
      for (const command of [`${python} -m unittest`, `. ${path.dirname(python)}/activate && python3 -m unittest`]) {
        const { json } = await bench.fix([...none, '--test-command', command]);
        assert.equal(json.error?.code, 'tests.notVisible', JSON.stringify(json));
        assert.ok(json.error.message.startsWith(path.dirname(python)));
        assert.match(json.error.hint, /\.venv/);
      }
    }),
  );
});

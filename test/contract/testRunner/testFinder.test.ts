import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestFinder } from '../../../src/adapters/testRunner/testFinder.ts';
import type { TestCommand } from '../../../src/core/evidence/testRunner.ts';

type Files = Readonly<Record<string, string>>;

const { signal } = new AbortController();
const bin = {
  'node_modules/.bin/mocha': '',
  'node_modules/.bin/jest': '',
  'node_modules/.bin/vitest': '',
  'node_modules/.bin/c8': '',
};
const scripts = (entries: object, rest: object = {}) => JSON.stringify({ scripts: entries, ...rest });
const nodeTest = "import { test } from 'node:test';\n";
const unittest = 'import unittest\n';

async function withFiles<T>(files: Files, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'loopwright-finder-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const say = ({ runner, cwd, argv, env }: TestCommand) =>
  [runner, cwd === '' ? '.' : cwd, ...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...argv].join(
    ' ',
  );

interface FindRow {
  readonly title: string;
  readonly files: Files;
  readonly hint?: readonly string[];
  readonly first: string | undefined;
  readonly why?: string;
}

const rows: readonly FindRow[] = [
  {
    title: 'a simple script runs directly',
    files: { ...bin, 'package.json': scripts({ test: 'mocha --recursive' }) },
    first: 'mocha . node_modules/.bin/mocha --recursive',
    why: 'package.json: scripts.test',
  },
  {
    title: 'a runner that is not installed',
    files: { 'package.json': scripts({ test: 'mocha' }) },
    first: 'mocha . npx --no-install mocha',
  },
  {
    title: 'npx falls away',
    files: { ...bin, 'package.json': scripts({ test: 'npx mocha x' }) },
    first: 'mocha . node_modules/.bin/mocha x',
  },
  {
    title: 'a wrapper stays',
    files: { ...bin, 'package.json': scripts({ test: 'c8 mocha' }) },
    first: 'mocha . node_modules/.bin/c8 node_modules/.bin/mocha',
  },
  {
    title: 'cross-env becomes an environment',
    files: { ...bin, 'package.json': scripts({ test: 'cross-env NODE_OPTIONS=--x A=1 jest' }) },
    first: 'jest . NODE_OPTIONS=--x A=1 node_modules/.bin/jest',
  },
  {
    title: 'an assignment in front',
    files: { ...bin, 'package.json': scripts({ test: 'NODE_ENV=test jest' }) },
    first: 'jest . NODE_ENV=test node_modules/.bin/jest',
  },
  {
    title: 'a pretest script is kept',
    files: { ...bin, 'package.json': scripts({ test: 'mocha', pretest: 'tsc' }) },
    first: 'mocha . npm test',
  },
  {
    title: 'shell syntax is kept',
    files: { ...bin, 'package.json': scripts({ test: 'tsc && mocha out/*.js' }) },
    first: 'mocha . npm test',
  },
  {
    title: 'a script that calls a script',
    files: {
      ...bin,
      'package.json': scripts({ test: 'npm run lint && npm run unit', lint: 'eslint .', unit: 'vitest run' }),
    },
    first: 'vitest . npm test',
  },
  {
    title: 'a script that calls itself',
    files: { 'package.json': scripts({ test: 'npm test' }) },
    first: 'unknown . npm test',
  },
  {
    title: "npm's default is no test",
    files: { 'package.json': scripts({ test: 'echo "Error: no test specified" && exit 1' }) },
    first: undefined,
  },
  {
    title: 'an unknown script is last',
    files: { ...bin, 'package.json': scripts({ test: 'make check' }, { devDependencies: { jest: '1' } }) },
    first: 'jest . node_modules/.bin/jest',
  },
  {
    title: 'another script of a known runner',
    files: { ...bin, 'package.json': scripts({ unit: 'mocha' }) },
    first: 'mocha . node_modules/.bin/mocha',
  },
  {
    title: 'a configuration file',
    files: { ...bin, 'package.json': '{}', 'vitest.config.ts': '' },
    first: 'vitest . node_modules/.bin/vitest run',
    why: 'vitest.config.ts',
  },
  {
    title: 'a configuration file beats a dependency',
    files: { ...bin, 'package.json': '{"devDependencies":{"jest":"1"}}', '.mocharc.json': '' },
    first: 'mocha . node_modules/.bin/mocha',
  },
  {
    title: 'node:test by its import',
    files: { 'test/a.test.js': nodeTest },
    first: 'node:test . node --test',
    why: 'test/a.test.js imports node:test',
  },
  {
    title: 'node:test where node does not look',
    files: { 'tests/a.js': nodeTest, 'tests/b.js': nodeTest },
    first: 'node:test . node --test tests/a.js tests/b.js',
  },
  {
    title: 'a script that runs one file of node:test',
    files: { 'package.json': scripts({ test: 'node check.js' }), 'check.js': nodeTest },
    first: 'node:test . npm test',
  },
  {
    title: 'yarn without node_modules',
    files: { '.pnp.cjs': '', 'package.json': scripts({ test: 'mocha && true' }) },
    first: 'mocha . yarn test',
  },
  { title: 'a broken package.json', files: { 'package.json': '{' }, first: undefined },
  {
    title: 'hostile package.json',
    files: { 'package.json': '{"scripts":{"test":{"a":1},"__proto__":"mocha"},"dependencies":[1]}' },
    first: undefined,
  },
  {
    title: 'pytest by its file',
    files: { 'pytest.ini': '', 'a/test_x.py': '' },
    first: 'pytest . python3 -m pytest',
    why: 'pytest.ini',
  },
  {
    title: 'pytest in requirements',
    files: { 'requirements-dev.txt': 'pytest==8\n', 'test_x.py': unittest },
    first: 'pytest . python3 -m pytest',
  },
  {
    title: 'pytest by functions',
    files: { 'tests/test_x.py': 'def test_a():\n  pass\n' },
    first: 'pytest . python3 -m pytest',
  },
  {
    title: 'the virtual environment',
    files: { '.venv/bin/python': '', 'conftest.py': '' },
    first: 'pytest . .venv/bin/python -m pytest',
  },
  {
    title: 'unittest',
    files: { 'test_x.py': unittest },
    first: 'unittest . python3 -m unittest',
    why: 'test_x.py imports unittest',
  },
  {
    title: 'unittest in a package',
    files: { 'tests/__init__.py': '', 'tests/test_x.py': unittest },
    first: 'unittest . python3 -m unittest',
  },
  {
    title: 'unittest in a folder',
    files: { 'tests/test_x.py': unittest },
    first: 'unittest . python3 -m unittest discover -s tests',
  },
  {
    title: 'unittest with other names',
    files: { 'a_test.py': unittest },
    first: 'unittest . python3 -m unittest discover -p *_test.py',
  },
  {
    title: 'the nearest package',
    files: {
      ...bin,
      'package.json': scripts({ test: 'jest' }),
      'p/a/package.json': scripts({ test: 'mocha' }),
      'p/a/t/x.js': '',
    },
    hint: ['p/a/t/x.js'],
    first: 'mocha p/a ../../node_modules/.bin/mocha',
  },
  {
    title: 'the nearest package of an id',
    files: {
      ...bin,
      'package.json': scripts({ test: 'jest' }),
      'p/a/package.json': scripts({ test: 'mocha' }),
      'p/a/t/x.js': '',
    },
    hint: ['p/a/t/x.js > s > n'],
    first: 'mocha p/a ../../node_modules/.bin/mocha',
  },
  {
    title: 'a hint that leads out',
    files: { ...bin, 'package.json': scripts({ test: 'jest' }) },
    hint: ['../../etc/passwd', '/etc/passwd', 'no such test'],
    first: 'jest . node_modules/.bin/jest',
  },
  {
    title: 'the Python test of a mixed folder',
    files: { ...bin, 'package.json': scripts({ test: 'jest' }), 'tests/test_x.py': unittest },
    hint: ['tests/test_x.py'],
    first: 'unittest . python3 -m unittest discover -s tests',
  },
  {
    title: 'a nested project without a hint',
    files: { 'services/c/pyproject.toml': '[tool.pytest.ini_options]', 'services/c/test_c.py': '' },
    first: 'pytest services/c python3 -m pytest',
    why: 'services/c/pyproject.toml: [tool.pytest]',
  },
  {
    title: 'tests of inner projects are theirs',
    files: { 'package.json': '{}', 'p/a/package.json': scripts({ test: 'node --test' }), 'p/a/a.test.js': nodeTest },
    first: 'node:test p/a node --test',
  },
  {
    title: 'an inner package.json without scripts is no project',
    files: { 'package.json': '{}', 'test/package.json': '{"type":"module"}', 'test/a.test.js': nodeTest },
    first: 'node:test . node --test',
  },
  { title: 'an empty folder', files: {}, first: undefined },
];

describe('test finder', () => {
  for (const { title, files, hint = [], first, why } of rows) {
    it(title, () =>
      withFiles(files, async (folder) => {
        const [command] = await createTestFinder().find(folder, hint, signal);
        assert.equal(command && say(command), first);
        if (why !== undefined) assert.equal(command?.why, why);
      }),
    );
  }

  const given: readonly (readonly [string, string])[] = [
    ['mocha --bail', 'mocha . node_modules/.bin/mocha --bail'],
    ['npx mocha', 'mocha . npx mocha'],
    ['npm test', 'vitest . npm test'],
    ['npm run unit -- -t x', 'vitest . npm run unit -- -t x'],
    ['cd a && mocha *.js', 'mocha . sh -c cd a && mocha *.js'],
    ['A=1 make test', 'unknown . A=1 make test'],
    ['', 'unknown . sh -c '],
  ];
  for (const [line, expected] of given) {
    it(`recognises ${JSON.stringify(line)}`, () =>
      withFiles({ ...bin, 'package.json': scripts({ test: 'npm run unit', unit: 'vitest run' }) }, async (folder) => {
        assert.equal(say(await createTestFinder().recognise(folder, line, signal)), expected);
      }));
  }

  it('stops when it is told to', () =>
    withFiles({ 'package.json': '{}' }, (folder) =>
      assert.rejects(createTestFinder().find(folder, [], AbortSignal.abort()), { name: 'AbortError' }),
    ));
});

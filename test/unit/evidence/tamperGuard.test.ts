import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findTampering, type TamperFinding } from '../../../src/core/evidence/tamperGuard.ts';

type Kind = TamperFinding['kind'] | undefined;

/** Path alone: the text changed from one harmless text to another. */
const paths: readonly (readonly [string, Kind])[] = [
  ['test/a.js', 'test'],
  ['tests/unit/a.py', 'test'],
  ['src/__tests__/a.tsx', 'test'],
  ['src/a.test.ts', 'test'],
  ['src/a.spec.mjs', 'test'],
  ['src/a-test.js', 'test'],
  ['src/a_test.js', 'test'],
  ['test.js', 'test'],
  ['src/test-a.js', 'test'],
  ['pkg/test_a.py', 'test'],
  ['pkg/a_test.py', 'test'],
  ['pkg/tests.py', 'test'],
  ['pkg/a_test.go', 'test'],
  ['spec/models/a.rb', 'test'],
  ['src/AccountTest.java', 'test'],
  ['features/login.feature', 'test'],
  ['cypress/login.js', 'test'],
  ['e2e/login.ts', 'test'],
  ['src\\a.test.ts', 'test'],
  ['./test/a.js', 'test'],
  ['test/data.json', 'test-support'],
  ['tests/golden.txt', 'test-support'],
  ['src/__fixtures__/a.json', 'test-support'],
  ['src/__mocks__/fs.js', 'test-support'],
  ['testdata/in.csv', 'test-support'],
  ['src/test-utils/render.tsx', 'test-support'],
  ['src/a.snap', 'snapshot'],
  ['test/__snapshots__/a.js.snap', 'snapshot'],
  ['tests/__snapshots__/test_a.ambr', 'snapshot'],
  ['conftest.py', 'test-config'],
  ['pkg/conftest.py', 'test-config'],
  ['jest.config.js', 'test-config'],
  ['jest.setup.ts', 'test-config'],
  ['jest-preset.json', 'test-config'],
  ['packages/a/vitest.config.mts', 'test-config'],
  ['vitest.workspace.ts', 'test-config'],
  ['.mocharc.yml', 'test-config'],
  ['.mocharc', 'test-config'],
  ['pytest.ini', 'test-config'],
  ['tox.ini', 'test-config'],
  ['noxfile.py', 'test-config'],
  ['karma.conf.js', 'test-config'],
  ['playwright.config.ts', 'test-config'],
  ['.nycrc.json', 'test-config'],
  ['.coveragerc', 'test-config'],
  ['tsconfig.test.json', 'test-config'],
  ['tsconfig.spec.json', 'test-config'],
  ['src/setupTests.ts', 'test-config'],
  ['babel.config.js', 'test-config'],
  ['.npmrc', 'test-config'],
  ['.env.test', 'test-config'],
  ['sitecustomize.py', 'test-config'],
  ['lib/evil.pth', 'test-config'],
  ['unittest.py', 'test-config'],
  ['pytest/__init__.py', 'test-config'],
  ['node_modules/chai/index.js', 'dependency'],
  ['.venv/lib/python3/site-packages/pytest/__init__.py', 'dependency'],
  ['src/a.ts', undefined],
  ['src/testimony.ts', undefined],
  ['src/latest.js', undefined],
  ['src/contest/a.py', undefined],
  ['src/protest.py', undefined],
  ['src/attestation/index.ts', undefined],
  ['src/inspect.ts', undefined],
  ['src/specification.ts', undefined],
  ['docs/testing.md', undefined],
  ['README.md', undefined],
  ['tsconfig.json', undefined],
  ['vite.config.ts', undefined],
  ['src/request.spec-helper.ts', undefined],
  ['openapi/spec/api.yaml', undefined],
];

interface ContentRow {
  readonly title: string;
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly kind: Kind;
}

const pkg = (rest: object) => JSON.stringify({ name: 'a', ...rest });
const contents: readonly ContentRow[] = [
  {
    title: 'version bump',
    path: 'package.json',
    before: pkg({ version: '1' }),
    after: pkg({ version: '2' }),
    kind: undefined,
  },
  {
    title: 'build script',
    path: 'package.json',
    before: pkg({ scripts: { build: 'a', test: 'x' } }),
    after: pkg({ scripts: { build: 'b', test: 'x' } }),
    kind: undefined,
  },
  {
    title: 'test script',
    path: 'package.json',
    before: pkg({ scripts: { test: 'mocha' } }),
    after: pkg({ scripts: { test: 'true' } }),
    kind: 'test-config',
  },
  {
    title: 'pretest script',
    path: 'package.json',
    before: pkg({}),
    after: pkg({ scripts: { pretest: 'rm a' } }),
    kind: 'test-config',
  },
  {
    title: 'script that the tests call',
    path: 'package.json',
    before: pkg({ scripts: { test: 'npm run all', all: 'a' } }),
    after: pkg({ scripts: { test: 'npm run all', all: 'b' } }),
    kind: 'test-config',
  },
  {
    title: 'jest key',
    path: 'pkg/package.json',
    before: pkg({}),
    after: pkg({ jest: { bail: 1 } }),
    kind: 'test-config',
  },
  { title: 'broken package.json', path: 'package.json', before: pkg({}), after: '{', kind: 'test-config' },
  {
    title: 'deleted package.json with tests',
    path: 'package.json',
    before: pkg({ scripts: { test: 'mocha' } }),
    after: undefined,
    kind: 'test-config',
  },
  {
    title: 'pytest section',
    path: 'pyproject.toml',
    before: '[tool.pytest.ini_options]\naddopts = "-x"\n',
    after: '[tool.pytest.ini_options]\naddopts = "-k nothing"\n',
    kind: 'test-config',
  },
  {
    title: 'other section',
    path: 'pyproject.toml',
    before: '[tool.pytest.ini_options]\na = 1\n[project]\nversion = "1"\n',
    after: '[tool.pytest.ini_options]\na = 1\n[project]\nversion = "2"\n',
    kind: undefined,
  },
  {
    title: 'setup.cfg section',
    path: 'setup.cfg',
    before: '[metadata]\n',
    after: '[metadata]\n[tool:pytest]\ntestpaths = none\n',
    kind: 'test-config',
  },
  {
    title: 'setup.cfg elsewhere',
    path: 'setup.cfg',
    before: '[metadata]\na=1\n',
    after: '[metadata]\na=2\n',
    kind: undefined,
  },
  {
    title: 'vite with tests',
    path: 'vite.config.ts',
    before: 'x({ test: { a: 1 } })',
    after: 'x({ test: { a: 2 } })',
    kind: 'test-config',
  },
  {
    title: 'make test',
    path: 'Makefile',
    before: 'build:\n\tcc\ntest:\n\tpytest\n',
    after: 'build:\n\tcc\ntest:\n\ttrue\n',
    kind: 'test-config',
  },
  {
    title: 'make build',
    path: 'Makefile',
    before: 'build:\n\tcc\ntest:\n\tpytest\n',
    after: 'build:\n\tgcc\ntest:\n\tpytest\n',
    kind: undefined,
  },
  {
    title: 'imports node:test',
    path: 'src/checks.js',
    before: "import 'node:test';\n1",
    after: "import 'node:test';\n2",
    kind: 'test',
  },
  {
    title: 'imports vitest',
    path: 'src/checks.ts',
    before: "import { it } from 'vitest'; a",
    after: "import { it } from 'vitest'; b",
    kind: 'test',
  },
  {
    title: 'imports unittest',
    path: 'src/checks.py',
    before: 'import unittest\n',
    after: 'import unittest\nx = 1\n',
    kind: 'test',
  },
  {
    title: 'tests inside the source changed',
    path: 'src/a.ts',
    before: 'a;\nif (import.meta.vitest) { old }',
    after: 'a;\nif (import.meta.vitest) { new }',
    kind: 'inline-test',
  },
  {
    title: 'source before the inner tests changed',
    path: 'src/a.ts',
    before: 'a;\nif (import.meta.vitest) { t }',
    after: 'b;\nif (import.meta.vitest) { t }',
    kind: undefined,
  },
  {
    title: 'doctest answer changed',
    path: 'src/a.py',
    before: '"""\n>>> f(1)\n2\n"""\n',
    after: '"""\n>>> f(1)\n3\n"""\n',
    kind: 'inline-test',
  },
  {
    title: 'code beside a doctest changed',
    path: 'src/a.py',
    before: '"""\n>>> f(1)\n2\n"""\nx = 1\n',
    after: '"""\n>>> f(1)\n2\n"""\nx = 2\n',
    kind: undefined,
  },
  { title: 'gained .skip', path: 'src/a.js', before: 'it("a")', after: 'it.skip("a")', kind: 'inline-test' },
  { title: 'lost .skip', path: 'src/a.js', before: 'it.skip("a")', after: 'it("a")', kind: undefined },
  { title: 'array skip is no test', path: 'src/a.js', before: 'rows', after: 'rows.skip(1)', kind: undefined },
  { title: 'gained a skip mark', path: 'src/a.py', before: 'x', after: '@pytest.mark.skip\nx', kind: 'inline-test' },
  { title: 'gained process.exit', path: 'src/a.js', before: 'a', after: 'process.exit(0)', kind: 'suspicious' },
  {
    title: 'kept process.exit',
    path: 'src/a.js',
    before: 'a;process.exit(1)',
    after: 'b;process.exit(1)',
    kind: undefined,
  },
  { title: 'gained os._exit', path: 'src/a.py', before: 'a', after: 'os._exit(0)', kind: 'suspicious' },
  {
    title: 'looks for a test run',
    path: 'src/a.js',
    before: 'a',
    after: "if (process.env.NODE_ENV === 'test') return 3",
    kind: 'suspicious',
  },
  {
    title: 'looks for pytest',
    path: 'src/a.py',
    before: 'a',
    after: "if 'pytest' in sys.modules: pass",
    kind: 'suspicious',
  },
  { title: 'replaces assert', path: 'src/a.js', before: 'a', after: 'assert.equal = () => {}', kind: 'suspicious' },
  {
    title: 'uses assert',
    path: 'src/a.js',
    before: 'a',
    after: 'assert.equal(a, b); assert(x === y); const f = () => assert.ok(1)',
    kind: undefined,
  },
  {
    title: 'equality that always holds',
    path: 'src/a.py',
    before: 'a',
    after: 'class A:\n    def __eq__(self, other):\n        return True\n',
    kind: 'suspicious',
  },
  {
    title: 'an honest equality',
    path: 'src/a.py',
    before: 'a',
    after: 'class A:\n    def __eq__(self, other):\n        return self.x == other.x\n',
    kind: undefined,
  },
  { title: 'a new test file', path: 'test/new.js', before: undefined, after: 'x', kind: 'test' },
  { title: 'a new source file', path: 'src/new.js', before: undefined, after: 'x', kind: undefined },
  { title: 'nothing changed', path: 'test/a.js', before: 'x', after: 'x', kind: undefined },
];

describe('findTampering', () => {
  it('has a table worth the name', () => assert.ok(paths.length + contents.length >= 60));

  for (const [path, kind] of paths) {
    it(`${path}: ${kind ?? 'nothing'}`, () => {
      const [finding] = findTampering([{ path, before: 'a = 1\n', after: 'a = 2\n' }]);
      assert.equal(finding?.kind, kind, finding?.reason);
    });
  }

  for (const { title, kind, ...change } of contents) {
    it(`${title}: ${kind ?? 'nothing'}`, () => {
      const [finding] = findTampering([change]);
      assert.equal(finding?.kind, kind, finding?.reason);
      if (finding) assert.match(finding.reason, /^[A-Z].*\.$/);
    });
  }

  it('says that a test was deleted', () => {
    assert.match(
      findTampering([{ path: 'test/a.js', before: 'x', after: undefined }])[0]?.reason ?? '',
      /It was deleted\.$/,
    );
  });

  it('survives any change, and flags no unchanged file', () => {
    const text = fc.option(fc.string(), { nil: undefined });
    fc.assert(
      fc.property(fc.string(), text, text, (path, before, after) => {
        const found = findTampering([{ path, before, after }]);
        return found.length <= 1 && (before !== after || found.length === 0);
      }),
    );
  });

  it('reads a large file in time', function () {
    this.timeout(3000);
    for (const unit of ['assert.', 'def __eq__(', 'NODE_ENV   ', '>>> ', 'a'.repeat(100)]) {
      findTampering([{ path: 'src/a.py', before: '', after: unit.repeat(2_000_000 / unit.length) }]);
    }
  });
});

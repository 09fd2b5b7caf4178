import assert from 'node:assert/strict';
import { findSuppressions } from '../../../src/core/analysis/suppressions.ts';

const cases: readonly (readonly [
  path: string,
  before: string | undefined,
  after: string | undefined,
  tools: readonly string[],
])[] = [
  ['src/a.ts', 'f();', '// @ts-expect-error\nf();', ['tsc']],
  ['src/a.ts', '// @ts-ignore\nf();', '// @ts-ignore\ng();', []],
  ['src/a.js', 'f();', 'f(); // eslint-disable-line', ['eslint']],
  ['src/a.js', 'f();', '/* eslint no-undef: 0 */\nf();', ['eslint']],
  ['src/a.ts', 'f();', '// biome-ignore lint/x: because\nf();', ['biome']],
  ['a.py', 'f()', 'f()  # noqa: F401', ['ruff']],
  ['a.py', 'f()', 'f()  # type: ignore[arg-type]', ['mypy']],
  ['a.py', 'f()', '# pyright: basic\nf()', ['pyright']],
  ['a.py', undefined, 'f()  # noqa', ['ruff']],
  ['tsconfig.json', '{"strict":true}', '{}', ['tsc']],
  ['packages/a/eslint.config.mjs', 'x', 'y', ['eslint']],
  ['biome.json', '{}', undefined, ['biome']],
  ['pyproject.toml', '[tool.ruff]\nselect = ["F"]', '[tool.ruff]\nselect = []', ['ruff']],
  ['pyproject.toml', '[tool.ruff]\nselect = ["F"]', '[project]\nname = "x"\n[tool.ruff]\nselect = ["F"]', []],
  ['setup.cfg', '[mypy]\nstrict = True', '[mypy]', ['mypy']],
  ['package.json', '{"eslintConfig":{"rules":{}}}', '{"eslintConfig":{}}', ['several']],
  ['package.json', '{"version":"1"}', '{"version":"2"}', []],
  ['README.md', 'x', 'y', []],
];

describe('suppressions', () => {
  for (const [path, before, after, tools] of cases)
    it(`${path}: ${JSON.stringify(after)} -> ${tools.join(', ') || 'none'}`, () => {
      const found = findSuppressions([{ path, before, after }]);
      assert.deepEqual(
        found.map(({ tool }) => tool),
        tools,
      );
    });
});

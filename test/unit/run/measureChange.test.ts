import assert from 'node:assert/strict';
import { sourcesOf } from '../../../src/core/repair/sourceFiles.ts';
import { measureChange } from '../../../src/core/run/measureChange.ts';
import { realParser, signal } from '../repair/parseFixture.ts';

async function measure(path: string, before: string | undefined, after: string | undefined) {
  const { unrelated, ...counts } = await measureChange(
    { files: [{ path, before, after }] },
    await realParser(),
    signal,
  );
  return { ...counts, unrelated: unrelated.map(({ kind, line, lines }) => `${kind} ${line} (${lines})`) };
}

const gap = 'let a;\nlet b;\nlet c;\nlet d;\nlet e;\n';

/** A change of one file, with what of it is unrelated. */
const cases: readonly (readonly [
  what: string,
  path: string,
  before: string,
  after: string,
  unrelated: readonly string[],
])[] = [
  ['indentation in JavaScript', 'a.js', 'if (a) {\n  b();\n}\n', 'if (a) {\n    b();\n}\n', ['white-space 2 (1)']],
  ['a line break', 'a.js', 'f(a, b);\n', 'f(\n  a,\n  b,\n);\n', []],
  ['a line break without a comma', 'a.js', 'f(a, b);\n', 'f(\n  a, b\n);\n', ['white-space 1 (3)']],
  ['a blank line', 'a.py', 'a = 1\nb = 2\n', 'a = 1\n\nb = 2\n', ['white-space 2 (1)']],
  ['indentation that moves a statement', 'a.py', 'if a:\n    b()\n    c()\n', 'if a:\n    b()\nc()\n', []],
  ['white space in a text', 'a.js', "const a = 'x y';\n", "const a = 'x  y';\n", []],
  ['white space in a template', 'a.js', 'const a = `x\n  y`;\n', 'const a = `x\n y`;\n', []],
  ['white space in a Python text', 'a.py', 'a = """x\n y"""\n', 'a = """x\n  y"""\n', []],
  ['a line break after return', 'a.js', 'function f() { return a; }\n', 'function f() { return\n a; }\n', []],
  [
    'a comment far from the change',
    'a.js',
    `// old\nf();\n${gap}g(1);\n`,
    `// new\nf();\n${gap}g(2);\n`,
    ['comment 1 (1)'],
  ],
  [
    'a comment in the function that changes',
    'a.js',
    `function f() {\n  // old\n  ${gap}  g(1);\n}\n`,
    `function f() {\n  // new\n  ${gap}  g(2);\n}\n`,
    [],
  ],
  [
    'a comment above the function that changes',
    'a.js',
    `// old\nfunction f() {\n  ${gap}  g(1);\n}\n`,
    `// new\nfunction f() {\n  ${gap}  g(2);\n}\n`,
    [],
  ],
  ['a comment that tools obey', 'a.ts', 'f();\n', '// @ts-ignore\nf();\n', []],
  ['a comment alone', 'a.py', 'a = 1  # x\n', 'a = 1  # y\n', ['comment 1 (1)']],
  [
    'the order of imports',
    'a.ts',
    "import { b } from './b.ts';\nimport { a } from './a.ts';\nf();\n",
    "import { a } from './a.ts';\nimport { b } from './b.ts';\nf();\n",
    ['import-order 1 (1)'],
  ],
  [
    'another import',
    'a.ts',
    "import { b } from './b.ts';\n",
    "import { a } from './a.ts';\nimport { b } from './b.ts';\n",
    [],
  ],
  [
    'the order of Python imports',
    'a.py',
    'import os\nimport re\n\nx = 1\n',
    'import re\nimport os\n\nx = 1\n',
    ['import-order 1 (1)'],
  ],
  ['code', 'a.js', 'f(1);\n', 'f(2);\n', []],
  ['JSON that says the same', 'a.json', '{"a":1}', '{ "a": 1 }', ['white-space 1 (1)']],
  ['JSON that says something else', 'a.json', '{"a":1}', '{ "a": 2 }', []],
  ['white space in an unknown language', 'README.md', 'a  \nb\n', 'a\nb\n', []],
  ['a file that does not parse', 'a.js', 'f(;\n', 'f( ;\n', []],
];

describe('the measure of a change', () => {
  for (const [what, path, before, after, unrelated] of cases)
    it(`${what}: ${unrelated.join(', ') || 'related'}`, async () => {
      assert.deepEqual((await measure(path, before, after)).unrelated, unrelated);
    });

  it('counts files, hunks and lines, and leaves out what did not change', async () => {
    assert.deepEqual(await measure('a.js', `f(1);\n${gap}g(1);\n`, `f(2);\n${gap}g(1);\nh();\n`), {
      files: 1,
      added: 2,
      removed: 1,
      hunks: 2,
      unrelated: [],
    });
    assert.deepEqual(await measure('a.js', 'x', 'x'), { files: 0, added: 0, removed: 0, hunks: 0, unrelated: [] });
    assert.deepEqual(await measure('a.js', undefined, 'f();\n'), {
      files: 1,
      added: 1,
      removed: 0,
      hunks: 1,
      unrelated: [],
    });
    assert.deepEqual(await measure('a.js', 'f();\n', undefined), {
      files: 1,
      added: 0,
      removed: 1,
      hunks: 1,
      unrelated: [],
    });
  });
});

describe('unconnected files', () => {
  const project: Readonly<Record<string, string>> = {
    'src/cart.ts': "import { price } from './price.ts';\nexport const cart = price;\n",
    'src/price.ts': "import { round } from './round.ts';\nexport const price = round;\n",
    'src/round.ts': 'export const round = 1;\n',
    'src/mail.ts': "import { smtp } from './smtp.ts';\nexport const mail = smtp;\n",
    'src/smtp.ts': 'export const smtp = 1;\n',
    'test/price.test.ts': "import { price } from '../src/price.ts';\nprice;\n",
    'README.md': 'text\n',
  };

  async function unconnected(places: readonly string[] | undefined, changed: readonly string[]) {
    const files = changed.map((path) => ({ path, before: `${project[path]}x;\n`, after: project[path] }));
    const sources = sourcesOf(new Map(Object.entries(project)));
    const change = { files, sources, ...(places ? { places } : {}) };
    const { unrelated } = await measureChange(change, await realParser(), signal);
    return unrelated.filter(({ kind }) => kind === 'unconnected').map(({ path, line, lines }) => [path, line, lines]);
  }

  it('are those that no import connects with a place, either way', async () => {
    const all = ['src/cart.ts', 'src/price.ts', 'src/round.ts', 'src/smtp.ts', 'test/price.test.ts', 'README.md'];
    assert.deepEqual(await unconnected(['src/price.ts'], all), [['src/smtp.ts', undefined, 1]]);
    assert.deepEqual(await unconnected(['src/mail.ts'], ['src/smtp.ts']), []);
  });

  it('are not looked for without a place', async () => {
    assert.deepEqual(await unconnected(undefined, ['src/smtp.ts', 'src/price.ts']), []);
    assert.deepEqual(await unconnected(['README.md'], ['src/smtp.ts']), []);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  displayWords,
  roughWords,
  shellSegments,
  splitCommandLine,
} from '../../../src/adapters/testRunner/commandLine.ts';
import { recogniseWords } from '../../../src/adapters/testRunner/recogniseWords.ts';

describe('splitCommandLine', () => {
  const plain: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>?])[] = [
    ['mocha', ['mocha']],
    ['  mocha   --grep  x ', ['mocha', '--grep', 'x']],
    [`mocha 'test/**/*.js'`, ['mocha', 'test/**/*.js']],
    [`mocha "a b" 'c "d"'`, ['mocha', 'a b', 'c "d"']],
    ['a\\ b c\\"', ['a b', 'c"']],
    ['"a\\"b\\c"', ['a"b\\c']],
    [`a"b"'c'd`, ['abcd']],
    [`'' ""`, ['', '']],
    ['NODE_ENV=test A="x y" mocha B=1', ['mocha', 'B=1'], { NODE_ENV: 'test', A: 'x y' }],
    ['"NODE_ENV=test" mocha', ['NODE_ENV=test', 'mocha']],
    ['node --test\n', ['node', '--test']],
    ['a --x={b}', ['a', '--x={b}']],
    ['a b#c d~', ['a', 'b#c', 'd~']],
    ['', []],
  ];
  for (const [line, words, env] of plain) {
    it(JSON.stringify(line), () => assert.deepEqual(splitCommandLine(line), { kind: 'plain', env: env ?? {}, words }));
  }

  for (const line of [
    'a && b',
    'a | b',
    'a; b',
    'a > b',
    'a $B',
    '"$B"',
    'a `b`',
    'a *.js',
    'a ?',
    '~/a',
    '# a',
    '(a)',
    'a {b,c}',
    "a 'b",
    'a "b',
    'a \\',
    'a\nb',
    'a [b]',
    '! a',
  ]) {
    it(`needs a shell: ${JSON.stringify(line)}`, () => assert.equal(splitCommandLine(line).kind, 'shell'));
  }

  it('reads back what displayWords writes', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
        const split = splitCommandLine(displayWords(['run', ...words]));
        assert.deepEqual(split, { kind: 'plain', env: {}, words: ['run', ...words] });
      }),
    );
  });
});

describe('shellSegments', () => {
  for (const [text, segments] of [
    ['a && b || c; d | e & f', ['a', 'b', 'c', 'd', 'e', 'f']],
    [`a ';' "&&" b`, [`a ';' "&&" b`]],
    ['(cd x && a)', ['cd x', 'a']],
    ['a \\; b', ['a \\; b']],
  ] as const) {
    it(text, () => assert.deepEqual(shellSegments(text), segments));
  }
});

describe('recogniseWords', () => {
  const table: readonly (readonly [string, string])[] = [
    ['mocha', 'mocha'],
    ['./node_modules/.bin/mocha --bail', 'mocha'],
    ['node node_modules/mocha/bin/mocha.js', 'mocha'],
    ['node --experimental-vm-modules node_modules/jest/bin/jest.js', 'jest'],
    ['node --import tsx --test', 'node:test'],
    ['node --test test/', 'node:test'],
    ['tsx --test', 'node:test'],
    ['node test/run.js', 'file test/run.js'],
    ['node', 'unknown'],
    ['npx -y vitest run', 'vitest'],
    ['npx c8 mocha', 'mocha'],
    ['c8 --reporter lcov mocha', 'mocha'],
    ['nyc --reporter=text mocha', 'mocha'],
    ['c8 node --test', 'node:test'],
    ['cross-env A=1 B=2 jest --ci', 'jest'],
    ['env A=1 vitest', 'vitest'],
    ['timeout 10 mocha', 'mocha'],
    ['react-scripts test', 'jest'],
    ['react-scripts build', 'unknown'],
    ['npm test', 'script test'],
    ['npm t', 'script test'],
    ['npm run unit -- --grep x', 'script unit'],
    ['npm --prefix sub run -s unit', 'unknown'],
    ['npm exec -- mocha', 'mocha'],
    ['npm install', 'unknown'],
    ['pnpm test', 'script test'],
    ['pnpm exec vitest', 'vitest'],
    ['pnpm vitest', 'vitest'],
    ['yarn mocha', 'mocha'],
    ['yarn unit', 'script unit'],
    ['yarn install', 'unknown'],
    ['pytest -x tests', 'pytest'],
    ['python -m pytest', 'pytest'],
    ['python3.12 -W error -m pytest', 'pytest'],
    ['.venv/bin/python -m unittest discover', 'unittest'],
    ['python -m coverage run -m pytest', 'pytest'],
    ['coverage run -m unittest', 'unittest'],
    ['uv run pytest', 'pytest'],
    ['poetry run python -m pytest', 'pytest'],
    ['python test_a.py', 'unknown'],
    ['python -m http.server', 'unknown'],
    ['make test', 'unknown'],
    ['echo mocha', 'unknown'],
    ['eslint jest', 'unknown'],
    ['', 'unknown'],
  ];
  for (const [line, expected] of table) {
    it(`${line}: ${expected}`, () => {
      const found = recogniseWords(roughWords(line).words);
      const text =
        found.kind === 'runner'
          ? found.runner
          : found.kind === 'script'
            ? `script ${found.name}`
            : found.kind === 'file'
              ? `file ${found.path}`
              : found.kind;
      assert.equal(text, expected);
    });
  }
});

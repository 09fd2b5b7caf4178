import assert from 'node:assert/strict';
import { excerpt } from '../../../src/core/run/excerpt.ts';

const filler = (name: string, count: number) => Array.from({ length: count }, (_, i) => `    ${name}_${i} = ${i}`);
const python = [
  'import os',
  ...Array.from({ length: 60 }, (_, i) => `# note ${i}`),
  'class Base:',
  '    def size(self):',
  '        return 1',
  '',
  'class Other:',
  ...filler('other', 200),
  '',
  '@final',
  'class Wanted(Base):',
  ...filler('wanted', 20),
  '',
  'class Last:',
  ...filler('last', 200),
].join('\n');

describe('an excerpt of a file', () => {
  it('is the whole text where it fits', () => {
    assert.equal(excerpt('a\nb\n', {}, 4), 'a\nb\n');
  });

  it('shows what a name defines and what that builds upon, and says which lines are missing', () => {
    const shown = excerpt(python, { names: ['Wanted'] }, 1_500);
    assert.ok(shown.length <= 1_500, String(shown.length));
    assert.match(shown, /^import os\n/);
    assert.match(shown, /@final\nclass Wanted\(Base\):\n {4}wanted_0 = 0\n/);
    assert.match(shown, /wanted_19 = 19/);
    assert.match(shown, /class Base:\n {4}def size\(self\):\n {8}return 1\n/);
    assert.doesNotMatch(shown, /last_\d/);
    const lines = python.split('\n');
    // What is said to be missing is exactly what is not there.
    const rebuilt = shown.split('\n').flatMap((line) => {
      const [, from, to] = /^\(lines (\d+) to (\d+) not shown: use read_file\)$/.exec(line) ?? [];
      return from === undefined ? [line] : lines.slice(Number(from) - 1, Number(to));
    });
    assert.equal(rebuilt.join('\n'), python);
  });

  it('shows the lines asked for with what is around them, before anything that a name defines', () => {
    const at = python.split('\n').findIndex((line) => line.includes('last_150')) + 1;
    const shown = excerpt(python, { lines: [at], names: ['Other'] }, 1_200);
    assert.match(shown, /last_145 = 145\n/);
    assert.match(shown, /last_155 = 155\n/);
  });

  it('takes a line beyond the end for the last one', () => {
    const shown = excerpt(python, { lines: [Infinity] }, 900);
    assert.match(shown, /last_199 = 199$/);
  });

  it('finds methods and functions that are assigned', () => {
    const script = [
      ...filler('a', 200),
      'Graph.prototype = {',
      '  overallOrder: function (leaves) {',
      '    return order(leaves);',
      '  },',
      '};',
      'exports.cut = function () {',
      '  return 2;',
      '};',
      ...filler('b', 200),
    ].join('\n');
    const shown = excerpt(script, { names: ['overallOrder', 'cut'] }, 900);
    assert.match(shown, /overallOrder: function \(leaves\) \{\n {4}return order\(leaves\);\n {2}\},/);
    assert.match(shown, /exports\.cut = function \(\) \{\n {2}return 2;\n\};/);
  });

  it('cuts a text that is one line only', () => {
    assert.equal(excerpt('x'.repeat(500), {}, 100), `${'x'.repeat(100)}\n(cut: use read_file)`);
  });
});

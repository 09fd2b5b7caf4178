import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { join, quote, readCommand, split } from '../src/shellWords.js';

function maker(seed) {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

const made = (make, longest, letters) => Array.from({ length: make(longest + 1) }, () => letters[make(letters.length)]).join('');

test('words there and back', () => {
  const characters = [...'ab \'"\\$#&|;<>(){}*?~=\n\té-', '$HOME', '${HOME}'];
  for (let seed = 1; seed <= 600; seed += 1) {
    const make = maker(seed);
    const words = Array.from({ length: make(5) }, () => made(make, 6, characters));
    assert.deepEqual(split(join(words), { HOME: 'no' }), words, join(words));
    for (const word of words) assert.deepEqual(split(`x ${quote(word)}y`, { HOME: 'no' }), ['x', `${word}y`]);
  }
});

/** What a real shell makes of the same texts: one call for all of them. */
test('as sh does', () => {
  const lines = [];
  for (let seed = 1; seed <= 400; seed += 1) {
    const line = made(maker(seed), 8, [...'ab  \'"\\\\#', 'a b', '$V', '"$V"', '${V}', '${N:-d}', '$N', '"$N"', "''"]);
    try {
      split(line, { V: 'val' });
    } catch {
      continue;
    }
    if (line.endsWith('\\')) continue;
    lines.push(line);
  }
  const script = lines.map((line, n) => `echo @${n}\nprintf '<%s>' ${line}\necho`);
  const output = execFileSync('sh', ['-c', script.join('\n')], { env: { V: 'val', PATH: process.env.PATH }, encoding: 'utf8' });
  const shown = output.split(/^@\d+\n/m).slice(1).map((text) => text.replace(/\n$/, ''));
  assert.equal(shown.length, lines.length);
  lines.forEach((line, n) => {
    const words = split(line, { V: 'val' });
    assert.equal(shown[n], words.length === 0 ? '<>' : words.map((word) => `<${word}>`).join(''), line);
  });
});

test('operators', () => {
  for (const operator of ['&&', '||', ';;', '>>', '>&', ';', '|', '&', '<', '>', '(', ')'])
    for (const space of ['', ' ']) {
      assert.deepEqual(split(`a${space}${operator}${space}b`), ['a', { operator }, 'b']);
      assert.deepEqual(split(`${operator}${space}''`), [{ operator }, '']);
      assert.deepEqual(split(`'${operator}' "${operator}"`), [operator, operator]);
      assert.deepEqual(split(join(['x', { operator }, operator])), ['x', { operator }, operator]);
    }
  assert.deepEqual(split('a&&&b'), ['a', { operator: '&&' }, { operator: '&' }, 'b']);
  assert.deepEqual(split('(#x\n)'), [{ operator: '(' }, { operator: ')' }]);
});

test('continued lines, comments, ends', () => {
  assert.deepEqual(split('a \\\n b'), ['a', 'b']);
  assert.deepEqual(split('"a\\\nb"'), ['ab']);
  assert.deepEqual(split("'a\\\nb'"), ['a\\\nb']);
  assert.deepEqual(split('a\\'), ['a\\']);
  assert.deepEqual(split('a #b\n#c\nd#e'), ['a', 'd#e']);
  assert.deepEqual(split("''#a"), ['#a']);
  for (const bad of ["'", '"', '"\\"', "a'b", 'a"b\'c', "'\\''"]) assert.throws(() => split(bad), SyntaxError, bad);
});

test('variables', () => {
  const environment = { A: '1', B: '', A_1: 'x', C: 'p q' };
  for (const [line, words] of [
    ['$A$A', ['11']], ['$A_1', ['x']], ['$A-1', ['1-1']], ['${A}_1', ['1_1']], ['$1', ['$1']], ['${', ['${']], ['$$A', ['$1']], ['"$"', ['$']],
    ['$B', []], ['"$B"', ['']], ['x$B', ['x']], ['${B:-z}', ['z']], ['${A:-z}', ['1']], ['"${Z:-a b}"', ['a b']], ['${Z:-}', []], ["'${A}'", ['${A}']],
    ['"\\$A"', ['$A']], ['\\${A}', ['${A}']], ['${A', ['${A']], ['#$A', []],
  ])
    assert.deepEqual(split(line, environment), words, line);
});

test('quoting of single words', () => {
  for (const plain of ['a', '-x', './a/b.c', 'a:b,c', '100%', 'a@b', '--x=1', '=']) assert.equal(quote(plain), plain);
  for (const word of ['', ' ', 'a b', '*', '~', 'a=1', '_x1=', '!', 'a\nb', 'é', '`x`', '{a,b}', '#', '[a]', '^', 'C:\\a', 'c:\\a;b'])
    assert.match(quote(word), /^'.*'$/s);
});

test('commands', () => {
  assert.deepEqual(readCommand(''), { variables: {}, command: undefined, args: [], rest: [] });
  assert.deepEqual(readCommand('A='), { variables: { A: '' }, command: undefined, args: [], rest: [] });
  assert.deepEqual(readCommand('A=1=2 A=3 b A=4'), { variables: { A: '3' }, command: 'b', args: ['A=4'], rest: [] });
  assert.deepEqual(readCommand('1A=1 b'), { variables: {}, command: '1A=1', args: ['b'], rest: [] });
  assert.deepEqual(readCommand('a "x y" > f; b'), { variables: {}, command: 'a', args: ['x y'], rest: [{ operator: '>' }, 'f', { operator: ';' }, 'b'] });
  assert.deepEqual(readCommand('; a'), { variables: {}, command: undefined, args: [], rest: [{ operator: ';' }, 'a'] });
  assert.deepEqual(readCommand('P=$Q/x run', { Q: '/q' }), { variables: { P: '/q/x' }, command: 'run', args: [], rest: [] });
});

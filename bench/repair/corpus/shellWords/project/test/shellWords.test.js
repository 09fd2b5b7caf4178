import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, quote, readCommand, split } from '../src/shellWords.js';

const raw = String.raw;

test('words', () => {
  assert.deepEqual(split('a  b\tc\n'), ['a', 'b', 'c']);
  assert.deepEqual(split(''), []);
  assert.deepEqual(split('   '), []);
});

test('quotes', () => {
  assert.deepEqual(split(`a 'b c' "d e"`), ['a', 'b c', 'd e']);
  assert.deepEqual(split(`a'b'"c"d`), ['abcd']);
  assert.deepEqual(split(`'"' "'"`), ['"', "'"]);
  assert.deepEqual(split(`x '' "" y`), ['x', '', '', 'y']);
});

test('a backslash in single quotes means nothing', () => {
  assert.deepEqual(split(raw`'a\' b`), ['a\\', 'b']);
  assert.deepEqual(split(raw`'\n'`), ['\\n']);
});

test('escapes', () => {
  assert.deepEqual(split(raw`a\ b c`), ['a b', 'c']);
  assert.deepEqual(split(raw`\"a\' \\`), [`"a'`, '\\']);
  assert.deepEqual(split(raw`"a \"b\" \\ \$x \n"`), [raw`a "b" \ $x \n`]);
  assert.deepEqual(split('a\\\nb'), ['ab']);
});

test('quotes without an end', () => {
  assert.throws(() => split(`a 'b`), SyntaxError);
  assert.throws(() => split(`a "b`), SyntaxError);
  assert.throws(() => split(raw`"a\"`), SyntaxError);
});

test('comments', () => {
  assert.deepEqual(split('a # b c'), ['a']);
  assert.deepEqual(split('a#b "#" c'), ['a#b', '#', 'c']);
  assert.deepEqual(split('# one\ntwo'), ['two']);
});

test('variables', () => {
  const environment = { HOME: '/me', EMPTY: '', two: 'a b' };
  assert.deepEqual(split('$HOME/x ${HOME}y', environment), ['/me/x', '/mey']);
  assert.deepEqual(split('"$two" $HOME', environment), ['a b', '/me']);
  assert.deepEqual(split(`'$HOME'`, environment), ['$HOME']);
  assert.deepEqual(split(raw`\$HOME`, environment), ['$HOME']);
  assert.deepEqual(split('a $NONE b "$NONE" $', environment), ['a', 'b', '', '$']);
});

test('defaults of variables', () => {
  assert.deepEqual(split('${A:-x} ${B:-y} "${C:-}"', { A: '1', B: '' }), ['1', 'y', '']);
});

test('operators', () => {
  assert.deepEqual(split('a && b||c; d'), ['a', { operator: '&&' }, 'b', { operator: '||' }, 'c', { operator: ';' }, 'd']);
  assert.deepEqual(split('a>>b 2>&1'), ['a', { operator: '>>' }, 'b', '2', { operator: '>&' }, '1']);
  assert.deepEqual(split(raw`a "&&" \| '>'`), ['a', '&&', '|', '>']);
  assert.deepEqual(split('a & b'), ['a', { operator: '&' }, 'b']);
});

test('quote', () => {
  assert.equal(quote('simple-1.txt'), 'simple-1.txt');
  assert.equal(quote('two words'), "'two words'");
  assert.equal(quote(''), "''");
  assert.equal(quote("it's 'so'"), raw`'it'\''s '\''so'\'''`);
  assert.equal(quote('$HOME'), "'$HOME'");
  assert.equal(quote('a=b'), "'a=b'");
  assert.equal(quote('C:\\x;rm'), "'C:\\x;rm'");
});

test('join', () => {
  assert.equal(join(['ls', '-l', 'my file', { operator: '|' }, 'wc']), "ls -l 'my file' | wc");
});

test('commands', () => {
  assert.deepEqual(readCommand('A=1 B="x y" run --flag=2 C=3 | wc'), {
    variables: { A: '1', B: 'x y' },
    command: 'run',
    args: ['--flag=2', 'C=3'],
    rest: [{ operator: '|' }, 'wc'],
  });
  assert.deepEqual(readCommand('ls'), { variables: {}, command: 'ls', args: [], rest: [] });
  assert.deepEqual(readCommand('URL=http://x/?a=b go').variables, { URL: 'http://x/?a=b' });
});

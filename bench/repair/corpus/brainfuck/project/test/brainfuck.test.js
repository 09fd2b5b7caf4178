import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../src/brainfuck.js';

test('one letter', () => {
  assert.equal(run('++++++++[>++++++++<-]>+.'), 'A');
});

test('copies its input', () => {
  assert.equal(run(',[.,]', 'copy me'), 'copy me');
});

test('reverses its input', () => {
  assert.equal(run('>,[>,]<[.<]', 'abc'), 'cba');
});

test('multiplies in nested loops', () => {
  assert.equal(run('+++++[>++++[>+++<-]<-]>>+++++.'), 'A');
});

test('jumps over a loop when the cell is zero', () => {
  assert.equal(run('[[.]]+++++++[>+++++++<-]>.'), '1');
});

test('hello world', () => {
  const hello =
    '++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.';
  assert.equal(run(hello), 'Hello World!\n');
});

test('brackets that do not match', () => {
  assert.throws(() => run('[+'), { name: 'SyntaxError', message: 'no ] for the [ at 0' });
  assert.throws(() => run('+]'), { name: 'SyntaxError', message: 'no [ for the ] at 1' });
});

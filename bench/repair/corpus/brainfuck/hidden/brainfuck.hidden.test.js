import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../src/brainfuck.js';

let state = 20;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

/** Runs the program as a tree of loops instead of by jumps. */
function reference(program, input) {
  let at = 0;
  const read = () => {
    const body = [];
    while (at < program.length && program[at] !== ']') {
      const command = program[at];
      at += 1;
      if (command === '[') {
        body.push(read());
        at += 1;
      } else body.push(command);
    }
    return body;
  };
  const tree = read();
  const cells = new Map();
  const get = () => cells.get(cell) ?? 0;
  let cell = 0;
  let next = 0;
  let output = '';
  const walk = (body) => {
    for (const one of body) {
      if (Array.isArray(one)) while (get() !== 0) walk(one);
      else if (one === '>') cell += 1;
      else if (one === '<') cell -= 1;
      else if (one === '+') cells.set(cell, (get() + 1) % 256);
      else if (one === '-') cells.set(cell, (get() + 255) % 256);
      else if (one === '.') output += String.fromCharCode(get());
      else if (one === ',') {
        cells.set(cell, next < input.length ? input.charCodeAt(next) : 0);
        next += 1;
      }
    }
  };
  walk(tree);
  return output;
}

/** Programs that end: every loop counts its cell down, and what is in it comes back to it. */
function generate(depth) {
  let text = '';
  for (let part = 1 + random(4); part > 0; part -= 1) {
    const kind = random(depth > 0 ? 5 : 3);
    if (kind === 0) text += '+'.repeat(1 + random(5));
    else if (kind === 1) text += '.';
    else if (kind === 2) text += ['-', ',', 'x', '>+<'][random(4)];
    else text += `${'+'.repeat(random(4))}[>${generate(depth - 1)}<-]`;
  }
  return text;
}

test('generated programs', () => {
  for (let round = 0; round < 200; round += 1) {
    const program = `,${generate(2)}>.`;
    const input = Array.from({ length: random(6) }, () => String.fromCharCode(1 + random(6))).join('');
    assert.equal(run(program, input), reference(program, input), program);
  }
});

test('cells hold bytes', () => {
  assert.equal(run('-.'), '\u00ff');
  assert.equal(run('-+.'), '\0');
  assert.equal(run(`${'+'.repeat(256)}.`), '\0');
});

test('input that ends', () => {
  assert.equal(run(',.,.,.', 'a'), 'a\0\0');
  assert.equal(run(',.'), '\0');
});

test('comments and nothing', () => {
  assert.equal(run(''), '');
  assert.equal(run('no commands here'), '');
});

test('brackets', () => {
  assert.equal(run('[]'), '');
  assert.equal(run('[[[]]][]'), '');
  assert.throws(() => run('[[]'), { name: 'SyntaxError', message: 'no ] for the [ at 0' });
  assert.throws(() => run('[]]'), { name: 'SyntaxError', message: 'no [ for the ] at 2' });
  assert.throws(() => run(']['), { name: 'SyntaxError', message: 'no [ for the ] at 0' });
});

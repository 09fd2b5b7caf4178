import assert from 'node:assert/strict';
import { parseFile, realParser, signal, textsAfterOneEdit } from './parseFixture.ts';

/** One line each: what an operator must be able to make of a function, whatever else it offers. */
const script: readonly (readonly [operator: string, before: string, after: string])[] = [
  ['boundary', 'function f(a, b) { return a < b; }', 'function f(a, b) { return a <= b; }'],
  ['equality', 'function f(a, b) { return a === b; }', 'function f(a, b) { return a !== b; }'],
  ['arithmetic', 'function f(a, b) { return a + b; }', 'function f(a, b) { return a - b; }'],
  ['operands turned', 'function f(a, b) { return a - b; }', 'function f(a, b) { return b - a; }'],
  ['precedence', 'function f(a, b) { return a + b / 2; }', 'function f(a, b) { return (a + b) / 2; }'],
  ['logical', 'function f(a, b) { if (a && b) return 1; }', 'function f(a, b) { if (a || b) return 1; }'],
  ['negated', 'function f(a) { if (a) return 1; }', 'function f(a) { if (!a) return 1; }'],
  ['not removed', 'function f(a) { if (!a) return 1; }', 'function f(a) { if (a) return 1; }'],
  ['literal', 'function f(a) { return a[0]; }', 'function f(a) { return a[1]; }'],
  ['length', 'function f(a) { return a[a.length]; }', 'function f(a) { return a[a.length - 1]; }'],
  ['constant', 'function f() { let a = true; return a; }', 'function f() { let a = false; return a; }'],
  ['variable', 'function f(left, right) { return left * left; }', 'function f(left, right) { return left * right; }'],
  ['sibling', 'function f(a, b) { return Math.min(a, b); }', 'function f(a, b) { return Math.max(a, b); }'],
  ['arguments swapped', 'function f(a, b) { return g(a, b); }', 'function f(a, b) { return g(b, a); }'],
  ['return', 'const f = (a) => { a.map(g); };', 'const f = (a) => { return a.map(g); };'],
  [
    'await',
    'async function f(a) { const b = a(); return b; }',
    'async function f(a) { const b = await a(); return b; }',
  ],
  ['optional link', 'function f(a) { return a.b.c; }', 'function f(a) { return a.b?.c; }'],
  ['copy', 'function f(a) { return a.map(g).concat(a); }', 'function f(a) { return a.map(g).concat([...a]); }'],
  ['augmented', 'function f(a) { let b = 0; b = a; return b; }', 'function f(a) { let b = 0; b += a; return b; }'],
  ['ternary', 'function f(a) { return a ? 1 : 2; }', 'function f(a) { return !a ? 1 : 2; }'],
  ['regex flag', "function f(a) { return a.replace(/x/, ''); }", "function f(a) { return a.replace(/x/g, ''); }"],
  ['numeric sort', 'function f(a) { return a.sort(); }', 'function f(a) { return a.sort((a, b) => a - b); }'],
  ['subscripts', 'function f(m, i, j) { return m[i][j]; }', 'function f(m, i, j) { return m[j][i]; }'],
  ['field', 'class A { f(x) { return this.x; } }', 'class A { f(x) { return x; } }'],
];

const python: typeof script = [
  ['boundary', 'def f(a, b):\n    return a < b\n', 'def f(a, b):\n    return a <= b\n'],
  ['identity', 'def f(a):\n    return a is None\n', 'def f(a):\n    return a is not None\n'],
  ['membership', 'def f(a, b):\n    return a in b\n', 'def f(a, b):\n    return a not in b\n'],
  ['integer division', 'def f(a):\n    return a / 2\n', 'def f(a):\n    return a // 2\n'],
  ['not', 'def f(a):\n    if a:\n        return 1\n', 'def f(a):\n    if not a:\n        return 1\n'],
  [
    'range',
    'def f(a):\n    for i in range(a):\n        g(i)\n',
    'def f(a):\n    for i in range(a + 1):\n        g(i)\n',
  ],
  ['exception', 'def f():\n    raise ValueError("x")\n', 'def f():\n    raise TypeError("x")\n'],
  ['family', 'def f(a, b):\n    a.append(b)\n', 'def f(a, b):\n    a.extend(b)\n'],
  [
    'shared default',
    'def f(a=[]):\n    a.append(1)\n    return a\n',
    'def f(a=None):\n    if a is None:\n        a = []\n    a.append(1)\n    return a\n',
  ],
  [
    'guard',
    'def f(xs):\n    return sum(xs) / len(xs)\n',
    'def f(xs):\n    if not xs:\n        return 0\n    return sum(xs) / len(xs)\n',
  ],
  [
    'moved out of the loop',
    'def f(xs):\n    for x in xs:\n        g(x)\n        return x\n',
    'def f(xs):\n    for x in xs:\n        g(x)\n    return x\n',
  ],
  ['default of a table', 'def f(d, k):\n    return d[k]\n', 'def f(d, k):\n    return d.get(k, 0)\n'],
];

describe('edit operators', () => {
  for (const [operator, before, after] of script)
    it(`JavaScript: ${operator}`, async () => {
      assert.ok((await textsAfterOneEdit('a.js', before)).includes(after), `no edit gives: ${after}`);
    });
  for (const [operator, before, after] of python)
    it(`Python: ${operator}`, async () => {
      assert.ok((await textsAfterOneEdit('a.py', before)).includes(after), `no edit gives: ${after}`);
    });

  it('offers each text once, never the text as it was, and always in the same order', async () => {
    const source = script.map(([, before]) => before).join('\n');
    const first = await textsAfterOneEdit('a.js', source);
    assert.deepEqual(new Set(first).size, first.length);
    assert.ok(!first.includes(source));
    assert.deepEqual(await textsAfterOneEdit('a.js', source), first);
  });

  it('lets what was observed lead: a missing result puts `return` first', async () => {
    const source = 'const f = (a) => { a.map(g); };';
    const [best] = await textsAfterOneEdit('a.js', source, { message: '', expected: '[ 1 ]', actual: 'undefined' });
    assert.equal(best, 'const f = (a) => { return a.map(g); };');
  });

  it('takes a spelling from the test, but never its value', async () => {
    const source = "function f() { return 'hello world'; }";
    const failure = { message: '', expected: "'Hello, world'", actual: "'hello world'" };
    assert.ok((await textsAfterOneEdit('a.js', source, failure)).includes("function f() { return 'Hello, world'; }"));
    const other = await textsAfterOneEdit('a.js', source, { ...failure, expected: "'something else'" });
    assert.ok(!other.some((text) => text.includes('something else')));
  });

  it('takes a text that is called like a built-in property for any other text', async () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      for (const [file, source] of [
        ['a.js', `function f(a) { return a === '${name}'; }`],
        ['a.py', `def f(a):\n    return a == "${name}"\n`],
      ] as const) {
        const texts = await textsAfterOneEdit(file, source);
        assert.ok(texts.length > 0);
        assert.ok(!texts.some((text) => text.includes('[object') || text.includes('native code')), name);
      }
    }
  });

  it('makes the candidates of 2,000 lines in less than 300 ms', async () => {
    const block =
      'function f(xs, n) {\n  let total = 0;\n  for (let i = 0; i < n; i++) {\n    total += xs[i] * 2;\n  }\n  return total;\n}\n\n';
    const source = block.repeat(250);
    await textsAfterOneEdit('a.js', block);
    const file = await parseFile('a.js', source);
    const { rankedEdits } = await import('../../../src/core/repair/rank.ts');
    const { observeFailures } = await import('../../../src/core/repair/observation.ts');
    const lines = source
      .split('\n')
      .map((_, i) => ({ path: 'a.js', line: i + 1, score: i < 40 ? 0.5 : 0.05, why: '' }));
    const began = performance.now();
    let made = 0;
    for (const _ of rankedEdits({ lines, files: new Map([['a.js', file]]) }, observeFailures([])))
      if (++made === 500) break;
    const ms = performance.now() - began;
    console.log(`      500 candidates of ${lines.length} lines in ${Math.round(ms)} ms`);
    assert.equal(made, 500);
    assert.ok(ms < 300, `${ms} ms`);
    assert.equal(await (await realParser()).countErrors('javascript', source, signal), 0);
  });
});

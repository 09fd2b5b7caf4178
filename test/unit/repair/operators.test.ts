import assert from 'node:assert/strict';
import { parseFile, realParser, signal, testOneEdit, textsAfterOneEdit } from './parseFixture.ts';

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
  ['call forgotten', 'function f(a) { return a.trim; }', 'function f(a) { return a.trim(); }'],
  [
    'result lost',
    'function f(a) { let b = a; b.concat(a); return b; }',
    'function f(a) { let b = a; b = b.concat(a); return b; }',
  ],
  [
    'comparison for assignment',
    'function f(a) { let b; b == a; return b; }',
    'function f(a) { let b; b = a; return b; }',
  ],
  ['usual argument', 'function f(a, i) { a.splice(i); }', 'function f(a, i) { a.splice(i, 1); }'],
  ['present', 'function f(a, k) { if (a[k]) return 1; }', 'function f(a, k) { if (k in a) return 1; }'],
  [
    'object that is null',
    "function f(a) { return typeof a === 'object'; }",
    "function f(a) { return a !== null && typeof a === 'object'; }",
  ],
  ['answer', 'function f(a) { return a.length; }', 'function f(a) { return a.length === 0; }'],
  [
    'one list twice',
    'function f(a) { const b = a; b.push(1); return b; }',
    'function f(a) { const b = []; b.push(1); return b; }',
  ],
  ['unused parameter', 'const f = (a) => a.reduce((s, x) => x, 0);', 'const f = (a) => a.reduce((s, x) => s + x, 0);'],
  ['both sides', 'function f(a, b) { return a < b; }', 'function f(a, b) { return Number(a) < Number(b); }'],
  ['name for a literal', 'function f(n, step) { n += 1; return n; }', 'function f(n, step) { n += step; return n; }'],
  [
    'field for a literal',
    'class A { f() { this.n = 0; return this.m; } }',
    'class A { f() { this.n = this.m; return this.m; } }',
  ],
  ['chain', "function f(a) { return a.slice(1).concat('x'); }", "function f(a) { return a.concat('x').slice(1); }"],
  ['names exchanged', 'function f(a, b) { return g(a, h(b, a)); }', 'function f(a, b) { return g(b, h(a, b)); }'],
  [
    'counts compared',
    'function f(a, b) { a.pop(); b.pop(); return true; }',
    'function f(a, b) { a.pop(); b.pop(); return a.length === b.length; }',
  ],
  ['promises', 'async function f(a) { return a.map(g); }', 'async function f(a) { return Promise.all(a.map(g)); }'],
  [
    'not looked at',
    "function f(a) { const i = a.indexOf('x'); return i; }",
    "function f(a) { const i = a.indexOf('x');\nif (i === -1) return -1; return i; }",
  ],
  [
    'options handed on',
    'function f(a, { b } = {}) { return f(a); }',
    'function f(a, { b } = {}) { return f(a, { b }); }',
  ],
  ['the first of a key kept', 'function f(t, k, v) { t[k] = v; }', 'function f(t, k, v) { if (!(k in t)) t[k] = v; }'],
  ['list kept', 'function f(t, k) { t[k] = []; }', 'function f(t, k) { t[k] ??= []; }'],
  [
    'key there on both sides',
    'const f = (a, b) => Object.keys(a).every((k) => g(a[k], b[k]));',
    'const f = (a, b) => Object.keys(a).every((k) => Object.hasOwn(b, k) && g(a[k], b[k]));',
  ],
  ['empty as well', 'function f(a) { return !a; }', 'function f(a) { return !a || a.length === 0; }'],
  ['neither nothing', "function f(a) { return a ? a : ''; }", "function f(a) { return a != null ? a : ''; }"],
  [
    'separator',
    "function f(a, b) { return a === '.' || a.endsWith(b); }",
    "function f(a, b) { return a === '.' || a.endsWith('.' + b); }",
  ],
  ['brackets', 'function f(i) { return Math.floor(i / 2); }', 'function f(i) { return Math.floor((i - 1) / 2); }'],
  ['NaN', 'function f(a, b) { return a === b; }', 'function f(a, b) { return Object.is(a, b) || a === b; }'],
  [
    'sorted loop',
    'function f(xs) { for (const x of xs) g(x.at); }',
    'function f(xs) { for (const x of [...xs].sort((a, b) => a.at - b.at)) g(x.at); }',
  ],
  [
    'copy of its own',
    'function copy(a) {}\nfunction f(b) { return b; }',
    'function copy(a) {}\nfunction f(b) { return copy(b); }',
  ],
  [
    'partner',
    'class A { f(i) { this.up(i);\n this.down(0);\n } }',
    'class A { f(i) { this.up(i);\n this.down(0);\n this.up(0);\n } }',
  ],
  [
    'round skipped',
    'function f(xs) { for (let i = 0; i < 9; i++) { g(xs[i]); } }',
    'function f(xs) { for (let i = 0; i < 9; i++) { if (xs[i] === 0) continue;\ng(xs[i]); } }',
  ],
  ['from the other end', 'function f(a, n) { return a.slice(-n); }', 'function f(a, n) { return a.slice(0, n); }'],
  ['class of characters', 'function f(a) { return /\\s/.test(a); }', 'function f(a) { return /\\S/.test(a); }'],
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
  ['removed prefix', 'def f(a):\n    return a.lstrip("x")\n', 'def f(a):\n    return a.removeprefix("x")\n'],
  ['is not None', 'def f(a):\n    if a:\n        return 1\n', 'def f(a):\n    if a is not None:\n        return 1\n'],
  ['default for nothing', 'def f(d, k):\n    return d.get(k) or 1\n', 'def f(d, k):\n    return d.get(k, 1)\n'],
  ['rows', 'def f(n):\n    return [[0] * n] * n\n', 'def f(n):\n    return [[0] * n for _ in range(n)]\n'],
  ['items', 'def f(d):\n    for k, v in d:\n        g(k)\n', 'def f(d):\n    for k, v in d.items():\n        g(k)\n'],
  ['toggled', 'def f(a):\n    a = True\n    return a\n', 'def f(a):\n    a = not a\n    return a\n'],
  ['larger kept', 'def f(a, b):\n    a[0] = b\n', 'def f(a, b):\n    a[0] = max(a[0], b)\n'],
  ['first of a range', 'def f(n):\n    return range(n)\n', 'def f(n):\n    return range(1, n)\n'],
  ['slice', 'def f(a):\n    return a[1:]\n', 'def f(a):\n    return a[1:-1]\n'],
  ['element', 'SIGNS = ["+", "-"]\nD = {"+": 1, "*": 2}\n', 'SIGNS = ["+", "-", "*"]\nD = {"+": 1, "*": 2}\n'],
  [
    'filled',
    'def f(xs):\n    seen = set()\n    for x in xs:\n        g(x in seen)\n',
    'def f(xs):\n    seen = set()\n    for x in xs:\n        g(x in seen)\n        seen.add(x)\n',
  ],
  [
    'range of an index',
    'def f(xs, n):\n    return xs[n:] + xs[:n]\n',
    'def f(xs, n):\n    n = n % len(xs)\n    return xs[n:] + xs[:n]\n',
  ],
  [
    'otherwise',
    'def f(n):\n    i = 0\n    while i < n:\n        if g(i):\n            i += 2\n',
    'def f(n):\n    i = 0\n    while i < n:\n        if g(i):\n            i += 2\n        else:\n            i += 1\n',
  ],
  ['default of a table', 'def f(d, k):\n    return d[k]\n', 'def f(d, k):\n    return d.get(k, 0)\n'],
  ['kept', 'def f(t, k):\n    t[k] = []\n', 'def f(t, k):\n    t.setdefault(k, [])\n'],
  ['kept in a chain', 'def f(t, k):\n    a = t[k] = {}\n', 'def f(t, k):\n    a = t.setdefault(k, {})\n'],
  [
    'length of the end',
    'def f(text, n, end="."):\n    return text[:n] + end\n',
    'def f(text, n, end="."):\n    return text[:n - len(end)] + end\n',
  ],
  [
    'length of another',
    'def f(a, b, n):\n    return len(a) > n\n',
    'def f(a, b, n):\n    return len(a) + len(b) > n\n',
  ],
  [
    'key of its own',
    'def size(a):\n    return a.n\n\ndef f(xs):\n    size(xs[0])\n    return max(xs)\n',
    'def size(a):\n    return a.n\n\ndef f(xs):\n    size(xs[0])\n    return max(xs, key=size)\n',
  ],
  [
    'in order',
    'def f(xs):\n    for x in xs:\n        g(x.start)\n',
    'def f(xs):\n    for x in sorted(xs, key=lambda each: each.start):\n        g(x.start)\n',
  ],
  [
    'rounded as it is written',
    'def f(a):\n    return f"{a:.1f}" if a >= 9 else 0\n',
    'def f(a):\n    return f"{a:.1f}" if round(a, 1) >= 9 else 0\n',
  ],
  ['from the other end', 'def f(a, n):\n    return a[-n:]\n', 'def f(a, n):\n    return a[:n]\n'],
  [
    'last digits',
    'def f(n):\n    if n in (11, 12):\n        return 0\n    return abs(n) % 10\n',
    'def f(n):\n    if abs(n) % 100 in (11, 12):\n        return 0\n    return abs(n) % 10\n',
  ],
  [
    'its own object and another',
    'class A:\n    def f(self, other):\n        return self.a and not other.a\n',
    'class A:\n    def f(self, other):\n        return other.a and not self.a\n',
  ],
  [
    'begun anew',
    'def f(xs):\n    key = None\n    for x in xs:\n        if x:\n            g(key)\n            continue\n        key = x\n',
    'def f(xs):\n    key = None\n    for x in xs:\n        if x:\n            g(key)\n            key = None\n            continue\n        key = x\n',
  ],
  ['depth handed on', 'def f(a, depth):\n    return f(a)\n', 'def f(a, depth):\n    return f(a, depth)\n'],
];

const go: typeof script = [
  [
    'boundary',
    'package a\n\nfunc f(a, b int) bool { return a < b }\n',
    'package a\n\nfunc f(a, b int) bool { return a <= b }\n',
  ],
  [
    'logical',
    'package a\n\nfunc f(a, b bool) bool { return a && b }\n',
    'package a\n\nfunc f(a, b bool) bool { return a || b }\n',
  ],
  [
    'negated',
    'package a\n\nfunc f(a bool) int { if a { return 1 }; return 0 }\n',
    'package a\n\nfunc f(a bool) int { if !a { return 1 }; return 0 }\n',
  ],
  [
    'arithmetic',
    'package a\n\nfunc f(a int) int { return a + 2 }\n',
    'package a\n\nfunc f(a int) int { return a - 2 }\n',
  ],
  [
    'index',
    'package a\n\nfunc f(a []int, i int) int { return a[i] }\n',
    'package a\n\nfunc f(a []int, i int) int { return a[i - 1] }\n',
  ],
  [
    'variable',
    'package a\n\nfunc f(left, right int) int { return left * left }\n',
    'package a\n\nfunc f(left, right int) int { return left * right }\n',
  ],
  [
    'arguments swapped',
    'package a\n\nfunc f(a, b int) int { return g(a, b) }\n',
    'package a\n\nfunc f(a, b int) int { return g(b, a) }\n',
  ],
  [
    'sibling',
    'package a\n\nfunc f(a string) bool { return strings.HasPrefix(a, "x") }\n',
    'package a\n\nfunc f(a string) bool { return strings.HasSuffix(a, "x") }\n',
  ],
  ['augmented', 'package a\n\nfunc f(a int) { a += 1 }\n', 'package a\n\nfunc f(a int) { a -= 1 }\n'],
  ['flag', 'package a\n\nfunc f() bool { return true }\n', 'package a\n\nfunc f() bool { return false }\n'],
];

describe('edit operators', () => {
  testOneEdit('Go', 'a.go', go);
  testOneEdit('JavaScript', 'a.js', script);
  testOneEdit('Python', 'a.py', python);

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

  it('lets edits of other kinds come between many of one kind', async () => {
    const names = ['b', 'c', 'd', 'e', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n'];
    const source = `function f(a, ${names.join(', ')}) {\n  if (a < b) return ${names.join(' + ')};\n  return a;\n}\n`;
    const file = await parseFile('a.js', source);
    const { rankedEdits } = await import('../../../src/core/repair/rank.ts');
    const { observeFailures } = await import('../../../src/core/repair/observation.ts');
    const lines = [2, 3].map((line) => ({ path: 'a.js', line, score: 1, why: '' }));
    const edits = [...rankedEdits({ lines, files: new Map([['a.js', file]]) }, observeFailures([]))];
    const falls = edits.filter(({ score }, i) => score > (edits[i - 1]?.score ?? 1));
    assert.ok(falls.length > 0, 'by their scores alone they would only fall');
    assert.ok(new Set(edits.slice(0, 60).map(({ edit }) => edit.operator)).size >= 8);
  });

  it('makes 200 candidates of 2,000 lines without looking at the lines that hold none of the best', async () => {
    const block =
      'function f(xs, n) {\n  let total = 0;\n  for (let i = 0; i < n; i++) {\n    total += xs[i] * 2;\n  }\n  return total;\n}\n\n';
    const source = block.repeat(250);
    const file = await parseFile('a.js', source);
    const { rankedEdits } = await import('../../../src/core/repair/rank.ts');
    const { observeFailures } = await import('../../../src/core/repair/observation.ts');
    const suspicious = 40;
    const lines = source
      .split('\n')
      .map((_, i) => ({ path: 'a.js', line: i + 1, score: i < suspicious ? 0.5 : 0.05, why: '' }));
    const opened: number[] = [];
    const byRow = new Map(file.byRow);
    byRow.get = (row) => {
      opened.push(row + 1);
      return file.byRow.get(row);
    };
    const edits = rankedEdits({ lines, files: new Map([['a.js', { ...file, byRow }]]) }, observeFailures([]));
    const best: number[] = [];
    for (const { edit, score } of edits) {
      best.push(edit.line);
      assert.ok(score >= 0.05 * 0.95, `${edit.line}: ${edit.description}`);
      if (best.length === 200) break;
    }
    const first = lines.slice(0, suspicious).map(({ line }) => line);
    assert.deepEqual(
      opened,
      first,
      'each is looked at once, and the 1,961 others wait until these have nothing better',
    );
    assert.equal(best.length, 200);
    assert.ok(best.every((line) => line <= suspicious));
    assert.equal(await (await realParser()).countErrors('javascript', source, signal), 0);
  });
});

import assert from 'node:assert/strict';
import { testOneEdit, textsAfterOneEdit } from './parseFixture.ts';

/** What goes wrong in textbook algorithms: an operator must be able to make the second text of the first, whatever else it offers. */
const script: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    'a branch that is taken once only',
    'function f(n) { let s = 0; if (n > 0) { s += n; n -= 1; } return s; }',
    'function f(n) { let s = 0; while (n > 0) { s += n; n -= 1; } return s; }',
  ],
  [
    'a branch on a state that the branch changes',
    "function f() { let v = a(); if (peek() === '+') { v += a(); } return v; }",
    "function f() { let v = a(); while (peek() === '+') { v += a(); } return v; }",
  ],
  [
    'a pointer that stays where it was',
    'function f(n) {\n  let p = null;\n  while (n !== null) {\n    const m = n.next;\n    n.next = p;\n    n = m;\n  }\n  return p;\n}',
    'function f(n) {\n  let p = null;\n  while (n !== null) {\n    const m = n.next;\n    n.next = p;\n    p = n;\n    n = m;\n  }\n  return p;\n}',
  ],
  [
    'a bound that never moves',
    'function f(a) {\n  let i = 0;\n  let j = 9;\n  while (i < j) {\n    g(a[i]);\n    j -= 1;\n  }\n}',
    'function f(a) {\n  let i = 0;\n  let j = 9;\n  while (i < j) {\n    g(a[i]);\n    j -= 1;\n    i += 1;\n  }\n}',
  ],
  [
    'the best so far',
    'function f(t, k, v) { if (t[k] === undefined) t[k] = v; }',
    'function f(t, k, v) { if (t[k] === undefined || v < t[k]) t[k] = v; }',
  ],
  [
    'the first value',
    'function f(a) { let m = 0; for (const x of a) m = Math.max(m, x); return m; }',
    'function f(a) { let m = a[0]; for (const x of a) m = Math.max(m, x); return m; }',
  ],
  [
    'the sum of which a side was left',
    'function f(d, e) { for (const [a, b, w] of e) if (d[a] + w < d[b]) d[b] = w; }',
    'function f(d, e) { for (const [a, b, w] of e) if (d[a] + w < d[b]) d[b] = d[a] + w; }',
  ],
  [
    'the prefix of a call to itself',
    "function f(a, b) { if (a[0] === b[0]) return f(a.slice(1), b.slice(1)); return ''; }",
    "function f(a, b) { if (a[0] === b[0]) return a[0] + f(a.slice(1), b.slice(1)); return ''; }",
  ],
  [
    'the first element of a call to itself',
    'function f(a) { if (!a.length) return []; return f(a.slice(1)); }',
    'function f(a) { if (!a.length) return []; return [a, ...f(a.slice(1))]; }',
  ],
  [
    'all but one',
    'function f(a, i) { return g(a.slice(i + 1)); }',
    'function f(a, i) { return g(a.slice(0, i).concat(a.slice(i + 1))); }',
  ],
  ['the other end of a slice', 'function f(a) { return a.slice(1); }', 'function f(a) { return a.slice(0, -1); }'],
  ['the way back', 'function f(a) { return a.map(g); }', 'function f(a) { return [...a].reverse().map(g); }'],
  [
    'a bound of its own',
    'function f(a) { for (let end = 9; end > 0; end--) g(a, a.length); }',
    'function f(a) { for (let end = 9; end > 0; end--) g(a, end); }',
  ],
  [
    'an index after the end',
    "function f(a, i) { while (a[i] !== 'x') i += 1; return i; }",
    "function f(a, i) { while (i < a.length && a[i] !== 'x') i += 1; return i; }",
  ],
  [
    'what it was given, as it was',
    'function f(p, s) { return f(p.slice(1), s.slice(1)); }',
    'function f(p, s) { return f(p, s.slice(1)); }',
  ],
  [
    'a separator before the first',
    "function f(a) {\n  let out = '';\n  for (const x of a) {\n    out += '_';\n    out += x;\n  }\n  return out;\n}",
    "function f(a) {\n  let out = '';\n  for (const x of a) {\n    if (out.length > 0) out += '_';\n    out += x;\n  }\n  return out;\n}",
  ],
  [
    'the place that was found',
    'function f(t, x, i) { while (t[i] < x) i += 1; t.push(x); }',
    'function f(t, x, i) { while (t[i] < x) i += 1; t[i] = x; }',
  ],
  [
    'divided instead of lessened',
    'function f(n) { while (n > 0) { n -= 10; } }',
    'function f(n) { while (n > 0) { n = Math.floor(n / 10); } }',
  ],
  [
    'a memory that is asked and never filled',
    'function f(v, seen) {\n  if (seen.has(v)) return seen.get(v);\n  const copy = {};\n  g(copy, v, seen);\n  return copy;\n}',
    'function f(v, seen) {\n  if (seen.has(v)) return seen.get(v);\n  const copy = {};\n  seen.set(v, copy);\n  g(copy, v, seen);\n  return copy;\n}',
  ],
  [
    'the other side of a tree',
    'function f(t) { return t ? [t.v, ...f(t.left)] : []; }',
    'function f(t) { return t ? [t.v, ...f(t.left), ...f(t.right)] : []; }',
  ],
  [
    'what a round adds to its place',
    'function f(b) { for (let i = 1; i < 9; i++) b[i] = Math.min(i, b[i - 1]); }',
    'function f(b) { for (let i = 1; i < 9; i++) b[i] += Math.min(i, b[i - 1]); }',
  ],
  [
    'a step as far as was looked',
    "function f(t) {\n  let i = 0;\n  let j = 1;\n  while (t[j] === 'x') j += 1;\n  i += 1;\n  return i;\n}",
    "function f(t) {\n  let i = 0;\n  let j = 1;\n  while (t[j] === 'x') j += 1;\n  i = j;\n  return i;\n}",
  ],
  [
    'what another call of itself hands on',
    'function f(t, d) { return f(t.left, d + 1) + f(t.right, d); }',
    'function f(t, d) { return f(t.left, d + 1) + f(t.right, d + 1); }',
  ],
];

const python: typeof script = [
  [
    'a branch that is taken once only',
    'def f(n):\n    s = 0\n    if n > 0:\n        s += n\n        n -= 1\n    return s\n',
    'def f(n):\n    s = 0\n    while n > 0:\n        s += n\n        n -= 1\n    return s\n',
  ],
  [
    'a bound that never moves',
    'def f(n):\n    c = 0\n    while n > 0:\n        c += n % 10\n    return c\n',
    'def f(n):\n    c = 0\n    while n > 0:\n        c += n % 10\n        n = n // 10\n    return c\n',
  ],
  [
    'the best so far',
    'def f(t, k, v):\n    if t[k] is None:\n        t[k] = v\n',
    'def f(t, k, v):\n    if t[k] is None or v < t[k]:\n        t[k] = v\n',
  ],
  [
    'the first value',
    'def f(xs):\n    best = 0\n    for x in xs:\n        best = max(best, x)\n    return best\n',
    'def f(xs):\n    best = xs[0]\n    for x in xs:\n        best = max(best, x)\n    return best\n',
  ],
  [
    'the first element of a call to itself',
    'def f(xs):\n    if not xs:\n        return []\n    return f(xs[1:])\n',
    'def f(xs):\n    if not xs:\n        return []\n    return [xs] + f(xs[1:])\n',
  ],
  ['all but one', 'def f(xs, i):\n    return g(xs[i + 1:])\n', 'def f(xs, i):\n    return g(xs[:i] + xs[i + 1:])\n'],
  [
    'all but one, cut before',
    'def f(xs, i):\n    return g(xs[:i])\n',
    'def f(xs, i):\n    return g(xs[:i] + xs[i + 1:])\n',
  ],
  ['the other end of a slice', 'def f(xs):\n    return xs[1:]\n', 'def f(xs):\n    return xs[:-1]\n'],
  [
    'the way back',
    'def f(xs):\n    for x in xs:\n        g(x)\n',
    'def f(xs):\n    for x in reversed(xs):\n        g(x)\n',
  ],
  [
    'an index after the end',
    'def f(s, i):\n    while s[i].isdigit():\n        i += 1\n    return i\n',
    'def f(s, i):\n    while i < len(s) and s[i].isdigit():\n        i += 1\n    return i\n',
  ],
  [
    'through a function of its own',
    'def f(p, links):\n    def find(n):\n        return p[n]\n    for a, b in links:\n        p[a] = find(b)\n',
    'def f(p, links):\n    def find(n):\n        return p[n]\n    for a, b in links:\n        p[find(a)] = find(b)\n',
  ],
  [
    'a part that nothing looks at',
    'def f(tree):\n    if tree is None:\n        return []\n    value, left, right = tree\n    return [value] + f(left)\n',
    'def f(tree):\n    if tree is None:\n        return []\n    value, left, right = tree\n    return [value] + f(left) + f(right)\n',
  ],
  [
    'what a loop builds and nothing reads',
    'def f(row):\n    while row:\n        below = []\n        for n in row:\n            below.append(n)\n        row = row[1:]\n',
    'def f(row):\n    while row:\n        below = []\n        for n in row:\n            below.append(n)\n        row = below\n',
  ],
  [
    'as much as is missing',
    "def f(word, width):\n    return word + ' ' * width\n",
    "def f(word, width):\n    return word + ' ' * (width - len(word))\n",
  ],
  [
    'divided instead of lessened',
    'def f(n):\n    while n > 0:\n        n -= 2\n',
    'def f(n):\n    while n > 0:\n        n //= 2\n',
  ],
  [
    'a memory that is asked and never filled',
    'def f(n, memo):\n    if n in memo:\n        return memo[n]\n    found = f(n - 1, memo) + f(n - 2, memo)\n    return found\n',
    'def f(n, memo):\n    if n in memo:\n        return memo[n]\n    found = f(n - 1, memo) + f(n - 2, memo)\n    memo[n] = found\n    return found\n',
  ],
  [
    'a list for each key',
    'def f(t, xs):\n    for k, x in xs:\n        t[k] = [x]\n',
    'def f(t, xs):\n    for k, x in xs:\n        t.setdefault(k, []).append(x)\n',
  ],
  [
    'a set that grows',
    'def f(xs):\n    s = {0}\n    for x in xs:\n        s = {t + x for t in s}\n    return s\n',
    'def f(xs):\n    s = {0}\n    for x in xs:\n        s |= {t + x for t in s}\n    return s\n',
  ],
  [
    'a state that is asked and never set',
    "def f(s, g, n):\n    if s.get(n) == 'done':\n        return\n    s[n] = 'open'\n    for m in g[n]:\n        f(s, g, m)\n",
    "def f(s, g, n):\n    if s.get(n) == 'done':\n        return\n    s[n] = 'open'\n    for m in g[n]:\n        f(s, g, m)\n    s[n] = 'done'\n",
  ],
  [
    'what was come to so far, carried on',
    'def f(q):\n    cost, n = q.pop()\n    for m, step in n:\n        q.append((step, m))\n',
    'def f(q):\n    cost, n = q.pop()\n    for m, step in n:\n        q.append((cost + step, m))\n',
  ],
  [
    'a set that begins with one and is never filled',
    'def f(g, a):\n    seen = {a}\n    for b in g[a]:\n        if b in seen:\n            continue\n        h(b)\n',
    'def f(g, a):\n    seen = {a}\n    for b in g[a]:\n        if b in seen:\n            continue\n        h(b)\n        seen.add(b)\n',
  ],
  [
    'a number that goes on in a tuple',
    'def f(cost, xs):\n    return [g((step, x)) for step, x in xs if cost > step]\n',
    'def f(cost, xs):\n    return [g((step + cost, x)) for step, x in xs if cost > step]\n',
  ],
];

describe('edits of textbook algorithms', () => {
  testOneEdit('JavaScript', 'a.js', script);
  testOneEdit('Python', 'a.py', python);

  it('makes no endless loop of a branch that changes nothing it asks', async () => {
    const source = 'function f(a, b) {\n  if (a > 0) {\n    b += 1;\n  }\n  return b;\n}';
    assert.ok(!(await textsAfterOneEdit('a.js', source)).some((text) => text.includes('while')));
  });

  it('offers no answer of yes or no where the tests expect a number', async () => {
    const source = 'def f(n, m):\n    return n % m\n';
    const rankOf = async (expected: string, actual: string) =>
      (await textsAfterOneEdit('a.py', source, { message: '', expected, actual })).indexOf(
        'def f(n, m):\n    return n % m == 0\n',
      );
    assert.ok((await rankOf('True', '2')) < (await rankOf('3', '2')));
  });
});

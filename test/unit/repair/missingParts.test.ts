import { testOneEdit } from './parseFixture.ts';

/** Conditions, conversions and places that are wrong or missing: an operator must make the second text of the first. */
const script: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    'another part of a condition, as the file asks it elsewhere',
    'function f(a, n) {\n  if (a > 0) g(a);\n}\nfunction h(a, n) {\n  if (a % n === 1) g(a);\n}',
    'function f(a, n) {\n  if (a > 0 && a % n === 1) g(a);\n}\nfunction h(a, n) {\n  if (a % n === 1) g(a);\n}',
  ],
  [
    'the same question about another name',
    'function f(a, b) {\n  if (a > 0) g(a);\n  if (typeof b === 1) g(b);\n}',
    'function f(a, b) {\n  if (a > 0 && typeof a === 1) g(a);\n  if (typeof b === 1) g(b);\n}',
  ],
  [
    'digits that are filled up',
    'function f(h) { return g + h; }',
    "function f(h) { return g + String(h).padStart(2, '0'); }",
  ],
  [
    'a text that is filled up to a width',
    'function f(t, width) { const s = t; return s.slice(0, -width); }',
    "function f(t, width) { const s = t.padStart(width, '0'); return s.slice(0, -width); }",
  ],
  [
    'one more under a condition',
    'function f(n, m) {\n  if (m > n) g();\n  return n * 2;\n}',
    'function f(n, m) {\n  if (m > n) g();\n  return n * 2 + (m > n ? 1 : 0);\n}',
  ],
  [
    'another value under a condition',
    'function f(n, m) {\n  if (m > n) g();\n  const k = n * 2;\n  return k;\n}',
    'function f(n, m) {\n  if (m > n) g();\n  const k = m > n ? 0 : n * 2;\n  return k;\n}',
  ],
  [
    'a condition that compares two names',
    'function f(low, high) {\n  if (low > 0) {\n    high -= low;\n  }\n  return high;\n}',
    'function f(low, high) {\n  if (low > 0 && low < high) {\n    high -= low;\n  }\n  return high;\n}',
  ],
  [
    'a round that is left out',
    'function f(xs, skipped) {\n  for (const x of xs) {\n    g(x);\n  }\n  return skipped.includes(1);\n}',
    'function f(xs, skipped) {\n  for (const x of xs) {\n    if (skipped.includes(x)) continue;\n    g(x);\n  }\n  return skipped.includes(1);\n}',
  ],
  [
    'a step that is not always taken',
    'function f(n, m) {\n  let c = n - m;\n  c += 1;\n  return c - n;\n}',
    'function f(n, m) {\n  let c = n - m;\n  if (c < 0) c += 1;\n  return c - n;\n}',
  ],
  [
    'what is done with another value of the kind',
    "function f(h, m) {\n  const a = String(h).padStart(2, '0');\n  const b = m;\n  return a + b;\n}",
    "function f(h, m) {\n  const a = String(h).padStart(2, '0');\n  const b = String(m).padStart(2, '0');\n  return a + b;\n}",
  ],
  [
    'a step out of the branch',
    'function f(n) {\n  if (n > 0) {\n    g(n);\n    h(n);\n  }\n}',
    'function f(n) {\n  if (n > 0) {\n    g(n);\n  }\n  h(n);\n}',
  ],
  [
    'a name that begins anew in each round',
    'function f(xs) {\n  let row = [];\n  for (const x of xs) {\n    row.push(x);\n    g(row);\n  }\n}',
    'function f(xs) {\n  for (const x of xs) {\n    let row = [];\n    row.push(x);\n    g(row);\n  }\n}',
  ],
  [
    'what is done otherwise',
    'function f(n) {\n  if (n > 0) g(n);\n  h(n);\n}',
    'function f(n) {\n  if (n > 0) g(n); else { h(n); }\n}',
  ],
  [
    'the end of the loop instead of the next round',
    'function f(xs) {\n  for (const x of xs) {\n    if (x > 0) continue;\n    g(x);\n  }\n}',
    'function f(xs) {\n  for (const x of xs) {\n    if (x > 0) break;\n    g(x);\n  }\n}',
  ],
  ['a value for nothing', 'function f(a, b) { return g(a, b); }', 'function f(a, b) { return g(a, b || 1); }'],
  [
    'nothing that is a value',
    'function f(a, b) { return a || b; }',
    'function f(a, b) { return a === undefined ? b : a; }',
  ],
  [
    'what an object inherits',
    'function f(a, b) { return a in b; }',
    'function f(a, b) { return Object.hasOwn(b, a); }',
  ],
  [
    'what equal ones are ordered by',
    'function f(xs) { return xs.sort((a, b) => b.q - a.q).map((x) => x.place); }',
    'function f(xs) { return xs.sort((a, b) => b.q - a.q || a.place - b.place).map((x) => x.place); }',
  ],
  [
    'what is not there, left out',
    "function f(xs) { return xs.map((x) => x).join(','); }",
    "function f(xs) { return xs.map((x) => x).filter(Boolean).join(','); }",
  ],
  [
    'no further than the list is long',
    'function f(xs, n) { const end = n * 2; return xs.slice(0, end); }',
    'function f(xs, n) { const end = Math.min(xs.length, n * 2); return xs.slice(0, end); }',
  ],
  ['the inner step outside', 'function f(x) { return g(h(x)); }', 'function f(x) { return h(g(x)); }'],
  [
    'an order that is too much',
    'function f(a) { return a.sort((x, y) => y - x); }',
    'function f(a) { return a.sort(); }',
  ],
  ['a set of characters that lacks some', 'const r = /^[a-z]+$/;', 'const r = /^[a-z0-9]+$/;'],
  ['the other characters', 'const r = /[a-z]/;', 'const r = /[^a-z]/;'],
  ['a count of characters', 'const r = /x{3}/;', 'const r = /x{2}/;'],
];

const python: typeof script = [
  [
    'an error before the step, as elsewhere in the function',
    'def f(n, m):\n    if m < 0:\n        return 0\n    k = n - m\n    return k * n\n',
    'def f(n, m):\n    if m < 0:\n        return 0\n    k = n - m\n    if k < 0:\n        return 0\n    return k * n\n',
  ],
  [
    'membership of what is kept',
    'def f(xs):\n    kept = []\n    for x in xs:\n        kept.append(x)\n    return kept\n',
    'def f(xs):\n    kept = []\n    for x in xs:\n        if x not in kept:\n            kept.append(x)\n    return kept\n',
  ],
  [
    'options that are given by name',
    'def f(x, *, deep=False, sign=1):\n    return [f(y) for y in x]\n',
    'def f(x, *, deep=False, sign=1):\n    return [f(y, deep=deep, sign=sign) for y in x]\n',
  ],
  [
    'what is nothing, left out',
    'def f(xs):\n    return [g(x) for x in xs]\n',
    'def f(xs):\n    return [g(x) for x in xs if x is not None]\n',
  ],
  ['cut before it is handed on', 'def f(x, n):\n    return g(x)[:n]\n', 'def f(x, n):\n    return g(x[:n])\n'],
  [
    'as it was, where the condition holds',
    "def f(x):\n    if '.' in x:\n        g(x)\n    return x.rstrip('0')\n",
    "def f(x):\n    if '.' in x:\n        g(x)\n    return x if '.' in x else x.rstrip('0')\n",
  ],
  [
    'no more than the object may hold',
    'class A:\n    def f(self, n):\n        if self.limit < n:\n            return 0\n        self.n = n + 1\n',
    'class A:\n    def f(self, n):\n        if self.limit < n:\n            return 0\n        self.n = min(self.limit, n + 1)\n',
  ],
  ['digits that are filled up', 'def f(h):\n    return g + h\n', 'def f(h):\n    return g + str(h).zfill(2)\n'],
  [
    'one more under a condition',
    'def f(n, m):\n    if m > n:\n        g()\n    return n * 2\n',
    'def f(n, m):\n    if m > n:\n        g()\n    return n * 2 + (1 if m > n else 0)\n',
  ],
  [
    'a conversion as elsewhere',
    'def f(a, b):\n    x = a.strip().lower()\n    y = b\n    return x + y\n',
    'def f(a, b):\n    x = a.strip().lower()\n    y = b.strip().lower()\n    return x + y\n',
  ],
  [
    'a part of a key turned round',
    'def f(xs):\n    return sorted(xs, key=lambda x: (x[1], x[0]))\n',
    'def f(xs):\n    return sorted(xs, key=lambda x: (-x[1], x[0]))\n',
  ],
  [
    'a step before the loop',
    'def f(xs):\n    for x in xs:\n        total = 0\n        total += x\n    return total\n',
    'def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n',
  ],
  [
    'what is done otherwise',
    'def f(n):\n    if n > 0:\n        g(n)\n    h(n)\n',
    'def f(n):\n    if n > 0:\n        g(n)\n    else:\n        h(n)\n',
  ],
];

describe('edits of missing conditions, conversions and places', () => {
  testOneEdit('JavaScript', 'a.js', script);
  testOneEdit('Python', 'a.py', python);
});

import assert from 'node:assert/strict';
import { textsAfterOneEdit } from './parseFixture.ts';

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
  for (const [language, file, rows] of [
    ['JavaScript', 'a.js', script],
    ['Python', 'a.py', python],
  ] as const)
    for (const [what, before, after] of rows)
      it(`${language}: ${what}`, async () => {
        assert.ok((await textsAfterOneEdit(file, before)).includes(after), `no edit gives: ${after}`);
      });
});

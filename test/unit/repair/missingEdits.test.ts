import assert from 'node:assert/strict';
import { testOneEdit, textsAfterOneEdit } from './parseFixture.ts';

/** What textbook programs leave out of an expression: an operator must be able to make the second text of the first. */
const script: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    'a remainder of a negative number',
    'function f(n, m) { return n % m; }',
    'function f(n, m) { return ((n % m) + m) % m; }',
  ],
  [
    'a place in a ring',
    'class R {\n  put(x) {\n    this.slots[this.tail] = x;\n    this.tail = this.tail + 1;\n  }\n}',
    'class R {\n  put(x) {\n    this.slots[this.tail] = x;\n    this.tail = (this.tail + 1) % this.slots.length;\n  }\n}',
  ],
  [
    'a step in a ring',
    'class R {\n  put(x) {\n    this.slots[this.tail] = x;\n    this.tail += 1;\n  }\n}',
    'class R {\n  put(x) {\n    this.slots[this.tail] = x;\n    this.tail = (this.tail + 1) % this.slots.length;\n  }\n}',
  ],
  [
    'a modulus that the class uses elsewhere',
    'class R {\n  a() { this.head = (this.head + 1) % this.room; }\n  b() { this.tail = this.tail + 1; }\n}',
    'class R {\n  a() { this.head = (this.head + 1) % this.room; }\n  b() { this.tail = (this.tail + 1) % this.room; }\n}',
  ],
  [
    'a place counted from the head',
    'class R {\n  at(i) { return this.slots[i % this.slots.length]; }\n  drop() { this.head += 1; }\n}',
    'class R {\n  at(i) { return this.slots[(this.head + i) % this.slots.length]; }\n  drop() { this.head += 1; }\n}',
  ],
  [
    'a place in a ring that begins elsewhere',
    'class R {\n  #at = 0;\n  get(i) { return this.#s[i]; }\n  drop() { this.#at = (this.#at + 1) % this.#s.length; }\n}',
    'class R {\n  #at = 0;\n  get(i) { return this.#s[(this.#at + i) % this.#s.length]; }\n  drop() { this.#at = (this.#at + 1) % this.#s.length; }\n}',
  ],
  [
    'rows that are shared',
    'function f(grid) { const next = [...grid]; next[0][1] = 2; return next; }',
    'function f(grid) { const next = grid.map((row) => [...row]); next[0][1] = 2; return next; }',
  ],
  [
    'rows that are shared after a slice',
    'function f(grid) { const next = grid.slice(); next[0][1] = 2; return next; }',
    'function f(grid) { const next = grid.map((row) => [...row]); next[0][1] = 2; return next; }',
  ],
  [
    'columns for rows',
    'function f(m) { for (let i = 0; i < m.length; i++) for (let j = 0; j < m.length; j++) g(m[i][j]); }',
    'function f(m) { for (let i = 0; i < m.length; i++) for (let j = 0; j < m[0].length; j++) g(m[i][j]); }',
  ],
  [
    'columns of this row',
    'function f(m) { for (let i = 0; i < m.length; i++) for (let j = 0; j < m.length; j++) g(m[i][j]); }',
    'function f(m) { for (let i = 0; i < m.length; i++) for (let j = 0; j < m[i].length; j++) g(m[i][j]); }',
  ],
  [
    'rows for columns',
    'function f(m) { for (let i = 0; i < m[0].length; i++) g(m[i][0]); }',
    'function f(m) { for (let i = 0; i < m.length; i++) g(m[i][0]); }',
  ],
  [
    'equal first elements',
    'function f(xs) { return xs.sort((a, b) => a[0] - b[0]); }',
    'function f(xs) { return xs.sort((a, b) => a[0] - b[0] || a[1] - b[1]); }',
  ],
  ['neighbours of three elements', 'function f(a, b) { return [a, b, 1]; }', 'function f(a, b) { return [a, 1, b]; }'],
  [
    'what is left under a condition',
    'function f(a, b, v) { if (a < b) { a += v; } return a; }',
    'function f(a, b, v) { if (a < b) { a += Math.min(b - a, v); } return a; }',
  ],
  [
    'a last round for what is on the stack',
    'function f(xs) { const s = []; for (const x of xs) { while (s.length && s.at(-1) > x) g(s.pop()); s.push(x); } }',
    'function f(xs) { const s = []; for (const x of [...xs, 0]) { while (s.length && s.at(-1) > x) g(s.pop()); s.push(x); } }',
  ],
  [
    'a last round for what is on the stack, by pairs',
    'function f(xs) { const s = []; for (const [i, x] of xs.entries()) { while (s.length && s.at(-1) > x) g(s.pop(), i); } }',
    'function f(xs) { const s = []; for (const [i, x] of [...xs, 0].entries()) { while (s.length && s.at(-1) > x) g(s.pop(), i); } }',
  ],
  [
    'a state that nothing leads to',
    "const T = {\n  idle: { start: 'busy' },\n  busy: { stop: 'idle' },\n  done: {},\n  gone: { start: 'gone' },\n};",
    "const T = {\n  idle: { start: 'busy' },\n  busy: { stop: 'idle', start: 'done' },\n  done: {},\n  gone: { start: 'gone' },\n};",
  ],
  [
    'an entry that its siblings have',
    "const T = [{ n: 'a', w: 1 }, { n: 'b', w: 2 }, { n: 'c' }];",
    "const T = [{ n: 'a', w: 1 }, { n: 'b', w: 2 }, { n: 'c', w: 2 }];",
  ],
  [
    'a list that nothing looks into',
    "const KINDS = ['a', 'b'];\nfunction f(kind) { return kind !== undefined; }",
    "const KINDS = ['a', 'b'];\nfunction f(kind) { return KINDS.includes(kind); }",
  ],
  [
    'a set that nothing looks into',
    "const KINDS = new Set(['a', 'b']);\nfunction f(kind) { if (!kind) return 1; return 2; }",
    "const KINDS = new Set(['a', 'b']);\nfunction f(kind) { if (!KINDS.has(kind)) return 1; return 2; }",
  ],
  [
    'characters that nothing looks into',
    "const VOWELS = 'aeiou';\nfunction f(c) { return true; }",
    "const VOWELS = 'aeiou';\nfunction f(c) { return VOWELS.includes(c); }",
  ],
  [
    'a state without an entry',
    "const T = { idle: { start: 'busy' }, busy: {}, done: { start: 'idle' } };",
    "const T = { idle: { start: 'busy' }, busy: { start: 'done' }, done: { start: 'idle' } };",
  ],
  [
    'digits with a sign',
    'function f(text) { return /^\\d+$/.test(text); }',
    'function f(text) { return /^-?\\d+$/.test(text); }',
  ],
  [
    'texts that grow from nothing',
    "function f(n) { let codes = []; for (let i = 0; i < n; i++) codes = codes.flatMap((c) => [c + '0', c + '1']); return codes; }",
    "function f(n) { let codes = ['']; for (let i = 0; i < n; i++) codes = codes.flatMap((c) => [c + '0', c + '1']); return codes; }",
  ],
  [
    'lists that grow from nothing',
    'function f(xs) { let all = []; for (const x of xs) all = all.flatMap((a) => [a, [...a, x]]); return all; }',
    'function f(xs) { let all = [[]]; for (const x of xs) all = all.flatMap((a) => [a, [...a, x]]); return all; }',
  ],
];

const python: typeof script = [
  [
    'a place in a ring',
    'class R:\n    def put(self, x):\n        self.slots[self.tail] = x\n        self.tail = self.tail + 1\n',
    'class R:\n    def put(self, x):\n        self.slots[self.tail] = x\n        self.tail = (self.tail + 1) % len(self.slots)\n',
  ],
  [
    'a step in a ring',
    'class R:\n    def put(self, x):\n        self.slots[self.tail] = x\n        self.tail += 1\n',
    'class R:\n    def put(self, x):\n        self.slots[self.tail] = x\n        self.tail = (self.tail + 1) % len(self.slots)\n',
  ],
  [
    'a ring as long as a field says',
    'class R:\n    def __init__(self, n):\n        self.capacity = n\n    def step(self):\n        self.head = self.head + 1\n        return self.capacity\n',
    'class R:\n    def __init__(self, n):\n        self.capacity = n\n    def step(self):\n        self.head = (self.head + 1) % self.capacity\n        return self.capacity\n',
  ],
  [
    'a place counted from the head',
    'class R:\n    def at(self, i):\n        return self.slots[i % len(self.slots)]\n    def drop(self):\n        self.head += 1\n',
    'class R:\n    def at(self, i):\n        return self.slots[(self.head + i) % len(self.slots)]\n    def drop(self):\n        self.head += 1\n',
  ],
  ...['list(grid)', 'grid[:]', 'grid.copy()', '[*grid]'].map(
    (copy) =>
      [
        `rows that are shared: ${copy}`,
        `def f(grid):\n    after = ${copy}\n    after[0][1] = 2\n    return after\n`,
        'def f(grid):\n    after = [row[:] for row in grid]\n    after[0][1] = 2\n    return after\n',
      ] as const,
  ),
  ['a shallow copy', 'def f(x):\n    return copy.copy(x)\n', 'def f(x):\n    return copy.deepcopy(x)\n'],
  [
    'columns for rows',
    'def f(image):\n    for i in range(len(image)):\n        for j in range(len(image)):\n            g(image[i][j])\n',
    'def f(image):\n    for i in range(len(image)):\n        for j in range(len(image[0])):\n            g(image[i][j])\n',
  ],
  [
    'rows for columns',
    'def f(image):\n    for i in range(len(image[0])):\n        g(image[i][0])\n',
    'def f(image):\n    for i in range(len(image)):\n        g(image[i][0])\n',
  ],
  [
    'equal first elements',
    'def f(xs):\n    return sorted(xs, key=lambda p: p[0])\n',
    'def f(xs):\n    return sorted(xs, key=lambda p: (p[0], p[1]))\n',
  ],
  [
    'equal properties',
    'def f(xs):\n    return sorted(xs, key=lambda p: p.age), [x.name for x in xs]\n',
    'def f(xs):\n    return sorted(xs, key=lambda p: (p.age, p.name)), [x.name for x in xs]\n',
  ],
  ['neighbours of three results', 'def f(a, b):\n    return a, b, 1\n', 'def f(a, b):\n    return a, 1, b\n'],
  [
    'what is left under a condition',
    'def f(a, b, v):\n    if b > a:\n        a += v\n    return a\n',
    'def f(a, b, v):\n    if b > a:\n        a += min(b - a, v)\n    return a\n',
  ],
  [
    'a last round for what is on the stack',
    'def f(xs):\n    s = []\n    for i, x in enumerate(xs):\n        while s and xs[s[-1]] > x:\n            g(s.pop(), i)\n        s.append(i)\n',
    'def f(xs):\n    s = []\n    for i, x in enumerate(xs + [0]):\n        while s and xs[s[-1]] > x:\n            g(s.pop(), i)\n        s.append(i)\n',
  ],
  [
    'a number with a sign',
    'def f(token):\n    if token.isdecimal():\n        return int(token)\n    return token\n',
    'def f(token):\n    if token.lstrip("-").isdecimal():\n        return int(token)\n    return token\n',
  ],
  [
    'a state that nothing leads to',
    'T = {\n    "idle": {"start": "busy"},\n    "busy": {"stop": "idle"},\n    "done": {"start": "idle"},\n}\n',
    'T = {\n    "idle": {"start": "busy"},\n    "busy": {"stop": "idle", "start": "done"},\n    "done": {"start": "idle"},\n}\n',
  ],
  [
    'a collection that nothing looks into',
    'KINDS = {"a", "b"}\n\n\ndef f(kind):\n    return kind is not None\n',
    'KINDS = {"a", "b"}\n\n\ndef f(kind):\n    return kind in KINDS\n',
  ],
  [
    'a collection that nothing looks into, for a plain yes',
    'KINDS = ("a", "b")\n\n\ndef f(kind):\n    return True\n',
    'KINDS = ("a", "b")\n\n\ndef f(kind):\n    return kind in KINDS\n',
  ],
  [
    'texts that grow from nothing',
    'def f(n):\n    codes = []\n    for _ in range(n):\n        codes = ["0" + c for c in codes] + ["1" + c for c in codes]\n    return codes\n',
    'def f(n):\n    codes = [""]\n    for _ in range(n):\n        codes = ["0" + c for c in codes] + ["1" + c for c in codes]\n    return codes\n',
  ],
  [
    'lists that grow from nothing',
    'def f(pools):\n    result = []\n    for pool in pools:\n        result = [x + [y] for x in result for y in pool]\n    return result\n',
    'def f(pools):\n    result = [[]]\n    for pool in pools:\n        result = [x + [y] for x in result for y in pool]\n    return result\n',
  ],
  [
    'the first of what is made of the one before',
    'def f(n):\n    dp = []\n    for i in range(1, n):\n        dp.append(dp[i - 1] + i)\n    return dp\n',
    'def f(n):\n    dp = [0]\n    for i in range(1, n):\n        dp.append(dp[i - 1] + i)\n    return dp\n',
  ],
  [
    'a base case over which the function runs itself',
    'def f(xs):\n    if not xs:\n        return []\n    return [[x] + r for x in xs for r in f(xs[1:])]\n',
    'def f(xs):\n    if not xs:\n        return [[]]\n    return [[x] + r for x in xs for r in f(xs[1:])]\n',
  ],
];

describe('edits of what an expression leaves out', () => {
  testOneEdit('JavaScript', 'a.js', script);
  testOneEdit('Python', 'a.py', python);

  it('makes no remainder positive that Python makes so itself', async () => {
    const texts = await textsAfterOneEdit('a.py', 'def f(n, m):\n    return n % m\n');
    assert.ok(!texts.some((text) => text.includes('% m) + m')));
  });

  it('asks no collection that something reads', async () => {
    const source =
      'KINDS = {"a", "b"}\n\n\ndef f(kind):\n    return kind is not None\n\n\ndef all_kinds():\n    return KINDS\n';
    assert.ok(!(await textsAfterOneEdit('a.py', source)).some((text) => text.includes('kind in KINDS')));
  });
});

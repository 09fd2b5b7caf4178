import { testOneEdit } from './parseFixture.ts';

/** What goes wrong in programs of textbooks: an operator must be able to make the second text of the first. */
const rows: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    'backtrack',
    'function f(xs, path, out) {\n  for (const x of xs) {\n    path.push(x);\n    f(xs, path, out);\n  }\n}',
    'function f(xs, path, out) {\n  for (const x of xs) {\n    path.push(x);\n    f(xs, path, out);\n    path.pop();\n  }\n}',
  ],
  [
    'flag',
    'function f(n, used) {\n  for (let i = 0; i < n; i += 1) {\n    used[i] = true;\n    f(n, used);\n  }\n}',
    'function f(n, used) {\n  for (let i = 0; i < n; i += 1) {\n    used[i] = true;\n    f(n, used);\n    used[i] = false;\n  }\n}',
  ],
  ['copy push', 'function f(path, out) { out.push(path); }', 'function f(path, out) { out.push([...path]); }'],
  ['sort num', 'function f(xs) { return xs.sort(); }', 'function f(xs) { return xs.sort((a, b) => a - b); }'],
  [
    'sort copy',
    'function f(xs) { return xs.sort((a, b) => a - b); }',
    'function f(xs) { return [...xs].sort((a, b) => a - b); }',
  ],
  [
    'floor',
    'function f(a, b) { const m = (a + b) / 2; return m; }',
    'function f(a, b) { const m = Math.floor((a + b) / 2); return m; }',
  ],
  [
    'trunc',
    'function f(n) { let c = 0; while (n > 0) { c += n % 10; n = n / 10; } return c; }',
    'function f(n) { let c = 0; while (n > 0) { c += n % 10; n = Math.floor(n / 10); } return c; }',
  ],
  [
    'mod',
    'function p(b, e, m) { let r = 1; while (e > 0) { if (e % 2 === 1) r = r * b; b = (b * b) % m; e = Math.floor(e / 2); } return r; }',
    'function p(b, e, m) { let r = 1; while (e > 0) { if (e % 2 === 1) r = (r * b) % m; b = (b * b) % m; e = Math.floor(e / 2); } return r; }',
  ],
  [
    'kadane',
    'function f(xs) { let best = 0; let cur = 0; for (const x of xs) { cur = cur + x; best = Math.max(best, cur); } return best; }',
    'function f(xs) { let best = 0; let cur = 0; for (const x of xs) { cur = Math.max(0, cur + x); best = Math.max(best, cur); } return best; }',
  ],
  [
    'lis',
    'function f(d) { for (let i = 0; i < 9; i += 1) for (let j = 0; j < i; j += 1) d[i] = Math.max(d[i], d[j]); }',
    'function f(d) { for (let i = 0; i < 9; i += 1) for (let j = 0; j < i; j += 1) d[i] = Math.max(d[i], d[j] + 1); }',
  ],
  [
    'dp min',
    'function f(d, i, j) { d[i][j] = 1 + Math.min(d[i - 1][j], d[i][j - 1]); }',
    'function f(d, i, j) { d[i][j] = 1 + Math.min(d[i - 1][j], d[i][j - 1], d[i - 1][j - 1]); }',
  ],
  [
    'empty pop',
    'function f(s) { const st = []; for (const c of s) { if (c === "(") st.push(c); else { st.pop(); } } return st.length === 0; }',
    'function f(s) { const st = []; for (const c of s) { if (c === "(") st.push(c); else { if (st.length === 0) return false;\nst.pop(); } } return st.length === 0; }',
  ],
  [
    'seen init',
    'function f(g, a) {\n  const seen = new Set();\n  const q = [a];\n  return g(seen, q);\n}',
    'function f(g, a) {\n  const seen = new Set([a]);\n  const q = [a];\n  return g(seen, q);\n}',
  ],
  [
    'undirected',
    'function f(es) {\n  const g = {};\n  for (const [a, b] of es) {\n    g[a].push(b);\n  }\n  return g;\n}',
    'function f(es) {\n  const g = {};\n  for (const [a, b] of es) {\n    g[a].push(b);\n    g[b].push(a);\n  }\n  return g;\n}',
  ],
  ['swap', 'function f(a, i, j) { a[i] = a[j]; }', 'function f(a, i, j) { [a[i], a[j]] = [a[j], a[i]]; }'],
  [
    'count',
    'function f(xs) { const c = {}; for (const x of xs) c[x] = 1; return c; }',
    'function f(xs) { const c = {}; for (const x of xs) c[x] = (c[x] ?? 0) + 1; return c; }',
  ],
  [
    'count nan',
    'function f(xs) { const c = {}; for (const x of xs) c[x] = c[x] + 1; return c; }',
    'function f(xs) { const c = {}; for (const x of xs) c[x] = (c[x] ?? 0) + 1; return c; }',
  ],
  [
    'count nan2',
    'function f(xs) { const c = {}; for (const x of xs) c[x] += 1; return c; }',
    'function f(xs) { const c = {}; for (const x of xs) c[x] = (c[x] ?? 0) + 1; return c; }',
  ],
  [
    'map count',
    'function f(xs) { const c = new Map(); for (const x of xs) c.set(x, c.get(x) + 1); return c; }',
    'function f(xs) { const c = new Map(); for (const x of xs) c.set(x, (c.get(x) ?? 0) + 1); return c; }',
  ],
  [
    'manhattan',
    'function f(p, q) { return Math.abs(p[0] - q[0]); }',
    'function f(p, q) { return Math.abs(p[0] - q[0]) + Math.abs(p[1] - q[1]); }',
  ],
  [
    'leap',
    'function f(y) { return y % 4 === 0 && y % 100 !== 0; }',
    'function f(y) { return y % 4 === 0 && y % 100 !== 0 || y % 400 === 0; }',
  ],
  [
    'yield*',
    'function* w(t) { if (t) { w(t.left); yield t.value; } }',
    'function* w(t) { if (t) { yield* w(t.left); yield t.value; } }',
  ],
  [
    'carry',
    'function f(a) { let carry = 0; const out = []; for (const [x, y] of a) { const s = x + y; out.push(s % 10); carry = Math.floor(s / 10); } return out; }',
    'function f(a) { let carry = 0; const out = []; for (const [x, y] of a) { const s = x + y + carry; out.push(s % 10); carry = Math.floor(s / 10); } return out; }',
  ],
  [
    'merge rest',
    'function m(a, b) { const out = []; let i = 0; let j = 0; while (i < a.length && j < b.length) { out.push(a[i]); i += 1; } return out.concat(a.slice(i)); }',
    'function m(a, b) { const out = []; let i = 0; let j = 0; while (i < a.length && j < b.length) { out.push(a[i]); i += 1; } return out.concat(a.slice(i)).concat(b.slice(j)); }',
  ],
  [
    'fill rows',
    'function f(n) { return new Array(n).fill([]); }',
    'function f(n) { return Array.from({ length: n }, () => []); }',
  ],
  [
    'reverse digits',
    'function f(n, b) { const ds = []; while (n > 0) { ds.push(n % b); n = Math.floor(n / b); } return ds.join(""); }',
    'function f(n, b) { const ds = []; while (n > 0) { ds.push(n % b); n = Math.floor(n / b); } return ds.reverse().join(""); }',
  ],
  [
    'mult acc',
    'function f(n) { let r = 1; for (let i = 1; i <= n; i += 1) { r = i; } return r; }',
    'function f(n) { let r = 1; for (let i = 1; i <= n; i += 1) { r *= i; } return r; }',
  ],
  [
    'sieve',
    'function f(n, s) { for (let i = 2; i < n; i += 1) for (let j = i; j < n; j += i) s[j] = false; }',
    'function f(n, s) { for (let i = 2; i < n; i += 1) for (let j = i * i; j < n; j += i) s[j] = false; }',
  ],
  ['neg result', 'function f(h) { return h.pop(); }', 'function f(h) { return -h.pop(); }'],
  ['NaN check', 'function f(x) { return x === NaN; }', 'function f(x) { return Number.isNaN(x); }'],
  [
    'indexOf',
    'function f(xs, x) { if (xs.indexOf(x)) return 1; return 0; }',
    'function f(xs, x) { if (xs.indexOf(x) !== -1) return 1; return 0; }',
  ],
  [
    'for in',
    'function f(xs) { let s = 0; for (const x in xs) s += x; return s; }',
    'function f(xs) { let s = 0; for (const x of xs) s += x; return s; }',
  ],
  [
    'forEach return',
    'function f(xs) { return xs.forEach((x) => x * 2); }',
    'function f(xs) { return xs.map((x) => x * 2); }',
  ],
  [
    'reduce init',
    'function f(xs) { return xs.reduce((a, b) => a + b); }',
    'function f(xs) { return xs.reduce((a, b) => a + b, 0); }',
  ],
  [
    'await in loop',
    'async function f(xs) { const out = []; for (const x of xs) out.push(g(x)); return out; }',
    'async function f(xs) { const out = []; for (const x of xs) out.push(await g(x)); return out; }',
  ],
  [
    'promise all',
    'async function f(xs) { return xs.map((x) => g(x)); }',
    'async function f(xs) { return Promise.all(xs.map((x) => g(x))); }',
  ],
  [
    'typeof null',
    'function f(x) { return typeof x === "object"; }',
    'function f(x) { return x !== null && typeof x === "object"; }',
  ],
  ['replaceAll', 'function f(s) { return s.replace("a", "b"); }', 'function f(s) { return s.replaceAll("a", "b"); }'],
  ['spread max', 'function f(xs) { return Math.max(xs); }', 'function f(xs) { return Math.max(...xs); }'],
  ['splice slice', 'function f(xs) { return xs.splice(0, 2); }', 'function f(xs) { return xs.slice(0, 2); }'],
  [
    'delete undirected map',
    'function f(es) {\n  const g = new Map();\n  for (const [a, b] of es) {\n    g.get(a).push(b);\n  }\n  return g;\n}',
    'function f(es) {\n  const g = new Map();\n  for (const [a, b] of es) {\n    g.get(a).push(b);\n    g.get(b).push(a);\n  }\n  return g;\n}',
  ],
  ['shift pop', 'function f(q) { return q.pop(); }', 'function f(q) { return q.shift(); }'],
  ['this lost', 'class A { constructor(x) { x = x; } }', 'class A { constructor(x) { this.x = x; } }'],
  [
    'closure timer',
    'function d(fn, ms) { let t; return (...args) => { t = setTimeout(() => fn(...args), ms); }; }',
    'function d(fn, ms) { let t; return (...args) => { clearTimeout(t);\nt = setTimeout(() => fn(...args), ms); }; }',
  ],
  [
    'not cached',
    'function m(fn) { const c = new Map(); return (k) => { if (c.has(k)) return c.get(k); const v = fn(k); return v; }; }',
    'function m(fn) { const c = new Map(); return (k) => { if (c.has(k)) return c.get(k); const v = fn(k); c.set(k, v);\nreturn v; }; }',
  ],
  [
    'min heap idx',
    'function up(i) { return Math.floor(i / 2); }',
    'function up(i) { return Math.floor((i - 1) / 2); }',
  ],
  [
    'sq dist',
    'function f(a, b) { return Math.sqrt((a.x - b.x) ** 2); }',
    'function f(a, b) { return Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2); }',
  ],
];

describe('edits of textbook programs', () => testOneEdit('JavaScript', 'a.js', rows));

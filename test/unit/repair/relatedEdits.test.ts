import { testOneEdit } from './parseFixture.ts';

/** What one line should have taken over from another: an operator must be able to make the second text of the first. */
const script: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    'the property of what was found',
    'function f(n, key) { const s = n.right; if (s.key) { n.right = g(n, key); } return n; }',
    'function f(n, key) { const s = n.right; if (s.key) { n.right = g(n, s.key); } return n; }',
  ],
  [
    'a name for a property',
    'function f(n, key) { const s = n.right; return s.key < n ? g(s.key) : h(s, key); }',
    'function f(n, key) { const s = n.right; return s.key < n ? g(key) : h(s, key); }',
  ],
  [
    'a result that is lost and given by a function of the file',
    'function f(n, k) {\n  if (k < n.k) {\n    f(n.left, k);\n  }\n  return n;\n}',
    'function f(n, k) {\n  if (k < n.k) {\n    n.left = f(n.left, k);\n  }\n  return n;\n}',
  ],
  [
    'the step beside another',
    'function f(m, y) {\n  if (m < 3) {\n    m += 12;\n  }\n  return m + y / 4;\n}',
    'function f(m, y) {\n  if (m < 3) {\n    m += 12;\n    y -= 1;\n  }\n  return m + y / 4;\n}',
  ],
  [
    'the end of a list',
    'function f(n) {\n  const first = n;\n  let end = n;\n  while (n) {\n    end.next = n;\n    end = n;\n    n = n.next;\n  }\n  return first;\n}',
    'function f(n) {\n  const first = n;\n  let end = n;\n  while (n) {\n    end.next = n;\n    end = n;\n    n = n.next;\n  }\n  end.next = null;\n  return first;\n}',
  ],
  [
    'nothing to do for what has one root',
    'function f(a, b) {\n  const x = find(a);\n  const y = find(b);\n  up[x] = y;\n  return true;\n}',
    'function f(a, b) {\n  const x = find(a);\n  const y = find(b);\n  if (x === y) return false;\n  up[x] = y;\n  return true;\n}',
  ],
  [
    'the conditions of two branches',
    'function f(a, b) {\n  if (a < b) {\n    g();\n  }\n  if (b < a) {\n    h();\n  }\n}',
    'function f(a, b) {\n  if (b < a) {\n    g();\n  }\n  if (a < b) {\n    h();\n  }\n}',
  ],
];

const python: typeof script = [
  [
    'the property of what was found',
    'def f(n, key):\n    s = n.right\n    n.key = s.key\n    return g(n, key)\n',
    'def f(n, key):\n    s = n.right\n    n.key = s.key\n    return g(n, s.key)\n',
  ],
  [
    'a result that is lost and given by a function of the file',
    'def f(n, k):\n    if k < n.k:\n        f(n.left, k)\n    return n\n',
    'def f(n, k):\n    if k < n.k:\n        n.left = f(n.left, k)\n    return n\n',
  ],
  [
    'the step beside another',
    'def f(y, m):\n    if m < 3:\n        m += 12\n    return g(m, y)\n',
    'def f(y, m):\n    if m < 3:\n        m += 12\n        y -= 1\n    return g(m, y)\n',
  ],
  [
    'the end of a list',
    'def f(n):\n    first = end = n\n    while n:\n        end.next = n\n        end = n\n        n = n.next\n    return first\n',
    'def f(n):\n    first = end = n\n    while n:\n        end.next = n\n        end = n\n        n = n.next\n    end.next = None\n    return first\n',
  ],
  [
    'nothing to do for what has the value already',
    'def f(image, at, color):\n    old = image[at]\n    image[at] = color\n    return image\n',
    'def f(image, at, color):\n    old = image[at]\n    if old == color:\n        return image\n    image[at] = color\n    return image\n',
  ],
  [
    'nothing to do for what has one root, kept in one line',
    'def f(a, b):\n    x, y = find(a), find(b)\n    up[x] = y\n    return True\n',
    'def f(a, b):\n    x, y = find(a), find(b)\n    if x == y:\n        return False\n    up[x] = y\n    return True\n',
  ],
];

describe('edits of what belongs together', () => {
  testOneEdit('JavaScript', 'a.js', script);
  testOneEdit('Python', 'a.py', python);
});

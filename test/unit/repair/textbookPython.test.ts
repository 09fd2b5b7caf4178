import { testOneEdit } from './parseFixture.ts';

/** What goes wrong in programs of textbooks: an operator must be able to make the second text of the first. */
const rows: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    'backtrack pop',
    'def f(xs, path, out):\n    if not xs:\n        out.append(path[:])\n        return\n    for x in xs:\n        path.append(x)\n        f(xs - {x}, path, out)\n',
    'def f(xs, path, out):\n    if not xs:\n        out.append(path[:])\n        return\n    for x in xs:\n        path.append(x)\n        f(xs - {x}, path, out)\n        path.pop()\n',
  ],
  [
    'backtrack remove',
    'def f(n, used, out):\n    for x in range(n):\n        if x in used:\n            continue\n        used.add(x)\n        f(n, used, out)\n',
    'def f(n, used, out):\n    for x in range(n):\n        if x in used:\n            continue\n        used.add(x)\n        f(n, used, out)\n        used.remove(x)\n',
  ],
  [
    'backtrack flag',
    'def f(n, used, out):\n    for x in range(n):\n        if used[x]:\n            continue\n        used[x] = True\n        f(n, used, out)\n',
    'def f(n, used, out):\n    for x in range(n):\n        if used[x]:\n            continue\n        used[x] = True\n        f(n, used, out)\n        used[x] = False\n',
  ],
  ['copy on append', 'def f(path, out):\n    out.append(path)\n', 'def f(path, out):\n    out.append(path[:])\n'],
  [
    'negated heap',
    'import heapq\ndef f(h, x):\n    heapq.heappush(h, x)\n    return -h[0]\n',
    'import heapq\ndef f(h, x):\n    heapq.heappush(h, -x)\n    return -h[0]\n',
  ],
  ['negated result', 'def f(h):\n    return h[0]\n', 'def f(h):\n    return -h[0]\n'],
  [
    'mod 2 parity',
    'def f(n):\n    if n % 2 == 1:\n        return 1\n    return 0\n',
    'def f(n):\n    if n % 2 == 0:\n        return 1\n    return 0\n',
  ],
  ['floor div', 'def f(a, b):\n    return (a + b) / 2\n', 'def f(a, b):\n    return (a + b) // 2\n'],
  ['ceil div neg', 'def f(a, b):\n    return a // b\n', 'def f(a, b):\n    return -(-a // b)\n'],
  [
    'sqrt bound',
    'def f(n):\n    for i in range(2, int(n ** 0.5)):\n        if n % i == 0:\n            return False\n    return True\n',
    'def f(n):\n    for i in range(2, int(n ** 0.5) + 1):\n        if n % i == 0:\n            return False\n    return True\n',
  ],
  [
    'n<2',
    'def f(n):\n    for i in range(2, n):\n        if n % i == 0:\n            return False\n    return True\n',
    'def f(n):\n    if n < 2:\n        return False\n    for i in range(2, n):\n        if n % i == 0:\n            return False\n    return True\n',
  ],
  [
    'start of sieve',
    'def f(n, s):\n    for i in range(2, n):\n        for j in range(i, n, i):\n            s[j] = False\n',
    'def f(n, s):\n    for i in range(2, n):\n        for j in range(i * i, n, i):\n            s[j] = False\n',
  ],
  [
    'start of sieve2',
    'def f(n, s):\n    for i in range(2, n):\n        for j in range(i, n, i):\n            s[j] = False\n',
    'def f(n, s):\n    for i in range(2, n):\n        for j in range(2 * i, n, i):\n            s[j] = False\n',
  ],
  [
    'elif',
    'def f(a):\n    if a > 1:\n        x = 1\n    if a > 0:\n        x = 2\n    else:\n        x = 3\n    return x\n',
    'def f(a):\n    if a > 1:\n        x = 1\n    elif a > 0:\n        x = 2\n    else:\n        x = 3\n    return x\n',
  ],
  [
    'elif to if',
    'def f(a, b):\n    if a:\n        g()\n    elif b:\n        h()\n',
    'def f(a, b):\n    if a:\n        g()\n    if b:\n        h()\n',
  ],
  [
    'prev update',
    'def f(xs):\n    prev = None\n    for x in xs:\n        if x != prev:\n            g(x)\n',
    'def f(xs):\n    prev = None\n    for x in xs:\n        if x != prev:\n            g(x)\n        prev = x\n',
  ],
  [
    'gcd args',
    'def gcd(a, b):\n    if b == 0:\n        return a\n    return gcd(a % b, b)\n',
    'def gcd(a, b):\n    if b == 0:\n        return a\n    return gcd(b, a % b)\n',
  ],
  [
    'mult acc',
    'def f(n):\n    r = 1\n    for i in range(1, n + 1):\n        r = i\n    return r\n',
    'def f(n):\n    r = 1\n    for i in range(1, n + 1):\n        r *= i\n    return r\n',
  ],
  [
    'mod result',
    'def p(b, e, m):\n    r = 1\n    while e:\n        if e & 1:\n            r = r * b\n        b = b * b % m\n        e >>= 1\n    return r\n',
    'def p(b, e, m):\n    r = 1\n    while e:\n        if e & 1:\n            r = r * b % m\n        b = b * b % m\n        e >>= 1\n    return r\n',
  ],
  [
    'kadane max',
    'def f(xs):\n    best = cur = 0\n    for x in xs:\n        cur = cur + x\n        best = max(best, cur)\n    return best\n',
    'def f(xs):\n    best = cur = 0\n    for x in xs:\n        cur = max(0, cur + x)\n        best = max(best, cur)\n    return best\n',
  ],
  [
    'kadane max2',
    'def f(xs):\n    best = cur = xs[0]\n    for x in xs[1:]:\n        cur = cur + x\n        best = max(best, cur)\n    return best\n',
    'def f(xs):\n    best = cur = xs[0]\n    for x in xs[1:]:\n        cur = max(x, cur + x)\n        best = max(best, cur)\n    return best\n',
  ],
  [
    'dp min elem',
    'def f(d, i, j):\n    d[i][j] = 1 + min(d[i - 1][j], d[i][j - 1])\n',
    'def f(d, i, j):\n    d[i][j] = 1 + min(d[i - 1][j], d[i][j - 1], d[i - 1][j - 1])\n',
  ],
  [
    'empty stack',
    'def f(s):\n    st = []\n    for c in s:\n        if c == "(":\n            st.append(c)\n        else:\n            st.pop()\n    return not st\n',
    'def f(s):\n    st = []\n    for c in s:\n        if c == "(":\n            st.append(c)\n        else:\n            if not st:\n                return False\n            st.pop()\n    return not st\n',
  ],
  [
    'return not st',
    'def f(s):\n    st = []\n    for c in s:\n        st.append(c)\n    return True\n',
    'def f(s):\n    st = []\n    for c in s:\n        st.append(c)\n    return not st\n',
  ],
  [
    'return depth == 0',
    'def f(s):\n    d = 0\n    for c in s:\n        d += 1\n    return True\n',
    'def f(s):\n    d = 0\n    for c in s:\n        d += 1\n    return d == 0\n',
  ],
  [
    'shift',
    'def f(n):\n    c = 0\n    while n:\n        c += n & 1\n        n = n << 1\n    return c\n',
    'def f(n):\n    c = 0\n    while n:\n        c += n & 1\n        n = n >> 1\n    return c\n',
  ],
  ['xor and', 'def f(n):\n    return n & (n + 1)\n', 'def f(n):\n    return n & (n - 1)\n'],
  [
    'lower',
    'def f(s):\n    t = [c for c in s if c.isalnum()]\n    return t == t[::-1]\n',
    'def f(s):\n    t = [c.lower() for c in s if c.isalnum()]\n    return t == t[::-1]\n',
  ],
  [
    'reversed',
    'def f(n, b):\n    ds = []\n    while n:\n        ds.append(str(n % b))\n        n //= b\n    return "".join(ds)\n',
    'def f(n, b):\n    ds = []\n    while n:\n        ds.append(str(n % b))\n        n //= b\n    return "".join(reversed(ds))\n',
  ],
  [
    'reversed2',
    'def f(n, b):\n    ds = []\n    while n:\n        ds.append(str(n % b))\n        n //= b\n    return "".join(ds)\n',
    'def f(n, b):\n    ds = []\n    while n:\n        ds.append(str(n % b))\n        n //= b\n    return "".join(ds[::-1])\n',
  ],
  [
    'prepend',
    'def f(n):\n    r = ""\n    while n:\n        r = r + str(n % 2)\n        n //= 2\n    return r\n',
    'def f(n):\n    r = ""\n    while n:\n        r = str(n % 2) + r\n        n //= 2\n    return r\n',
  ],
  [
    'or zero',
    'def f(n):\n    r = ""\n    while n:\n        r = str(n % 2) + r\n        n //= 2\n    return r\n',
    'def f(n):\n    r = ""\n    while n:\n        r = str(n % 2) + r\n        n //= 2\n    return r or "0"\n',
  ],
  [
    'slice rest',
    'def m(a, b):\n    out = []\n    i = j = 0\n    while i < len(a) and j < len(b):\n        out.append(a[i])\n        i += 1\n    return out + a[i:]\n',
    'def m(a, b):\n    out = []\n    i = j = 0\n    while i < len(a) and j < len(b):\n        out.append(a[i])\n        i += 1\n    return out + a[i:] + b[j:]\n',
  ],
  [
    'max depth',
    'def d(n):\n    if n is None:\n        return 0\n    return 1 + d(n.left)\n',
    'def d(n):\n    if n is None:\n        return 0\n    return 1 + max(d(n.left), d(n.right))\n',
  ],
  [
    'visited early',
    'def f(g, a):\n    seen = set()\n    q = [a]\n    while q:\n        n = q.pop(0)\n        for m in g[n]:\n            if m not in seen:\n                q.append(m)\n    return seen\n',
    'def f(g, a):\n    seen = set()\n    q = [a]\n    while q:\n        n = q.pop(0)\n        for m in g[n]:\n            if m not in seen:\n                seen.add(m)\n                q.append(m)\n    return seen\n',
  ],
  [
    'seen init',
    'def f(g, a):\n    seen = set()\n    q = [a]\n    while q:\n        n = q.pop(0)\n        for m in g[n]:\n            if m not in seen:\n                seen.add(m)\n                q.append(m)\n    return seen\n',
    'def f(g, a):\n    seen = {a}\n    q = [a]\n    while q:\n        n = q.pop(0)\n        for m in g[n]:\n            if m not in seen:\n                seen.add(m)\n                q.append(m)\n    return seen\n',
  ],
  [
    'undirected',
    'def f(es):\n    g = {}\n    for a, b in es:\n        g.setdefault(a, []).append(b)\n    return g\n',
    'def f(es):\n    g = {}\n    for a, b in es:\n        g.setdefault(a, []).append(b)\n        g.setdefault(b, []).append(a)\n    return g\n',
  ],
  [
    'relax cond',
    'def f(d, u, v, w):\n    if d[u] + w < d[v]:\n        d[v] = w\n',
    'def f(d, u, v, w):\n    if d[u] + w < d[v]:\n        d[v] = d[u] + w\n',
  ],
  [
    'swap missing',
    'def f(a, i, j):\n    if a[i] > a[j]:\n        a[i] = a[j]\n',
    'def f(a, i, j):\n    if a[i] > a[j]:\n        a[i], a[j] = a[j], a[i]\n',
  ],
  [
    'count get',
    'def f(xs):\n    c = {}\n    for x in xs:\n        c[x] = 1\n    return c\n',
    'def f(xs):\n    c = {}\n    for x in xs:\n        c[x] = c.get(x, 0) + 1\n    return c\n',
  ],
  [
    'strict tie',
    'def f(xs):\n    best = 0\n    for i, x in enumerate(xs):\n        if x >= xs[best]:\n            best = i\n    return best\n',
    'def f(xs):\n    best = 0\n    for i, x in enumerate(xs):\n        if x > xs[best]:\n            best = i\n    return best\n',
  ],
  ['abs', 'def f(a, b):\n    return a - b\n', 'def f(a, b):\n    return abs(a - b)\n'],
  [
    'manhattan',
    'def f(p, q):\n    return abs(p[0] - q[0])\n',
    'def f(p, q):\n    return abs(p[0] - q[0]) + abs(p[1] - q[1])\n',
  ],
  ['n log k', 'def f(n):\n    while n > 1:\n        n = n / 2\n', 'def f(n):\n    while n > 1:\n        n = n // 2\n'],
  [
    'leap',
    'def f(y):\n    return y % 4 == 0 and y % 100 != 0\n',
    'def f(y):\n    return y % 4 == 0 and y % 100 != 0 or y % 400 == 0\n',
  ],
  ['leap2', 'def f(y):\n    return y % 4 == 0\n', 'def f(y):\n    return y % 4 == 0 and y % 100 != 0\n'],
  [
    'group last',
    'def f(s):\n    out = []\n    n = 1\n    for i in range(1, len(s)):\n        if s[i] == s[i - 1]:\n            n += 1\n        else:\n            out.append((s[i - 1], n))\n    return out\n',
    'def f(s):\n    out = []\n    n = 1\n    for i in range(1, len(s)):\n        if s[i] == s[i - 1]:\n            n += 1\n        else:\n            out.append((s[i - 1], n))\n            n = 1\n    return out\n',
  ],
  [
    'nonlocal',
    'def f():\n    c = 0\n    def g():\n        c += 1\n        return c\n    return g\n',
    'def f():\n    c = 0\n    def g():\n        nonlocal c\n        c += 1\n        return c\n    return g\n',
  ],
  [
    'yield from',
    'def w(t):\n    if t:\n        w(t.left)\n        yield t.value\n',
    'def w(t):\n    if t:\n        yield from w(t.left)\n        yield t.value\n',
  ],
  [
    'rec return',
    'def b(a, x, lo, hi):\n    if lo > hi:\n        return -1\n    m = (lo + hi) // 2\n    if a[m] < x:\n        b(a, x, m + 1, hi)\n    return m\n',
    'def b(a, x, lo, hi):\n    if lo > hi:\n        return -1\n    m = (lo + hi) // 2\n    if a[m] < x:\n        return b(a, x, m + 1, hi)\n    return m\n',
  ],
  ['diag other', 'def f(r, c, n):\n    return r - c\n', 'def f(r, c, n):\n    return r + c\n'],
  [
    'index transposed',
    'def f(m):\n    return [[m[i][j] for i in range(len(m))] for j in range(len(m[0]))]\n',
    'def f(m):\n    return [[m[j][i] for i in range(len(m))] for j in range(len(m[0]))]\n',
  ],
  [
    'range swapped',
    'def t(m):\n    return [[m[j][i] for j in range(len(m[0]))] for i in range(len(m))]\n',
    'def t(m):\n    return [[m[j][i] for j in range(len(m))] for i in range(len(m[0]))]\n',
  ],
  ['any all', 'def f(xs):\n    return any(x > 0 for x in xs)\n', 'def f(xs):\n    return all(x > 0 for x in xs)\n'],
  [
    'carry',
    'def f(a, b):\n    carry = 0\n    out = []\n    for x, y in zip(a, b):\n        s = x + y\n        out.append(s % 10)\n        carry = s // 10\n    return out\n',
    'def f(a, b):\n    carry = 0\n    out = []\n    for x, y in zip(a, b):\n        s = x + y + carry\n        out.append(s % 10)\n        carry = s // 10\n    return out\n',
  ],
  [
    'carry last',
    'def f(a, b):\n    carry = 0\n    out = []\n    for x, y in zip(a, b):\n        s = x + y + carry\n        out.append(s % 10)\n        carry = s // 10\n    return out\n',
    'def f(a, b):\n    carry = 0\n    out = []\n    for x, y in zip(a, b):\n        s = x + y + carry\n        out.append(s % 10)\n        carry = s // 10\n    if carry:\n        out.append(carry)\n    return out\n',
  ],
];

describe('edits of textbook programs', () => testOneEdit('Python', 'a.py', rows));

import assert from 'node:assert/strict';
import { scanImports } from '../../../src/core/repair/importScan.ts';

const scan = (path: string, text: string, known: readonly string[]) => scanImports({ path, text }, new Set(known));

describe('imports found by their words', () => {
  it('follows import, export, import() and require in JavaScript and TypeScript', () => {
    const text = [
      'import Map, { entries as all, type Row } from "./map.js";',
      "import {\n  one,\n  two,\n} from '../lib';",
      'import "./side";',
      "export * from './again.ts';",
      "const { DepGraph } = require('./graph');",
      "const late = await import('./late.mjs');",
      "import fs from 'node:fs'; import x from 'package';",
    ].join('\n');
    const known = ['src/map.ts', 'lib/index.js', 'src/side.js', 'src/again.ts', 'src/graph.cjs', 'src/late.mjs'];
    assert.deepEqual(scan('src/a.ts', text, known), [
      { path: 'src/map.ts', names: ['Map', 'entries', 'all', 'Row'] },
      { path: 'lib/index.js', names: ['one', 'two'] },
      { path: 'src/side.js', names: [] },
      { path: 'src/again.ts', names: [] },
      { path: 'src/graph.cjs', names: ['DepGraph'] },
      { path: 'src/late.mjs', names: [] },
    ]);
  });

  it('follows modules, names that are modules, and relative imports in Python', () => {
    const text = [
      'import os, tools.keys',
      'from cachetools import TLRUCache, keys  # both',
      'from . import Mixin',
      'from .helpers import (\n    first,\n    second as other,\n)',
    ].join('\n');
    const known = [
      'src/cachetools/__init__.py',
      'src/cachetools/keys.py',
      'tests/__init__.py',
      'tests/helpers.py',
      'tools/keys.py',
    ];
    assert.deepEqual(scan('tests/test_a.py', text, known), [
      { path: 'tools/keys.py', names: [] },
      { path: 'src/cachetools/__init__.py', names: ['TLRUCache', 'keys'] },
      { path: 'src/cachetools/keys.py', names: [] },
      { path: 'tests/__init__.py', names: ['Mixin'] },
      { path: 'tests/helpers.py', names: ['first', 'second', 'other'] },
    ]);
  });

  it('takes time that grows with the text alone', () => {
    const started = performance.now();
    scan('src/a.js', `import ${'a, '.repeat(100_000)}`, ['src/b.js']);
    scan('src/a.js', 'import {'.repeat(25_000), ['src/b.js']);
    scan('src/a.js', '= require'.repeat(25_000), ['src/b.js']);
    scan('src/a.py', `from a import (${'b,'.repeat(100_000)}`, ['a.py']);
    scan('src/a.js', 'x'.repeat(200_000), ['src/b.js']);
    assert.ok(performance.now() - started < 5_000);
  });
});

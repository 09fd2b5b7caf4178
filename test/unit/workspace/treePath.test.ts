import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { isInside } from '../../../src/adapters/workspace/dataFolder.ts';
import { isGitName, linkStaysInside, unsafePathReason } from '../../../src/adapters/workspace/treePath.ts';

describe('unsafePathReason', () => {
  for (const path of ['a', 'a/b.txt', '.gitignore', 'a b/ü.js', '...', 'a/..b', '-x', 'gitk', 'git~x'])
    it(`accepts ${path}`, () => assert.equal(unsafePathReason(path), undefined));
  for (const path of [
    '',
    '/a',
    '../a',
    'a/../b',
    'a//b',
    'a/',
    './a',
    'C:/x',
    'c:x',
    'a\nb',
    'a\u001b',
    'a\0',
    '.git',
    'x/.Git/y',
    'git~1',
    '.git::$INDEX',
    'a\ufffd',
  ])
    it(`refuses ${JSON.stringify(path)}`, () => assert.ok(unsafePathReason(path)));
});

describe('isGitName', () => {
  for (const name of ['.git', '.GIT', '.git ', '.git..', 'GIT~1', '.g\u200cit', '.git:x'])
    it(`sees ${JSON.stringify(name)}`, () => assert.ok(isGitName(name)));
  for (const name of ['git', '.gitignore', '.github', 'x.git', 'git~'])
    it(`passes ${name}`, () => assert.ok(!isGitName(name)));
});

describe('linkStaysInside', () => {
  it('accepts no set of links through which a path of the file system leaves the tree', () => {
    const part = fc.constantFrom('..', '.', 'a', 'b', 'c', 'a/b');
    const target = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
    const path = fc.constantFrom('a', 'b', 'c', 'a/b', 'a/b/c', 'b/a', 'c/a/b');
    fc.assert(
      fc.property(fc.array(fc.tuple(path, target), { minLength: 1, maxLength: 5 }), (links) => {
        const outer = realpathSync(mkdtempSync(join(tmpdir(), 'loopwright-links-')));
        try {
          const root = join(outer, 'b', 'tree');
          // Names that a link could reach when it leaves.
          for (const away of ['a', 'b/a', 'b/c', 'c']) mkdirSync(join(outer, away), { recursive: true });
          mkdirSync(root, { recursive: true });
          const made: string[] = [];
          for (const [from, to] of links) {
            if (linkStaysInside(from, to) && makeLink(root, from, to)) made.push(from);
          }
          for (const from of made) assert.ok(isInside(root, resolved(root, from)), JSON.stringify(links));
        } finally {
          rmSync(outer, { recursive: true, force: true });
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Makes a link as a tree would hold it: its folder is a real folder. */
function makeLink(root: string, path: string, target: string): boolean {
  try {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (realpathSync(dirname(join(root, path))) !== dirname(join(root, path))) return false;
    symlinkSync(target, join(root, path));
    return true;
  } catch {
    return false;
  }
}

function resolved(root: string, path: string): string {
  try {
    return realpathSync(join(root, path));
  } catch {
    return root;
  }
}

describe('isInside', () => {
  for (const [folder, path, expected] of [
    ['/a/b', '/a/b', true],
    ['/a/b', '/a/b/c', true],
    ['/a/b', '/a/bc', false],
    ['/a/b', '/a', false],
    ['/a/b', '/a/b/..c', true],
    ['/', '/x', true],
  ] as const) {
    it(`${folder} ${path}: ${expected}`, () => assert.equal(isInside(folder, path), expected));
  }
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { applyEdits } from '../../../src/core/patch/applyEdits.ts';
import { parseUnifiedDiff } from '../../../src/core/patch/unifiedDiff.ts';
import { type PatchFile, quotePath, unifiedPatch } from '../../../src/core/patch/unifiedPatch.ts';

function gitApply(files: readonly PatchFile[], check: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'patch-'));
  try {
    for (const file of files) {
      if (file.before === undefined) continue;
      const at = join(folder, file.oldPath ?? file.path);
      mkdirSync(dirname(at), { recursive: true });
      writeFileSync(at, file.before, { mode: file.executable?.before === true ? 0o755 : 0o644 });
    }
    const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', HOME: folder, GIT_CEILING_DIRECTORIES: dirname(folder) };
    const git = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
      cwd: folder,
      input: unifiedPatch(files),
      encoding: 'utf8',
      env,
    });
    assert.equal(git.status, 0, `${git.stderr}\n${unifiedPatch(files)}`);
    check(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function assertApplied(files: readonly PatchFile[]): void {
  gitApply(files, (folder) => {
    for (const file of files) {
      const at = join(folder, file.path);
      assert.equal(existsSync(at) ? readFileSync(at, 'utf8') : undefined, file.after, file.path);
      if (file.oldPath !== undefined) assert.equal(existsSync(join(folder, file.oldPath)), false);
      if (file.after !== undefined && file.executable !== undefined) {
        assert.equal((statSync(at).mode & 0o100) !== 0, file.executable.after);
      }
    }
  });
}

const long = Array.from({ length: 40 }, (_, at) => `line ${at}\n`).join('');
const cases: [string, PatchFile[]][] = [
  ['a changed file', [{ path: 'src/a.ts', before: long, after: long.replace('line 7', 'x').replace('line 30\n', '') }]],
  [
    'a new file and a deleted one',
    [
      { path: 'n/new.txt', before: undefined, after: 'a\nb\n' },
      { path: 'old.txt', before: 'a\n', after: undefined },
    ],
  ],
  [
    'an empty new file and an empty deleted one',
    [
      { path: 'new.txt', before: undefined, after: '' },
      { path: 'old.txt', before: '', after: undefined },
    ],
  ],
  [
    'a file that becomes empty, and one that was',
    [
      { path: 'a.txt', before: 'a\n', after: '' },
      { path: 'b.txt', before: '', after: 'b' },
    ],
  ],
  [
    'missing newlines',
    [
      { path: 'a.txt', before: 'a\nb', after: 'a\nb\n' },
      { path: 'b.txt', before: 'a\nb\n', after: 'a\nb' },
      { path: 'c.txt', before: 'a\nb', after: 'a\nc' },
      { path: 'd.txt', before: 'a\nb\nc\nd\ne', after: 'A\nb\nc\nd\ne' },
    ],
  ],
  [
    'Windows line ends and a byte order mark',
    [{ path: 'w.txt', before: '\uFEFFa\r\nb\r\n', after: '\uFEFFa\r\nc\r\n' }],
  ],
  [
    'paths with spaces, quotes, tabs and letters beyond ASCII',
    [
      { path: 'my file.txt', before: 'a\n', after: 'b\n' },
      { path: 'dé/“q” \t".txt', before: 'a\n', after: 'b\n' },
      { path: 'new é file', before: undefined, after: 'b\n' },
      { path: 'del\\eted', before: 'x\n', after: undefined },
    ],
  ],
  [
    'executable bits',
    [
      { path: 'run.sh', before: '#!/bin/sh\n', after: '#!/bin/sh\n', executable: { before: false, after: true } },
      { path: 'run2.sh', before: 'a\n', after: 'b\n', executable: { before: true, after: false } },
      { path: 'run3.sh', before: undefined, after: 'b\n', executable: { before: false, after: true } },
    ],
  ],
  [
    'moved files',
    [
      { path: 'b.txt', oldPath: 'a.txt', before: 'a\n', after: 'a\n' },
      { path: 'd/e f.txt', oldPath: 'd.txt', before: long, after: long.replace('line 9', 'x') },
    ],
  ],
];

describe('unifiedPatch', () => {
  for (const [name, files] of cases) it(`git applies ${name}`, () => assertApplied(files));

  it('git applies random changes exactly', function () {
    this.timeout(30_000);
    const text = fc
      .array(
        fc.tuple(fc.constantFrom('a', 'b', '', '-x', '+y', '@@', '--- z', ' s'), fc.constantFrom('\n', '\n', '\r\n')),
        { maxLength: 30 },
      )
      .chain((lines) => fc.constantFrom('', 'end').map((end) => lines.map((one) => one.join('')).join('') + end));
    const pairs = fc.sample(fc.tuple(text, text), { numRuns: 60, seed: 5 });
    const files = pairs.flatMap(([before, after], at) =>
      before === after ? [] : [{ path: `f${at}.txt`, before, after }],
    );
    assert.ok(files.length > 40);
    assertApplied(files);
  });

  it('our own reader takes what is written', () => {
    for (const [name, files] of cases) {
      const usable = files.filter(
        (file) => file.executable === undefined && (file.before ?? file.after) !== '' && !/["\\]/.test(file.path),
      );
      if (usable.length === 0) continue;
      const parsed = parseUnifiedDiff(unifiedPatch(usable));
      assert.deepEqual(parsed.problems, [], name);
      const before = new Map(
        usable.flatMap((file) =>
          file.before === undefined ? [] : [[file.oldPath ?? file.path, file.before] as const],
        ),
      );
      const outcome = applyEdits(before, parsed.edits);
      assert.equal(outcome.kind, 'applied', `${name}: ${JSON.stringify(outcome)}`);
      if (outcome.kind === 'applied')
        for (const file of usable) assert.equal(outcome.files.get(file.path), file.after, `${name}: ${file.path}`);
    }
  });

  it('leaves out what does not change, and names binary files', () => {
    assert.equal(unifiedPatch([{ path: 'a', before: 'x', after: 'x' }]), '');
    assert.match(
      unifiedPatch([{ path: 'a', before: 'x\0', after: 'y\0' }]),
      /^diff --git a\/a b\/a\nBinary files a\/a and b\/a differ\n$/,
    );
  });

  it('quotes paths as git does', () => {
    assert.equal(quotePath('a b.txt'), 'a b.txt');
    assert.equal(quotePath('ä"\n'), '"\\303\\244\\"\\n"');
  });
});

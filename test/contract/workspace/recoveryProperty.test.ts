import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { applyWrites } from '../../../src/adapters/workspace/applyWrites.ts';
import { hashOf } from '../../../src/adapters/workspace/collectProposal.ts';
import { FolderHandle } from '../../../src/adapters/workspace/folderHandle.ts';
import { recoverWrites } from '../../../src/adapters/workspace/recoverWrites.ts';
import type { FileWrite } from '../../../src/core/workspace/workspace.ts';

const names = ['a', 'b', 'd/a', 'd/b', 'd/e/c', 'x/y/z'];
const text = fc.constantFrom('one', 'two', 'three', '');
const contents = fc.dictionary(fc.constantFrom(...names), text, { maxKeys: names.length });
const writes = fc.dictionary(fc.constantFrom(...names), fc.option(text), { minKeys: 1, maxKeys: names.length });

/** Stands for a process that is gone: nothing of the write runs any more. */
const crash = Symbol('crash');

describe('recovery of an interrupted write', function () {
  this.timeout(60_000);

  it('gives the tree before or the tree after, never a mixture, and keeps what a person changed since', async () => {
    await fc.assert(
      fc.asyncProperty(contents, writes, fc.nat({ max: 12 }), contents, async (before, wanted, dieAt, person) => {
        const root = realpathSync(mkdtempSync(join(tmpdir(), 'loopwright-recovery-')));
        try {
          await check({ root, before, wanted, dieAt, person });
        } finally {
          rmSync(root, { recursive: true, force: true });
        }
      }),
      { numRuns: 150 },
    );
  });
});

interface Round {
  readonly root: string;
  readonly before: Record<string, string>;
  readonly wanted: Record<string, string | null>;
  readonly dieAt: number;
  readonly person: Record<string, string>;
}

async function check({ root, before, wanted, dieAt, person }: Round): Promise<void> {
  const workspace = join(root, 'workspace');
  const journal = join(root, 'journal');
  mkdirSync(workspace);
  mkdirSync(journal);
  for (const [path, content] of Object.entries(before)) write(workspace, path, content);
  const handle = FolderHandle.openRoot(workspace);
  const survived = await interrupted(wanted, { before, dieAt, handle, journal });
  const after = { ...before, ...wanted };
  const expected = survived ? after : before;
  // Whoever works on: some files are saved before the next start.
  for (const [path, content] of Object.entries(person)) write(workspace, path, `person ${content}`);
  const recovery = await recoverWrites(journal, handle);
  handle.close();
  for (const path of names) {
    const mine = person[path];
    const content = mine === undefined ? (expected[path] ?? undefined) : `person ${mine}`;
    assert.equal(read(workspace, path), content, `${path} after a crash at ${dieAt}`);
    if (mine === undefined) assert.ok(!recovery.kept.some((kept) => kept.path === path));
  }
  const again = FolderHandle.openRoot(workspace);
  assert.deepEqual(await recoverWrites(journal, again), { rolledBack: 0, kept: [] });
  again.close();
}

/** Runs a write that dies at a step; true when it had been committed by then. */
async function interrupted(
  wanted: Record<string, string | null>,
  place: { before: Record<string, string>; dieAt: number; handle: FolderHandle; journal: string },
): Promise<boolean> {
  const list = Object.entries(wanted).map(([path, content]): FileWrite => {
    const old = place.before[path];
    return {
      path,
      expected: { hash: old === undefined ? undefined : hashOf(Buffer.from(old)), executable: false },
      content: content === null ? undefined : Buffer.from(content),
      executable: false,
    };
  });
  let step = 0;
  let committed = false;
  const ended = new Promise<typeof crash>((resolve) => {
    const onStep = (name: string): Promise<void> | undefined => {
      if (name === 'committed') committed = true;
      if (step++ !== place.dieAt) return undefined;
      resolve(crash);
      // Never settles: no rollback of its own runs, as after a kill.
      return new Promise(() => undefined);
    };
    void applyWrites(list, { root: place.handle, journalFolder: place.journal, onStep }).then((outcome) => {
      assert.equal(outcome.kind, 'written');
      committed = true;
      resolve(crash);
    });
  });
  await ended;
  return committed;
}

function write(root: string, path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function read(root: string, path: string): string | undefined {
  const full = join(root, path);
  return existsSync(full) && lstatSync(full).isFile() ? readFileSync(full, 'utf8') : undefined;
}

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../../src/adapters/workspace/collectProposal.ts';
import { beginJournal, listJournals, removeJournal } from '../../../src/adapters/workspace/writeJournal.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { FileWrite } from '../../../src/core/workspace/workspace.ts';
import { never, WorkspaceFixture } from './workspaceFixture.ts';

const change = (path: string, from: string, to: string): FileWrite => ({
  path,
  expected: { hash: hashOf(Buffer.from(from)), executable: false },
  content: Buffer.from(to),
  executable: false,
});
const both = [change('a.txt', 'a', 'A'), change('b.txt', 'b', 'B')];

describe('a write into a data folder in trouble', function () {
  this.timeout(30_000);
  let fixture: WorkspaceFixture;
  let journal: string;
  beforeEach(() => {
    fixture = new WorkspaceFixture().files({ 'a.txt': 'a', 'b.txt': 'b' });
    journal = fixture.workspace().folders.journal;
  });
  afterEach(() => fixture.remove());
  const now = () => ['a.txt', 'b.txt'].map((name) => readFileSync(join(fixture.path, name), 'utf8')).join('');

  it('is written when only the tidying up behind it fails', async () => {
    mkdirSync(join(journal, 'folders.json.new'));
    const writes = [...both, { ...change('new/n.txt', '', 'n'), expected: { hash: undefined, executable: false } }];
    assert.deepEqual(await fixture.workspace().write(writes, never), { kind: 'written' });
    rmSync(join(journal, 'folders.json.new'), { recursive: true });
    assert.deepEqual(await fixture.workspace().recover(never), { rolledBack: 0, kept: [] });
    assert.deepEqual([now(), readdirSync(journal)], ['AB', ['folders.json']]);
  });

  it('says so when what was begun cannot be taken back, and takes it back later', async () => {
    let placed = 0;
    const oldFile = () => join(journal, readdirSync(journal).find((name) => name.endsWith('.begun')) ?? '', 'old-0');
    const onStep = (step: string) => {
      if (step !== 'placed' || ++placed > 1) return;
      renameSync(oldFile(), join(fixture.root, 'aside'));
      throw new Error('the disk is on fire');
    };
    const failure = await fixture
      .workspace({ onStep })
      .write(both, never)
      .catch((error: unknown) => error);
    assert.ok(isCoded(failure, 'workspace.writeFailed') && failure.details.pending === true, String(failure));
    renameSync(join(fixture.root, 'aside'), oldFile());
    assert.deepEqual(await fixture.workspace().recover(never), { rolledBack: 1, kept: [] });
    assert.equal(now(), 'ab');
  });

  it('fails with a code when it cannot even say that it writes, and leaves no lock', async () => {
    const workspace = fixture.workspace();
    rmSync(journal, { recursive: true });
    writeFileSync(journal, '');
    await assert.rejects(workspace.write(both, never), (error) => isCoded(error, 'workspace.writeFailed'));
    assert.equal(now(), 'ab');
  });

  it('does not wait for a lock that nobody filled before the clock was set back', async () => {
    const lock = join(journal, 'lock.0123456789abcdef');
    writeFileSync(lock, '');
    const later = Date.now() / 1000 + 365 * 24 * 3600;
    utimesSync(lock, later, later);
    assert.deepEqual(await fixture.workspace({ writeWaitMs: 200 }).write(both, never), { kind: 'written' });
  });

  it('knows its journal again, whatever the clock says', async () => {
    const realNow = Date.now;
    Date.now = () => -1_000;
    try {
      await beginJournal(journal, { entries: [], folders: [] }, () => undefined);
    } finally {
      Date.now = realNow;
    }
    assert.deepEqual(
      (await listJournals(journal)).map(({ stage }) => stage),
      ['begun'],
    );
  });

  it('goes on when a process died while it removed the journal of a write that was done', async () => {
    const left = join(journal, '01795778657725-c35852a541e5.done');
    mkdirSync(left);
    writeFileSync(join(left, 'old-1'), 'b');
    assert.deepEqual(await fixture.workspace().write(both, never), { kind: 'written' });
    assert.deepEqual([now(), readdirSync(journal)], ['AB', []]);
  });

  it('removes a journal in such a way that no part of it is ever read', async () => {
    const begun = await beginJournal(journal, { entries: [], folders: [] }, () => undefined);
    // Whatever lies under that name keeps the rename from happening, as a process that dies right before it.
    const removed = begun.folder.replace('.begun', '.unfinished');
    mkdirSync(removed);
    writeFileSync(join(removed, 'x'), '');
    await assert.rejects(removeJournal(begun));
    assert.deepEqual(readdirSync(begun.folder), ['plan.json']);
  });
});

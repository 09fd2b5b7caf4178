import assert from 'node:assert/strict';
import { type EditedFile, rebase } from '../../../src/core/run/changeSet.ts';

interface Row {
  readonly title: string;
  readonly edit: EditedFile;
  /** What the copy holds now. */
  readonly now: string | undefined;
  /** What it holds afterwards; `conflict` when the edit does not fit. */
  readonly after: string | undefined;
  readonly conflict?: true;
}

const base = 'one\ntwo\nthree\nfour\n';

const rows: readonly Row[] = [
  { title: 'the file is as it was', edit: { text: 'new\n', base: { text: base } }, now: base, after: 'new\n' },
  { title: 'nobody knows what the edit was made on', edit: { text: 'new\n' }, now: base, after: 'new\n' },
  {
    title: 'another place has changed meanwhile: both changes',
    edit: { text: base.replace('four', 'FOUR'), base: { text: base } },
    now: base.replace('one', 'ONE'),
    after: 'ONE\ntwo\nthree\nFOUR\n',
  },
  {
    title: 'the same lines have changed meanwhile',
    edit: { text: base.replace('two', 'deux'), base: { text: base } },
    now: base.replace('two', 'zwei'),
    after: undefined,
    conflict: true,
  },
  {
    title: 'the same change was made meanwhile',
    edit: { text: base.replace('two', '2'), base: { text: base } },
    now: base.replace('two', '2'),
    after: base.replace('two', '2'),
  },
  { title: 'a new file', edit: { text: 'new\n', base: { text: undefined } }, now: undefined, after: 'new\n' },
  {
    title: 'two new files of one name',
    edit: { text: 'mine\n', base: { text: undefined } },
    now: 'theirs\n',
    after: undefined,
    conflict: true,
  },
  { title: 'a deletion', edit: { text: undefined, base: { text: base } }, now: base, after: undefined },
  {
    title: 'a deletion of what has changed meanwhile',
    edit: { text: undefined, base: { text: base } },
    now: base.replace('two', '2'),
    after: undefined,
    conflict: true,
  },
  {
    title: 'a change of what was deleted meanwhile',
    edit: { text: base.replace('two', '2'), base: { text: base } },
    now: undefined,
    after: undefined,
    conflict: true,
  },
];

describe('rebase', () => {
  for (const { title, edit, now, after, conflict } of rows) {
    it(title, async () => {
      const rebased = await rebase(new Map([['a.txt', edit]]), async () => now);
      assert.deepEqual(
        rebased,
        conflict ? { kind: 'conflict', paths: ['a.txt'] } : { kind: 'fits', texts: new Map([['a.txt', after]]) },
      );
    });
  }

  it('takes all files of an edit or none', async () => {
    const edit = new Map<string, EditedFile>([
      ['fits.txt', { text: 'new\n', base: { text: base } }],
      ['not.txt', { text: 'mine\n', base: { text: undefined } }],
    ]);
    const rebased = await rebase(edit, async (path) => (path === 'fits.txt' ? base : 'theirs\n'));
    assert.deepEqual(rebased, { kind: 'conflict', paths: ['not.txt'] });
  });
});

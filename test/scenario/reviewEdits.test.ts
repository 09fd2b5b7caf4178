import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EditorDesk, EditorOutcome, EditorWrite } from '../../src/app/editorDesk.ts';
import { base, lines, never, proposed, ReviewBench } from './reviewBench.ts';

/** An editor that writes what it is given, after `format`; or answers something else. */
class FakeDesk implements EditorDesk {
  readonly asked: (readonly EditorWrite[])[] = [];
  readonly #bench: ReviewBench;
  readonly #answer: EditorOutcome;
  readonly #format: (text: string) => string;
  constructor(bench: ReviewBench, answer: EditorOutcome = 'written', format = (text: string) => text) {
    this.#bench = bench;
    this.#answer = answer;
    this.#format = format;
  }

  async write(files: readonly EditorWrite[]): Promise<EditorOutcome> {
    this.asked.push(files);
    if (this.#answer === 'written') for (const { text } of files) writeFileSync(this.#bench.file, this.#format(text));
    return this.#answer;
  }
}

describe('single hunks, edits and the editor', () => {
  let bench: ReviewBench;
  beforeEach(() => {
    bench = new ReviewBench();
  });
  afterEach(() => bench.dispose());

  const hunks = async () => (await bench.apps[0].getReview(bench.run, never)).files.flatMap((file) => file.hunks);
  const [app] = [() => bench.apps[0]];

  it('takes one hunk back, also around later edits, and then the rest byte for byte', async () => {
    await bench.propose();
    await app().accept(bench.run, bench.hunks, never);
    await app().undoHunks(bench.run, [bench.hunks[1] ?? ''], never);
    assert.equal(bench.read(), lines({ 5: 'FIVE', 55: 'FIFTY-FIVE' }));
    assert.deepEqual(
      (await hunks()).map(({ applied }) => applied),
      [true, false, true],
    );
    writeFileSync(bench.file, bench.read().replace('line 10\n', 'mine\n'));
    await app().undoHunks(bench.run, [bench.hunks[0] ?? ''], never);
    assert.equal(bench.read(), lines({ 10: 'mine', 55: 'FIFTY-FIVE' }));
    await app().undo(bench.run, never);
    assert.equal(bench.read(), lines({ 10: 'mine' }));
    await assert.rejects(app().undoHunks(bench.run, [bench.hunks[0] ?? ''], never), { code: 'usage.notApplied' });
  });

  it('leaves a hunk whose lines the person has changed, and shows both sides', async () => {
    await bench.propose();
    await app().accept(bench.run, bench.hunks, never);
    const mine = bench.read().replace('THIRTY\n', 'THIRTY AND MORE\n');
    writeFileSync(bench.file, mine);
    const { conflicts, restored } = await app().undoHunks(bench.run, [bench.hunks[1] ?? ''], never);
    assert.deepEqual(restored, []);
    assert.match(conflicts[0]?.yours ?? '', /AND MORE/);
    assert.equal(bench.read(), mine);
  });

  it('records what a person makes of a file as what is accepted, and undoes it byte for byte', async () => {
    await bench.propose();
    writeFileSync(bench.file, base.replace('line 45\n', 'mine\n'));
    await app().decide(bench.run, { hunkIds: [bench.hunks[2] ?? ''], decision: 'rejected', reason: 'no' }, never);
    assert.equal(await app().getFile(bench.run, 'a.txt', 'kept', never), lines({ 5: 'FIVE', 30: 'THIRTY' }));
    await app().acceptEdited(bench.run, { path: 'a.txt', text: lines({ 5: 'FIVE', 30: 'thirty' }) }, never);
    assert.equal(bench.read(), lines({ 5: 'FIVE', 30: 'thirty', 45: 'mine' }));
    assert.deepEqual(
      (await hunks()).map(({ applied, decision, edited }) => [applied, decision, edited]),
      [
        [true, 'accepted', undefined],
        [true, 'accepted', true],
      ],
    );
    await app().undo(bench.run, never);
    assert.equal(bench.read(), base.replace('line 45\n', 'mine\n'));
  });

  it('writes no edited version over lines that the person has changed', async () => {
    await bench.propose();
    const mine = base.replace('line 30\n', 'mine\n');
    writeFileSync(bench.file, mine);
    const edited = { path: 'a.txt', text: lines({ 30: 'thirty' }) };
    const { applied, conflicts } = await app().acceptEdited(bench.run, edited, never);
    assert.deepEqual([applied.length, conflicts.length], [0, 1]);
    assert.equal(bench.read(), mine);
    assert.equal((await hunks())[0]?.decision, 'accepted', 'what the person made of it stays accepted');
  });

  it('notices what the undo of an editor took back, and what is decided after it', async () => {
    await bench.propose();
    const desk = new FakeDesk(bench);
    await app().acceptInEditor(bench.run, { hunkIds: bench.hunks, desk }, never);
    assert.equal(bench.read(), proposed);
    writeFileSync(bench.file, base);
    assert.ok((await hunks()).every(({ applied, decision }) => !applied && decision === 'undecided'));
    await app().decide(bench.run, { hunkIds: bench.hunks.slice(0, 1), decision: 'accepted', reason: undefined }, never);
    assert.equal((await hunks())[0]?.decision, 'accepted');
    await app().acceptInEditor(bench.run, { hunkIds: undefined, desk }, never);
    assert.equal(bench.read(), lines({ 5: 'FIVE' }));
  });

  it('undoes exactly what was there before an editor that formats what it saves', async () => {
    await bench.propose();
    const desk = new FakeDesk(bench, 'written', (text) => `${text}// formatted\n`);
    await app().acceptInEditor(bench.run, { hunkIds: bench.hunks, desk }, never);
    assert.equal(bench.read(), `${proposed}// formatted\n`);
    await app().undo(bench.run, never);
    assert.equal(bench.read(), base);
  });

  it('writes to the disk what the editor cannot, and nothing while a file has unsaved changes', async () => {
    await bench.propose();
    const busy = new FakeDesk(bench, 'changed');
    await assert.rejects(app().acceptInEditor(bench.run, { hunkIds: bench.hunks, desk: busy }, never), {
      code: 'apply.busy',
    });
    assert.equal(bench.read(), base);
    const unable = new FakeDesk(bench, 'unable');
    await app().acceptInEditor(bench.run, { hunkIds: bench.hunks, desk: unable }, never);
    assert.deepEqual([unable.asked.length, bench.read()], [1, proposed]);
  });

  const crlf = (text: string) => text.replaceAll('\n', '\r\n');
  const kinds: readonly (readonly [string, (text: string) => string, number])[] = [
    ['CRLF goes through the editor as it is', crlf, 1],
    ['a byte order mark is written to the disk', (text) => `\uFEFF${text}`, 0],
    ['mixed line ends are written to the disk', (text) => `first\r\n${text}`, 0],
  ];
  for (const [name, form, asked] of kinds) {
    it(name, async () => {
      await bench.propose(form(base), form(proposed));
      const desk = new FakeDesk(bench);
      await app().acceptInEditor(bench.run, { hunkIds: bench.hunks, desk }, never);
      assert.deepEqual([bench.read(), desk.asked.length], [form(proposed), asked]);
      await app().undo(bench.run, never);
      assert.equal(bench.read(), form(base));
    });
  }

  it('keeps a mode, and refuses a file that is read-only', async () => {
    await bench.propose();
    chmodSync(bench.file, 0o444);
    const desk = new FakeDesk(bench);
    const accept = () => app().acceptInEditor(bench.run, { hunkIds: bench.hunks, desk }, never);
    await assert.rejects(accept(), /read-only/);
    assert.deepEqual([bench.read(), desk.asked.length], [base, 0]);
    chmodSync(bench.file, 0o640);
    await app().accept(bench.run, bench.hunks, never);
    assert.equal(statSync(bench.file).mode & 0o777, 0o640);
  });

  it('refuses a file that became a link, and one that is gone is a conflict', async () => {
    await bench.propose();
    const elsewhere = path.join(bench.workspace, 'elsewhere');
    mkdirSync(elsewhere);
    renameSync(bench.file, path.join(elsewhere, 'a.txt'));
    const desk = new FakeDesk(bench);
    const accept = () => app().acceptInEditor(bench.run, { hunkIds: bench.hunks, desk }, never);
    assert.match((await accept()).conflicts[0]?.why ?? '', /deleted/);
    symlinkSync(path.join(elsewhere, 'a.txt'), bench.file);
    await assert.rejects(accept(), { code: 'apply.refused' });
    assert.deepEqual([bench.read(), desk.asked.length], [base, 0]);
  });
});

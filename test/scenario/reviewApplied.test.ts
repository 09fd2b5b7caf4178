import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { base, hashOf, lines, never, proposed, ReviewBench } from './reviewBench.ts';

describe('accepting and undoing', () => {
  let bench: ReviewBench;
  beforeEach(async () => {
    bench = new ReviewBench();
    await bench.propose();
  });
  afterEach(() => bench.dispose());

  it('keeps two accepts of two processes at once, and undoes both byte for byte', async () => {
    const [first, second, third] = bench.hunks;
    const [here, there] = bench.apps;
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        here.accept(bench.run, [first ?? ''], never),
        there.accept(bench.run, [second ?? ''], never),
        here.accept(bench.run, [third ?? ''], never),
      ]);
      assert.equal(bench.read(), proposed);
      const state = await here.getState(bench.run, never);
      assert.deepEqual([...state.applied].sort(), [...bench.hunks].sort());
      await there.undo(bench.run, never);
      assert.equal(bench.read(), base);
    }
  });

  it('does not bring back a change that the person took out by hand', async () => {
    const [first, second] = bench.hunks;
    await bench.apps[0].accept(bench.run, [first ?? ''], never);
    writeFileSync(bench.file, base);
    await bench.apps[0].accept(bench.run, [second ?? ''], never);
    assert.equal(bench.read(), lines({ 30: 'THIRTY' }));
  });

  it('keeps what the person wrote between two accepts when both are undone', async () => {
    const [first, second] = bench.hunks;
    await bench.apps[0].accept(bench.run, [first ?? ''], never);
    writeFileSync(bench.file, bench.read().replace('line 15\n', 'mine\n'));
    await bench.apps[0].accept(bench.run, [second ?? ''], never);
    await bench.apps[0].undo(bench.run, never);
    assert.equal(bench.read(), base.replace('line 15\n', 'mine\n'));
  });

  it('leaves the file alone when what was there before is lost', async () => {
    await bench.apps[0].accept(bench.run, bench.hunks, never);
    const { session } = await bench.open();
    session.store.close();
    const db = new DatabaseSync(session.folders.runsDb);
    db.prepare('DELETE FROM blob WHERE hash = ?').run(hashOf(base));
    db.close();
    await assert.rejects(bench.apps[0].undo(bench.run, never), /blob/);
    assert.equal(bench.read(), proposed);
  });

  it('can undo an accept whose process died after writing, also when the person has gone on since', async () => {
    const { session, log } = await bench.open();
    const state = (text: string) => ({ hash: hashOf(text), executable: false });
    const hunkIds = (await bench.apps[0].getReview(bench.run, never)).files.flatMap(({ hunks }) =>
      hunks.map(({ hunkId }) => hunkId as never),
    );
    const files = [{ path: 'a.txt', before: state(base), after: state(proposed) }];
    await log.append({ type: 'apply.began', files, hunkIds }, never);
    session.store.close();
    writeFileSync(bench.file, proposed.replace('line 15\n', 'mine\n'));
    const result = await bench.apps[0].undo(bench.run, never);
    assert.deepEqual(result.restored, ['a.txt']);
    assert.equal(bench.read(), base.replace('line 15\n', 'mine\n'));
  });
});

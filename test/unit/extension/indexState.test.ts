import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Emitter } from '../../../src/base/event.ts';
import { IndexState } from '../../../src/extension/indexState.ts';
import type { IndexChange } from '../../../src/protocol/context.ts';

/** Longer than any test. */
const never = 1_000_000;

describe('what is told of an index', () => {
  let changes: Emitter<IndexChange>;
  let crashes: Emitter<string>;
  const states: IndexState[] = [];
  const state = (shownAfterMs: number) => {
    const made = new IndexState({ onDidIndex: changes.event, onDidCrash: crashes.event }, shownAfterMs);
    states.push(made);
    return made;
  };
  const shown = async (one: IndexState) => {
    const waiting = new EventTarget();
    one.onDidChange(() => waiting.dispatchEvent(new Event('change')));
    await once(waiting, 'change');
  };

  beforeEach(() => {
    changes = new Emitter();
    crashes = new Emitter();
  });
  afterEach(() => {
    for (const one of states.splice(0)) one.dispose();
  });

  it('is nothing while an update is short', () => {
    const short = state(never);
    changes.fire({ workspace: '/a', done: 0, total: 3 });
    assert.deepEqual(short.all, []);
    changes.fire({ workspace: '/a', done: undefined, total: 3 });
    assert.deepEqual(short.all, []);
  });

  it('is how far each one is that goes on for longer, until it ends', async () => {
    const long = state(0);
    changes.fire({ workspace: '/a', done: 0, total: 300 });
    await shown(long);
    assert.deepEqual(long.all, [{ workspace: '/a', done: 0, total: 300 }]);
    changes.fire({ workspace: '/a', done: 64, total: 300 });
    changes.fire({ workspace: '/b', done: 0, total: 9 });
    await shown(long);
    assert.deepEqual(long.all, [
      { workspace: '/a', done: 64, total: 300 },
      { workspace: '/b', done: 0, total: 9 },
    ]);
    changes.fire({ workspace: '/a', done: undefined, total: 300 });
    assert.deepEqual(long.all, [{ workspace: '/b', done: 0, total: 9 }]);
  });

  it('is nothing once the engine has stopped', async () => {
    const long = state(0);
    changes.fire({ workspace: '/a', done: 0, total: 300 });
    await shown(long);
    crashes.fire('it ended by itself');
    assert.deepEqual(long.all, []);
  });
});

import assert from 'node:assert/strict';
import type { RunId } from '../../../src/base/ids.ts';
import { recordServices } from '../../../src/core/run/describedFiles.ts';
import { recordOnce, replayCommands } from '../../../src/core/run/recordedCommands.ts';
import { openRunLog } from '../../../src/core/run/runLog.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';

const { signal } = new AbortController();
const files = [{ path: 'a.rs', text: 'fn area() {}\n' }];
const found = { 'a.rs': [{ name: 'area', startRow: 0, endRow: 0 }] };

async function openLog() {
  const store = createMemoryRunStore();
  return openRunLog('r1' as RunId, { store, redact: (value) => value }, signal);
}

describe('what language services say', () => {
  it('is on record, and a replay takes it from there instead of asking', async () => {
    const log = await openLog();
    const ran: { command: string; result: never }[] = [];
    const append = log.append.bind(log);
    log.append = async (event, ...rest) => {
      if (event.type === 'command.ran') ran.push(event as never);
      return append(event, ...rest);
    };
    const live = recordServices(
      async () => found,
      recordOnce(log, () => 0),
    );
    assert.deepEqual(await live(files, signal), found);
    assert.deepEqual(
      ran.map(({ command }) => command),
      ['language services: 1 files'],
    );
    const replay = replayCommands([...ran], log);
    assert.deepEqual(await replay.describeFiles(files, signal), found);
    assert.deepEqual(await replay.describeFiles(files, signal), {}, 'nothing further is on record');
  });

  it('is nothing in a replay of a run that had no editor beside it, and other records stay in their order', async () => {
    const log = await openLog();
    const result = await log.keepText(JSON.stringify([1]), signal);
    const replay = replayCommands([{ command: 'find_code: x', result }], log);
    assert.deepEqual(await replay.describeFiles(files, signal), {});
    assert.deepEqual(await replay.once('find_code: x', async () => [2], signal), [1]);
  });
});

// A process that holds a run of a store: node holdingProcess.ts KIND FOLDER URL RUN, then a line `hold` or `append` at a time.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isCoded } from '../../src/base/errors.ts';
import { parseRunId } from '../../src/base/ids.ts';
import type { RunHold } from '../../src/core/run/runStore.ts';
import { openStore, type StoreKind } from './durableStores.ts';

const [kind = '', folder = '', url = '', run = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const runId = parseRunId(run);
if (!runId) throw new Error(`not a run id: ${run}`);
const store = await openStore(kind as StoreKind, { folder, url });
let hold: RunHold | undefined;
writeSync(1, 'ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  try {
    if (line === 'hold') hold = await store.hold(runId, signal);
    else if (line === 'append')
      await hold?.append([{ type: 'repair.progressed', tried: 0, ms: process.pid }], { flush: false }, signal);
    writeSync(1, `${line} done\n`);
  } catch (error) {
    if (!isCoded(error)) throw error;
    writeSync(1, `${error.code}\n`);
  }
}
// The end of the input: nothing but the hold is left, and that must not keep the process alive.

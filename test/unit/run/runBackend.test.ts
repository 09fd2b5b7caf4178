import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { createRunId } from '../../../src/base/ids.ts';
import type { EngineEventBody } from '../../../src/core/engine/engineEvent.ts';
import { createRunBackend, type OutputCache, type RunBackendPorts } from '../../../src/core/run/runBackend.ts';
import type { RunStore } from '../../../src/core/run/runStore.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';
import { forever, tool, workflow } from '../engine/workflowBuilder.ts';

const definition = workflow([tool('a')]);
const started: EngineEventBody = { type: 'run.started', workflow: 'test', inputs: {}, seed: 7 };
const ready: EngineEventBody = { type: 'node.ready', node: 'a' };
const noCache: OutputCache = { get: async () => undefined, put: () => undefined };
const newRunId = () => createRunId(0, crypto.getRandomValues(new Uint8Array(5)));

/** A run that was begun over these ports, and the store it is in. */
async function begin(ports: Partial<RunBackendPorts> = {}) {
  const store = ports.store ?? createMemoryRunStore();
  const backend = createRunBackend({ cache: noCache, ...ports, store });
  const runId = newRunId();
  const { held } = await backend.create({ runId, definition, idempotencyKey: undefined }, [started], forever);
  return { backend, held, runId, store };
}

describe('the engine over a run log', () => {
  it('keeps a tick as one event of the run, beside what others write', async () => {
    const { held, runId, store } = await begin({ prologue: [{ type: 'run.cancelled' }] });
    await held.record([ready, ready], false);
    await store.append(runId, [{ type: 'repair.progressed', tried: 1, ms: 1 }], forever);
    await held.record([ready], true);
    assert.deepEqual(
      (await store.read(runId, 0, forever)).map((event) =>
        event.type === 'engine.recorded' ? event.events.length : event.type,
      ),
      ['run.cancelled', 'workflow.defined', 1, 2, 'repair.progressed', 1],
    );
  });

  it('takes secrets out of what it records and of what it keeps for later runs', async () => {
    const kept: unknown[] = [];
    const cache: OutputCache = { ...noCache, put: (_, output) => kept.push(output) };
    const redact = (event: EngineEventBody) => JSON.parse(JSON.stringify(event).replaceAll('hunter2', '…'));
    const { held, runId, store } = await begin({ cache, redact });
    await held.record([{ type: 'node.succeeded', node: 'a', output: 'it is hunter2' }], false);
    held.putCached('k', { deep: ['hunter2'] });
    assert.ok(!JSON.stringify(await store.read(runId, 0, forever)).includes('hunter2'));
    assert.deepEqual(kept, [{ deep: ['…'] }]);
  });

  it('hears what others write while it writes itself', async () => {
    const memory = createMemoryRunStore();
    let meanwhile = async () => undefined as unknown;
    // As a store on a server: the answer comes later than what another process has done since.
    const slow: RunStore = {
      ...memory,
      async hold(runId, signal) {
        const hold = await memory.hold(runId, signal);
        return {
          ...hold,
          async append(bodies, how, appendSignal) {
            const first = await hold.append(bodies, how, appendSignal);
            await meanwhile();
            return first;
          },
        };
      },
    };
    const { backend, held, runId } = await begin({ store: slow });
    const heard: unknown[] = [];
    held.waitForSignal('a', ({ value }) => heard.push(value));
    meanwhile = () => backend.signal(runId, 'a', 'after mine', forever);
    await held.record([ready], false);
    meanwhile = async () => undefined;
    await turn();
    assert.deepEqual(heard, ['after mine']);
    await held.record([ready], false);
    await backend.signal(runId, 'a', 'between', forever);
    await turn();
    assert.deepEqual(heard, ['after mine', 'between']);
  });

  it('reads the log again only where somebody else has written', async () => {
    let reads = 0;
    const memory = createMemoryRunStore();
    const counted: RunStore = {
      ...memory,
      read(...args) {
        reads++;
        return memory.read(...args);
      },
    };
    const { backend, held, runId } = await begin({ store: counted });
    reads = 0;
    for (let i = 0; i < 5; i++) await held.record([ready], false);
    await turn();
    assert.equal(reads, 0);
    await backend.cancel(runId, 'enough', forever);
    await turn();
    // One asks whether the run is there, one reads what was told.
    assert.equal(reads, 2);
  });

  it('lets the run go when it cannot be begun', async () => {
    const memory = createMemoryRunStore();
    const broken: RunStore = { ...memory, putBlob: () => Promise.reject(new Error('the disk is full')) };
    const backend = createRunBackend({ store: broken, cache: noCache });
    const runId = newRunId();
    await assert.rejects(backend.create({ runId, definition, idempotencyKey: undefined }, [started], forever), /full/);
    assert.equal(await memory.isHeld(runId, forever), false);
    await assert.rejects(backend.open(runId, forever), { code: 'run.unknown' });
    assert.equal(await memory.isHeld(runId, forever), false);
  });
});

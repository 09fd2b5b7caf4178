import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createEngine } from '../../../src/core/engine/engine.ts';
import type { EngineEvent } from '../../../src/core/engine/engineEvent.ts';
import { emptyEngineState, foldEngineState } from '../../../src/core/engine/engineState.ts';
import { Limiter } from '../../../src/core/engine/limiter.ts';
import { createMemoryDurableBackend } from '../../../src/core/engine/memoryDurableBackend.ts';
import { replayRun } from '../../../src/core/engine/replay.ts';
import type { NodeDefinition } from '../../../src/core/workflow/definition.ts';
import { fixedRandom } from '../../fakes/manualClock.ts';
import { ReferenceInterpreter } from '../../fakes/referenceInterpreter.ts';
import { VirtualClock } from '../../fakes/virtualClock.ts';
import { type RandomWorkflow, randomWorkflow, ScriptedRunner } from './randomWorkflow.ts';
import { forever, language, nextRunId } from './workflowBuilder.ts';

const graphs = Number(process.env.LOOPWRIGHT_GRAPHS ?? 10_000);
const seed = Number(process.env.LOOPWRIGHT_SEED ?? Date.now() % 1_000_000_000);

interface Ran {
  readonly kind: string;
  readonly events: readonly EngineEvent[];
  readonly runner: ScriptedRunner;
}

async function run(random: RandomWorkflow): Promise<Ran> {
  const clock = new VirtualClock();
  const backend = createMemoryDurableBackend(() => clock.nowMs());
  const runner = new ScriptedRunner(clock, random.attempts);
  const limiter = new Limiter({ 'kind:tool': random.limit }, clock);
  const engine = createEngine({ backend, runner, limiter, clock, language: language(), random: fixedRandom });
  const runId = nextRunId();
  const { definition, seed: runSeed, cancelAtMs } = random;
  const stop = new AbortController();
  const handle = await engine.start({ runId, definition, inputs: {}, seed: runSeed }, forever);
  if (cancelAtMs !== undefined)
    clock.sleep(cancelAtMs, stop.signal).then(
      () => handle.cancel('enough'),
      () => undefined,
    );
  const { kind } = await clock.until(handle.finished);
  stop.abort();
  const load = limiter.load()['kind:tool'];
  assert.deepEqual(
    load && { taken: load.taken, waiting: load.waiting },
    { taken: 0, waiting: 0 },
    'all places are back',
  );
  return { kind, events: await backend.read(runId, 0, forever), runner };
}

function statusesOf(events: readonly EngineEvent[]): Record<string, string> {
  const { nodes } = foldEngineState(emptyEngineState(), events);
  return Object.fromEntries(
    [...nodes].map(([path, { status, attempt }]) => [path, attempt === 0 ? 'not run' : status]),
  );
}

const sorted = (record: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(record).sort());

/** Conditions of these graphs are the words true and false. */
const passes = ({ when }: NodeDefinition) => when === undefined || when.source === 'true';

describe('random graphs', () => {
  it(`${graphs} graphs end as the reference says, within their limits, and replay alike (seed ${seed})`, async function () {
    this.timeout(120_000);
    let ties = 0;
    await fc.assert(
      fc.asyncProperty(randomWorkflow(9), async (random) => {
        const expected = new ReferenceInterpreter({ ...random, passes }).end();
        const { kind, events, runner } = await run(random);
        const { definition, limit } = random;
        assert.ok(runner.most <= Math.min(definition.run.concurrency, limit), 'limits hold');
        const replay = replayRun({ runId: nextRunId(), definition, events }, language());
        assert.equal(replay.kind, 'same', JSON.stringify(replay));
        if (expected.tie) {
          ties++;
          return;
        }
        assert.deepEqual(sorted(statusesOf(events)), sorted(expected.nodes));
        assert.equal(kind, expected.kind);
      }),
      { numRuns: graphs, seed },
    );
    assert.ok(ties < graphs / 20, `${ties} of ${graphs} had no right answer`);
  });
});

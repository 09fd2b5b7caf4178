// Runs or resumes one workflow, leaving a line for every effect: node engineWorker.ts FOLDER RUN SPAWN
import { appendFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock as clock } from '../../src/adapters/host/systemClock.ts';
import { createFileOutputCache } from '../../src/adapters/store/fileOutputCache.ts';
import { createSqliteRunStore } from '../../src/adapters/store/sqliteRunStore.ts';
import { CodedError, isCoded } from '../../src/base/errors.ts';
import type { RunId } from '../../src/base/ids.ts';
import { createEngine } from '../../src/core/engine/engine.ts';
import { Limiter } from '../../src/core/engine/limiter.ts';
import { createRunBackend } from '../../src/core/run/runBackend.ts';
import { fixedRandom } from '../fakes/manualClock.ts';
import { forever, language } from '../unit/engine/workflowBuilder.ts';
import { crashWorkflow, flaky, msOf } from './crashWorkflow.ts';

const [folder = '', run = '', spawn = ''] = process.argv.slice(2);
const runId = run as RunId;
const engine = createEngine({
  backend: createRunBackend({
    store: createSqliteRunStore(path.join(folder, 'runs.db'), Date.now),
    cache: createFileOutputCache(path.join(folder, 'outputs'), Date.now),
  }),
  language: language(),
  limiter: new Limiter({}, clock),
  clock,
  random: fixedRandom,
  runner: {
    async run(node, _input, { path: place, attempt, idempotencyKey }) {
      appendFileSync(path.join(folder, `${run}.effects`), `${spawn} ${attempt} ${idempotencyKey}\n`);
      await sleep(msOf(place));
      if (flaky(place) && attempt === 1) throw new CodedError('tool.broke', 'The first attempt always fails.');
      return node.id;
    },
  },
});

const beganAtMs = performance.now();
const handle = await engine.resume(runId, {}, forever).catch((error: unknown) => {
  if (!isCoded(error, 'run.unknown')) throw error;
  return engine.start({ runId, definition: crashWorkflow, inputs: {}, seed: 5 }, forever);
});
writeSync(1, `ready ${performance.now() - beganAtMs}\n`);
const end = await handle.finished;
writeSync(1, `${JSON.stringify(end)}\n`);
process.exit(0);

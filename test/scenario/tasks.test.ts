import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  readTask,
  recordingOf,
  runtimeOf,
  type Task,
  TaskBench,
  type TaskOutcome,
  taskNames,
} from '../../scripts/taskRun.ts';

/**
 * The outcome of the recorded answers. Where another Python or pytest prints failures otherwise, the requests are others too, so
 * the answers are given in their order; what the tokens then are is not compared.
 */
async function replay(task: Task, kept: TaskOutcome): Promise<TaskOutcome> {
  const bench = new TaskBench(task, { copyProgram: false });
  try {
    if (runtimeOf(task) === kept.runtime)
      return await bench.run({ from: 'recorded', folder: path.join(recordingOf(task), 'replies') });
    const at = { folder: path.join(bench.base, 'paste'), recordTo: path.join(bench.base, 'replies') };
    const outcome = await bench.runAnswers(path.join(recordingOf(task), 'answers'), at);
    return { ...outcome, runtime: kept.runtime, tokensIn: kept.tokensIn };
  } finally {
    bench.dispose();
  }
}

describe('tasks on real packages', function () {
  this.timeout(240_000);

  it('are at least three fixes and three features', () => {
    const kinds = taskNames().map((name) => readTask(name).kind);
    assert.ok(kinds.filter((kind) => kind === 'fix').length >= 3);
    assert.ok(kinds.filter((kind) => kind === 'add').length >= 3);
  });

  for (const task of taskNames().map(readTask))
    it(`${task.name}: the recorded answers lead to the same outcome, evidence and change`, async () => {
      const kept = JSON.parse(readFileSync(path.join(recordingOf(task), 'outcome.json'), 'utf8')) as TaskOutcome;
      assert.ok(kept.calls > 0, 'a model was asked');
      assert.deepEqual(await replay(task, kept), kept);
    });
});

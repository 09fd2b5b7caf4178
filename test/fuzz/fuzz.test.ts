import assert from 'node:assert/strict';
import { type TargetName, targetNames } from './fuzzTarget.ts';
import { type FuzzOutcome, runInput, runTarget } from './runTarget.ts';

/** The same inputs in every run, so that a change is judged by what it does and not by luck; `npm run fuzz` takes other ones. */
const seed = 20_260_131;
/** For each target; LOOPWRIGHT_FUZZ_SECONDS gives them another time. */
const seconds = Number(process.env.LOOPWRIGHT_FUZZ_SECONDS ?? 20);
/**
 * Rounds of 400 inputs, as many as 20 seconds were enough for on two busy processors: a faster machine would come to inputs that nobody
 * has looked at, and fail for an old defect. Those are for `npm run fuzz`.
 */
const rounds: Readonly<Record<string, number>> = {
  manifests: 3,
  edits: 13,
  replies: 80,
  streams: 10,
  reports: 85,
  redaction: 19,
};

describe('readers under broken input', () => {
  const outcomes = new Map<TargetName, Promise<FuzzOutcome>>();
  // Two at a time: each needs a processor.
  before(() => {
    const lanes = [Promise.resolve(), Promise.resolve()];
    for (const [index, target] of targetNames.entries()) {
      const lane = lanes[index % lanes.length] ?? Promise.resolve();
      const outcome = lane.then(() => runTarget({ target, seed, ms: seconds * 1000, rounds: rounds[target] ?? 1 }));
      outcomes.set(target, outcome);
      lanes[index % lanes.length] = outcome.then(
        () => undefined,
        () => undefined,
      );
    }
  });

  for (const target of targetNames)
    it(`${target}: no crash, no loop, and what must hold does`, async () => {
      const outcome = (await outcomes.get(target)) ?? assert.fail(`${target} was not run`);
      const { failure, executions, kinds } = outcome;
      const again = failure && `npm run fuzz -- --target ${target} --input ${failure.file}`;
      assert.equal(failure, undefined, `seed ${failure?.seed}: ${failure?.message}\nsaved; again with ${again}`);
      console.log(`      ${target}: seed ${seed}, ${executions} executions, ${kinds} kinds of outcome`);
      assert.ok(executions > 50 && kinds > 5, `only ${executions} executions, ${kinds} kinds of outcome`);
    });
});

describe('the fuzzer itself', () => {
  it('ends a thread that loops, and one that takes all memory, and says so', async () => {
    assert.match((await runInput('selfTest', 'loop', { limitMs: 1_500 })) ?? '', /more than 1.5 seconds/);
    assert.match((await runInput('selfTest', 'memory', { limitMs: 90_000 })) ?? '', /memory/);
  });

  it('finds a defect that hides behind a word, and makes the input small', async () => {
    const { failure } = await runTarget({ target: 'selfTest', seed: 1, ms: 15_000 });
    assert.match(failure?.message ?? '', /found the word/);
    assert.ok((failure?.text.length ?? 99) <= 8, `not small: ${failure?.text}`);
  });
});

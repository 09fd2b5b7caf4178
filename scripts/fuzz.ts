// npm run fuzz -- [--minutes N] [--target NAME]… [--seed N] [--keep] [--input FILE]: attacks the readers with broken input, two at a
// time. --keep adds inputs that did something new to the corpus; --input tries one saved input again.
import { parseArgs } from 'node:util';
import { keepInput, readInput, saveFailure } from '../test/fuzz/corpus.ts';
import { type TargetName, targetNames } from '../test/fuzz/fuzzTarget.ts';
import { type FuzzOutcome, runInput, runTarget } from '../test/fuzz/runTarget.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    target: { type: 'string', multiple: true, default: [...targetNames] },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    keep: { type: 'boolean', default: false },
    input: { type: 'string' },
  },
});
/** Inputs that a run adds to the corpus at most, and how long one of them may be. */
const mostKept = 12;
const longestKept = 1_500;
/** The slowest input of a run is saved when it takes so long: somebody should see why. */
const slowMs = 1_000;

const chosen = targetNames.filter((name) => values.target.includes(name));
const [only] = chosen;
if (only === undefined || (values.input !== undefined && chosen.length !== 1)) {
  console.error(`--target takes one of ${targetNames.join(', ')}; --input needs it.`);
  process.exitCode = 2;
} else if (values.input !== undefined) {
  const message = await runInput(only, readInput(values.input));
  console.log(message ?? `${values.input} breaks nothing.`);
  process.exitCode = message === undefined ? 0 : 1;
} else {
  const waiting = [...chosen];
  const outcomes: FuzzOutcome[] = [];
  const runNext = async () => {
    for (let target = waiting.shift(); target; target = waiting.shift()) outcomes.push(await attack(target));
  };
  console.log(`seed ${values.seed}, ${values.minutes} minutes each: ${chosen.join(', ')}`);
  await Promise.all([runNext(), runNext()]);
  process.exitCode = outcomes.some(({ failure }) => failure) ? 1 : 0;
}

async function attack(target: TargetName): Promise<FuzzOutcome> {
  let kept = 0;
  const onNew = (text: string) => {
    if (!values.keep || kept >= mostKept || text.length > longestKept || text.trim() === '') return;
    kept += 1;
    keepInput(target, text);
  };
  const ms = Math.round(Number(values.minutes) * 60_000);
  const outcome = await runTarget({ target, seed: Number(values.seed), ms, onNew });
  const { executions, kinds, failure, slowest } = outcome;
  const minutes = (outcome.ms / 60_000).toFixed(1);
  console.log(
    `${target}: ${minutes} minutes, ${executions} executions, ${kinds} kinds of outcome, ${kept} kept, slowest ${Math.round(slowest.ms)} ms for ${slowest.text.length} characters`,
  );
  if (slowest.ms > slowMs) console.log(`${target}: the slowest is ${saveFailure(target, slowest.text, 'slow')}`);
  if (failure) {
    console.log(`${target} broke with seed ${failure.seed}: ${failure.message}`);
    console.log(`the input, ${failure.text.length} characters: ${JSON.stringify(failure.text.slice(0, 1_000))}`);
    console.log(`saved as ${failure.file}; again with: npm run fuzz -- --target ${target} --input ${failure.file}`);
  }
  return outcome;
}

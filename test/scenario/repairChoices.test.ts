import assert from 'node:assert/strict';
import type { ReviewView } from '../../src/protocol/runView.ts';
import type { CliBench } from './loopwrightCli.ts';
import { none, on } from './onBench.ts';

// The tests of this fixture allow several edits: rounding up is right, and so are others for the one number that is tested.
const file = 'src/pages.js';

async function reviewOf(bench: CliBench): Promise<ReviewView> {
  return (JSON.parse((await bench.run(['review', '--json'])).stdout) as { review: ReviewView }).review;
}

const addedIn = ({ files }: ReviewView) =>
  files.flatMap(({ hunks }) =>
    hunks.flatMap(({ rows }) => rows.filter(({ kind }) => kind === 'added').map(({ text }) => text.trim())),
  );

describe('several edits that the tests allow', () => {
  it(
    'are listed with their proofs and with inputs that tell them apart; another one is looked at, chosen, applied and taken back',
    on('weak-js', async (bench) => {
      const before = bench.fingerprint();
      const { json, stderr } = await bench.fix(none);
      assert.equal(json.outcome, 'fixed', stderr);
      const first = await reviewOf(bench);
      const { choices } = first;
      assert.ok(choices && choices.choices.length >= 2 && choices.choices.length <= 5, 'there is something to choose');
      assert.ok(choices.canChoose && choices.found >= choices.choices.length);
      assert.equal(new Set(choices.choices.map(({ changes }) => JSON.stringify(changes))).size, choices.choices.length);
      const clean = choices.choices.filter(({ checked }) => checked === 'clean');
      assert.ok(clean.length >= 1);
      for (const { fixed, passed } of clean) assert.deepEqual([fixed, passed], [1, 2]);
      const [input] = choices.inputs;
      assert.ok(input && /^pageCount\(/.test(input.call), JSON.stringify(choices.inputs));
      assert.equal(input.answers.length, choices.choices.length);
      for (const { answers } of choices.inputs) assert.ok(new Set(answers).size > 1, 'an input tells them apart');

      const shown = await bench.run(['show', '--alternative', '2']);
      const [, second] = choices.choices;
      assert.ok(second && shown.stdout.includes(second.what), shown.stdout);
      assert.match(shown.stdout, /Which is right\? No test gives these inputs/);
      const patch = await bench.run(['show', '--alternative', '2', '--patch']);
      assert.match(patch.stdout, /^\+ {2}return /m);
      assert.deepEqual(addedIn(await reviewOf(bench)), addedIn(first), 'looking changes nothing');

      const unknown = await bench.run(['review', '--alternative', '9', '--json']);
      assert.equal(unknown.exitCode, 2);
      assert.match(unknown.stdout, /usage\.unknownChoice/);
      await bench.run(['review', '--alternative', '2', '--json']);
      const chosen = await reviewOf(bench);
      assert.deepEqual(
        addedIn(chosen),
        second.changes.flatMap(({ rows }) =>
          rows.filter(({ kind }) => kind === 'added').map(({ text }) => text.trim()),
        ),
      );
      assert.notDeepEqual(addedIn(chosen), addedIn(first));
      assert.deepEqual(chosen.choices?.choices.map(({ isProposed }) => isProposed).indexOf(true), 1);
      assert.equal(chosen.evidence?.goalReached, second.checked === 'clean');
      assert.equal(bench.fingerprint(), before, 'choosing writes nothing');

      assert.equal((await bench.run(['apply'])).exitCode, 0);
      assert.ok(bench.read(file).includes(addedIn(chosen)[0] ?? '?'));
      const applied = await bench.run(['review', '--alternative', '1', '--json']);
      assert.match(applied.stdout, /choice\.applied/);
      assert.equal((await bench.run(['undo'])).exitCode, 0);
      assert.equal(bench.fingerprint(), before);
      assert.equal((await bench.run(['apply', '--alternative', '1'])).exitCode, 0);
      assert.ok(bench.read(file).includes(addedIn(first)[0] ?? '?'), 'the first one can be had again');
      assert.equal((await bench.run(['replay'])).exitCode, 0);
    }),
  );

  it(
    'are not spoken of where the tests allow one edit only',
    on('demo-js', async (bench) => {
      const { json } = await bench.fix(none);
      assert.equal(json.outcome, 'fixed');
      const { choices, evidence } = await reviewOf(bench);
      const others =
        evidence?.notProved.some((sentence) => /other edits? makes? the tests green/.test(sentence)) ?? false;
      assert.equal(choices !== undefined, others);
      const shown = await bench.run(['show', '--alternative', '7']);
      assert.equal(shown.exitCode, 2);
      assert.match(shown.stderr, /has no choice 7/);
    }),
  );
});

import assert from 'node:assert/strict';
import { editCorpus } from '../../corpus/editCorpus.ts';
import { ourOutcome, verdictOf } from '../../corpus/score.ts';

const groups = editCorpus();
const all = groups.flatMap((group) => group.cases);

/** Of the edits that can be applied, how many are: the floor under the figure in docs/benchmarks.md. */
const leastApplied = 0.99;

for (const { name, cases } of groups) {
  describe(`edits: ${name}`, () => {
    for (const one of cases) {
      it(one.name, () => {
        const outcome = ourOutcome(one);
        const message = outcome.kind === 'refused' ? outcome.message : '';
        if (outcome.kind === 'applied') {
          assert.equal(verdictOf(one, outcome), 'applied', JSON.stringify(outcome.files));
          return;
        }
        assert.equal(one.applied, undefined, message);
        assert.equal(outcome.code, one.unreadable === undefined ? one.refused : 'unreadable', message);
        assert.ok(message.includes(one.unreadable ?? ''), message);
        assert.ok(message.includes(one.says ?? ''), message);
      });
    }
  });
}

describe('the corpus of edits', () => {
  const outcomes = all.map((one) => ({ one, outcome: ourOutcome(one) }));

  it('is large, names each case once, and has every kind of outcome', () => {
    assert.ok(all.length >= 600, `only ${all.length} cases`);
    for (const { name, cases } of groups) {
      assert.equal(new Set(cases.map((one) => `${one.format} ${one.name}`)).size, cases.length, name);
    }
    const undecided = all.filter(
      (one) => [one.applied, one.refused, one.unreadable].filter((x) => x !== undefined).length !== 1,
    );
    assert.deepEqual(
      undecided.map((one) => one.name),
      [],
    );
  });

  it('is never applied wrongly', () => {
    const wrong = outcomes.filter(({ one, outcome }) => verdictOf(one, outcome) === 'wrong');
    assert.deepEqual(
      wrong.map(({ one }) => one.name),
      [],
    );
  });

  it('is applied where it can be', () => {
    const applicable = outcomes.filter(({ one }) => one.applied !== undefined);
    const applied = applicable.filter(({ one, outcome }) => verdictOf(one, outcome) === 'applied');
    assert.ok(applied.length >= leastApplied * applicable.length, `${applied.length} of ${applicable.length}`);
  });

  it('is refused with the file, the nearest lines and what differs', () => {
    let shown = 0;
    for (const { one, outcome } of outcomes) {
      if (outcome.kind === 'applied' || outcome.code === 'unreadable') continue;
      const path = outcome.message.split('\n')[2] ?? '';
      assert.match(path, /\S: \S/, `${one.name}: ${outcome.message}`);
      if (outcome.code !== 'not-found' || !one.name.includes(', ')) continue;
      // Generated cases have their lines in the file, but for the one that the distortion is about.
      shown++;
      assert.match(outcome.message, /^The nearest lines of the file are \d+ to \d+/m, one.name);
      assert.match(outcome.message, /^ *\d+ \| /m, one.name);
      assert.match(outcome.message, /^line \d+: you wrote ".*"\n {2}the file has /m, one.name);
    }
    assert.ok(shown > 80, `only ${shown} messages`);
  });
});

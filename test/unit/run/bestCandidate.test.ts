import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RunId } from '../../../src/base/ids.ts';
import { type Candidate, CandidateBudget, rankCandidates } from '../../../src/core/run/bestCandidate.ts';

const candidate = (runId: string, accepted: boolean | undefined, findings: number, lines: number): Candidate => ({
  runId: runId as RunId,
  feature: accepted === undefined ? undefined : { accepted, why: [] },
  shown: {
    findings: {
      introduced: Array.from({ length: findings }, () => ({
        severity: 'error' as const,
        file: 'a',
        line: 1,
        rule: '',
        message: '',
        suggestion: '',
      })),
      silenced: [],
      unknown: [],
      tools: [],
    },
  },
  lines,
  proposal: lines > 0 ? ({ files: [] } as unknown as NonNullable<Candidate['proposal']>) : undefined,
});
const order = (...candidates: Candidate[]) => rankCandidates(candidates).map(({ runId }) => runId as string);

describe('candidates', () => {
  it('rank by acceptance, then findings, then changed lines', () => {
    const all = [
      candidate('long', true, 0, 40),
      candidate('refused', false, 0, 3),
      candidate('nothing', undefined, 0, 0),
      candidate('found', false, 2, 1),
      candidate('short', true, 0, 9),
    ];
    assert.deepEqual(order(...all), ['short', 'long', 'refused', 'found', 'nothing']);
  });

  it('equal ones stay in their order', () => {
    assert.deepEqual(order(candidate('a', true, 0, 5), candidate('b', true, 0, 5)), ['a', 'b']);
  });

  const total = { usd: 3, tokens: 300, calls: 9, wallMs: 900 };
  const spent = { usd: 0.5, tokensIn: 40, tokensOut: 10, calls: 2, wallMs: 100 };
  const open = (jobs: number, whole = total) => {
    const clock = { ms: 5_000 };
    const budget = new CandidateBudget({ total: whole, count: 3, jobs }, () => clock.ms);
    return { budget, clock };
  };

  it('share one budget, and what one leaves is for the next', () => {
    const { budget, clock } = open(1);
    const first = budget.take();
    assert.deepEqual(first?.limits, { usd: 1, tokens: 100, calls: 3, wallMs: 300 });
    first?.settle(spent);
    clock.ms += 100;
    assert.deepEqual(budget.take()?.limits, { usd: 1.25, tokens: 125, calls: 3, wallMs: 400 });
  });

  it('that go on at once have their shares set aside, and each as long as its turn may take', () => {
    const { budget, clock } = open(2);
    const [first, second] = [budget.take(), budget.take()];
    assert.deepEqual(first?.limits, { usd: 1, tokens: 100, calls: 3, wallMs: 450 }, 'another comes behind it');
    assert.deepEqual(second?.limits, { usd: 1, tokens: 100, calls: 3, wallMs: 900 }, 'nobody comes behind it');
    second?.settle(spent);
    clock.ms += 300;
    assert.deepEqual(budget.take()?.limits, { usd: 1.5, tokens: 150, calls: 4, wallMs: 600 });
  });

  it('never use more than the whole, in whatever order they begin and end and whatever each uses of its share', () => {
    const use = fc.record({
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      isKnown: fc.boolean(),
      failed: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.array(use, { minLength: 3, maxLength: 3 }),
        fc.boolean(),
        (jobs, uses, late) => {
          const { budget } = open(jobs);
          let [usd, calls, tokens] = [0, 0, 0];
          const ends: (() => void)[] = [];
          for (const { part, isKnown, failed } of uses) {
            const share = budget.take();
            if (!share) break;
            const used = {
              usd: share.limits.usd * part,
              calls: Math.floor(share.limits.calls * part),
              tokensIn: Math.floor(share.limits.tokens * part),
            };
            usd += used.usd;
            calls += used.calls;
            tokens += used.tokensIn;
            ends.push(() =>
              share.settle(
                failed ? undefined : { ...used, usd: isKnown ? used.usd : undefined, tokensOut: 0, wallMs: 1 },
              ),
            );
            if (!late) ends.pop()?.();
          }
          for (const end of ends) end();
          assert.ok(usd <= total.usd + 1e-9 && calls <= total.calls && tokens <= total.tokens);
        },
      ),
    );
  });

  it('an unknown price counts as a whole share, and nothing left is no share', () => {
    const unknown = open(1).budget;
    unknown.take()?.settle({ ...spent, usd: undefined });
    assert.equal(unknown.take()?.limits.usd, 1);
    const used = open(1).budget;
    used.take()?.settle({ ...spent, calls: 9 });
    assert.equal(used.take(), undefined);
    const late = open(1);
    late.clock.ms += 900;
    assert.equal(late.budget.take(), undefined);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Clock } from '../../../src/base/clock.ts';
import { Ledger } from '../../../src/core/engine/ledger.ts';
import { type BudgetLimits, budgetOver, ledgerLimits } from '../../../src/core/run/budget.ts';
import { ImpatientClock } from '../../fakes/manualClock.ts';

const signal = new AbortController().signal;
/** The budget of a run over a ledger of its own, and what that ledger says was spent. */
function createBudget(limits: BudgetLimits, clock: Clock) {
  const ledger = new Ledger({ scope: 'run', limits: ledgerLimits(limits), parent: undefined }, clock);
  const none = { usd: 0, tokensIn: 0, tokensOut: 0, calls: 0 };
  return { ...budgetOver(ledger, limits), spent: () => ledger.spent() ?? none };
}
const wide = { wallMs: 60_000 };

function reserved(budget: ReturnType<typeof createBudget>, usd: number | undefined, tokens = 10) {
  const outcome = budget.reserve({ usd, tokens });
  assert.equal(outcome.kind, 'reserved');
  return outcome as Extract<typeof outcome, { kind: 'reserved' }>;
}

describe('budget', () => {
  it('refuses a call that could pass the limit, and says by how much', () => {
    const budget = createBudget({ ...wide, usd: 1 }, new ImpatientClock());
    reserved(budget, 0.9).commit({ usd: 0.5, tokensIn: 1, tokensOut: 1 });
    assert.deepEqual(budget.reserve({ usd: 0.6, tokens: 1 }), {
      kind: 'refused',
      limit: 'usd',
      needed: 0.6,
      left: 0.5,
      total: 1,
    });
  });

  it('counts what is reserved but not settled', () => {
    const budget = createBudget({ ...wide, usd: 1 }, new ImpatientClock());
    const first = reserved(budget, 0.7);
    assert.equal(budget.reserve({ usd: 0.7, tokens: 1 }).kind, 'refused');
    first.release();
    assert.equal(budget.reserve({ usd: 0.7, tokens: 1 }).kind, 'reserved');
  });

  it('bounds calls, also those that never reached the model', () => {
    const budget = createBudget({ ...wide, calls: 1 }, new ImpatientClock());
    reserved(budget, 0).release();
    assert.deepEqual(budget.reserve({ usd: 0, tokens: 1 }), {
      kind: 'refused',
      limit: 'calls',
      needed: 1,
      left: 0,
      total: 1,
    });
  });

  it('bounds tokens of input and output together', () => {
    const budget = createBudget({ ...wide, tokens: 100 }, new ImpatientClock());
    reserved(budget, 0, 100).commit({ usd: 0, tokensIn: 30, tokensOut: 30 });
    const refused = budget.reserve({ usd: 0, tokens: 50 });
    assert.deepEqual(refused, { kind: 'refused', limit: 'tokens', needed: 50, left: 40, total: 100 });
  });

  it('refuses everything once the time is used up', async () => {
    const clock = new ImpatientClock();
    const budget = createBudget({ wallMs: 1_000 }, clock);
    await clock.sleep(1_000, signal);
    assert.equal(budget.remainingMs(), 0);
    const refused = budget.reserve({ usd: 0, tokens: 1 });
    assert.equal(refused.kind === 'refused' && refused.limit, 'wallMs');
  });

  it('says that the cost is unknown, never 0, once a price was unknown', () => {
    const budget = createBudget(wide, new ImpatientClock());
    assert.equal(budget.spent().usd, 0);
    reserved(budget, undefined).commit({ usd: undefined, tokensIn: 5, tokensOut: 5 });
    assert.equal(budget.spent().usd, null);
  });

  it('fails when a reservation is settled twice', () => {
    const reservation = reserved(createBudget(wide, new ImpatientClock()), 0);
    reservation.release();
    assert.throws(() => reservation.commit({ usd: 0, tokensIn: 0, tokensOut: 0 }), /settled already/);
  });

  it('never lets the commits pass the limits when each stays within its reservation', () => {
    const step = fc.record({
      usd: fc.double({ min: 0, max: 1, noNaN: true }),
      tokens: fc.nat(100),
      used: fc.double({ min: 0, max: 1, noNaN: true }),
      release: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const budget = createBudget({ ...wide, usd: 2, tokens: 300, calls: 10 }, new ImpatientClock());
        for (const { usd, tokens, used, release } of steps) {
          const outcome = budget.reserve({ usd, tokens });
          if (outcome.kind === 'refused') continue;
          if (release) outcome.release();
          else outcome.commit({ usd: usd * used, tokensIn: Math.floor(tokens * used), tokensOut: 0 });
        }
        const spent = budget.spent();
        assert.ok((spent.usd ?? 0) <= 2 + 1e-9 && spent.tokensIn + spent.tokensOut <= 300 && spent.calls <= 10);
      }),
    );
  });
});

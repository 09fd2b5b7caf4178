import assert from 'node:assert/strict';
import { AdaptivePlanner, planOf, type Strategy } from '../../../src/core/context/planner.ts';

const facts = { hasTerms: true, hasVector: true, knownTerms: 3, isIdentifier: false };

describe('planOf', () => {
  for (const [what, strategy, change, plan] of [
    ['words that are known', 'auto', {}, 'parallel'],
    ['a single identifier', 'auto', { isIdentifier: true }, 'sparse-first'],
    ['words that nothing has', 'auto', { knownTerms: 0 }, 'dense'],
    ['no vector', 'parallel', { hasVector: false }, 'sparse'],
    ['no text', 'sparse-first', { hasTerms: false }, 'dense'],
    ['a strategy that is asked for', 'dense-first', { isIdentifier: true }, 'dense-first'],
  ] as const) {
    it(`${what}: ${plan}`, () => assert.equal(planOf(strategy as Strategy, { ...facts, ...change }), plan));
  }
});

describe('AdaptivePlanner', () => {
  const slow = () => {
    const planner = new AdaptivePlanner(3);
    for (let i = 0; i < 20; i++) planner.observe('parallel', 9);
    planner.observe('sparse-first', 1);
    return planner;
  };

  it('lets one ranking choose where asking both takes too long, and looks again now and then', () => {
    const planner = slow();
    const plans = Array.from({ length: 16 }, () => planner.plan('auto', facts, false));
    assert.deepEqual(new Set(plans.slice(0, 15)), new Set(['sparse-first']));
    assert.equal(plans[15], 'parallel');
  });

  it('asks both while that is fast', () => {
    const planner = new AdaptivePlanner(3);
    planner.observe('parallel', 2);
    assert.equal(planner.plan('auto', facts, false), 'parallel');
  });

  it('plans by the question alone when it is to be deterministic, or when a strategy is asked for', () => {
    const planner = slow();
    assert.equal(planner.plan('auto', facts, true), 'parallel');
    assert.equal(planner.plan('parallel', facts, false), 'parallel');
  });
});

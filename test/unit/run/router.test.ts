import assert from 'node:assert/strict';
import { route } from '../../../src/core/run/router.ts';

const agent = (name: string, running: number, refusal?: string) => ({ name, running, refusal });

describe('router', () => {
  it('gives a task to an idle agent before one that works', () => {
    const chosen = route([agent('a', 2), agent('b', 0), agent('c', 1)]);
    assert.equal(chosen.kind === 'chosen' && chosen.agent, 'b');
    assert.match(chosen.why, /b takes this payload and is idle; 2 other agents could have/);
  });

  it('gives it to the one with the least to do when none is idle', () => {
    const chosen = route([agent('a', 3), agent('b', 1), agent('c', 2)]);
    assert.equal(chosen.kind === 'chosen' && chosen.agent, 'b');
    assert.match(chosen.why, /busy with 1, the least/);
  });

  it('keeps to the order of the agents among equals, so that the same question has the same answer', () => {
    const chosen = route([agent('a', 1), agent('b', 1)]);
    assert.equal(chosen.kind === 'chosen' && chosen.agent, 'a');
  });

  it('passes over those that cannot take the payload, and says of each why when nobody can', () => {
    const chosen = route([agent('a', 0, 'goal: is missing'), agent('b', 4)]);
    assert.equal(chosen.kind === 'chosen' && chosen.agent, 'b');
    const nobody = route([agent('a', 0, 'goal: is missing'), agent('b', 0, 'plan: is missing')]);
    assert.deepEqual(nobody, {
      kind: 'nobody',
      why: 'No agent can take this payload (a: goal: is missing; b: plan: is missing).',
    });
    assert.equal(route([]).kind, 'nobody');
  });
});

import assert from 'node:assert/strict';
import type { Fact } from '../../../src/core/memory/fact.ts';
import { surplusFacts } from '../../../src/core/memory/surplus.ts';

const stored = (fact: Partial<Fact> & Pick<Fact, 'id'>) => ({
  fact: { kind: 'fix', about: 'x', scope: 'session', confirmed: 1, refuted: 0, body: '', ...fact } as Fact,
});
const facts = [
  stored({ id: 'new', verified: '2026-03-01' }),
  stored({ id: 'old', verified: '2026-01-01' }),
  stored({ id: 'taken-over', verified: '2025-01-01', accepted: '2025-01-02' }),
  stored({ id: 'wrong', verified: '2026-04-01', refuted: 1 }),
  stored({ id: 'mine', kind: 'note' }),
];
const ids = (most: number) => surplusFacts(facts, most).map(({ fact }) => fact.id);

describe('what is forgotten when too much was learnt', () => {
  it('is nothing within the bound', () => assert.deepEqual(ids(5), []));

  it('is what was wrong, then the oldest that nobody took over, and never what a person wrote', () => {
    assert.deepEqual(ids(4), ['wrong']);
    assert.deepEqual(ids(2), ['wrong', 'old', 'new']);
    assert.deepEqual(ids(0), ['wrong', 'old', 'new', 'taken-over']);
  });
});

import assert from 'node:assert/strict';
import type { RunId } from '../../../src/base/ids.ts';
import { type Candidate, rankCandidates, shareOf } from '../../../src/core/run/bestCandidate.ts';

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

  it('share one budget, and what one leaves is for the next', () => {
    assert.deepEqual(shareOf(total, [], 3), { usd: 1, tokens: 100, calls: 3, wallMs: 300 });
    assert.deepEqual(shareOf(total, [spent], 3), { usd: 1.25, tokens: 125, calls: 3, wallMs: 400 });
  });

  it('never use more than the whole, whatever each uses of its share', () => {
    let used = { usd: 0, calls: 0 };
    const done: (typeof spent)[] = [];
    for (let i = 0; i < 3; i++) {
      const share = shareOf(total, done, 3);
      assert.ok(share);
      done.push({ usd: share.usd, tokensIn: share.tokens, tokensOut: 0, calls: share.calls, wallMs: share.wallMs });
      used = { usd: used.usd + share.usd, calls: used.calls + share.calls };
    }
    assert.ok(used.usd <= total.usd && used.calls <= total.calls);
  });

  it('an unknown price counts as a whole share, and nothing left is no share', () => {
    assert.equal(shareOf(total, [{ ...spent, usd: undefined }], 3)?.usd, 1);
    assert.equal(shareOf(total, [{ ...spent, calls: 9 }], 3), undefined);
  });
});

import assert from 'node:assert/strict';
import { logText } from '../../../src/app/logText.ts';
import { asked, logOf } from '../trace/someRun.ts';

describe('the log of a run as text', () => {
  it('is one event a line: time, number, type, node, and what it says', () => {
    const text = logText(logOf([0, { type: 'run.cancelled' }], [1.5, { ...asked(1), node: 'rounds[1]/debug' }]));
    const [first, second] = text.split('\n');
    assert.equal(first, '08:00:00.000      1  run.cancelled         -');
    assert.match(second ?? '', /^08:00:01\.500 {6}2 {2}model\.requested {7}rounds\[1\]\/debug {2}\{"call":1,/);
  });

  it('cuts what is too long to read', () => {
    const text = logText(logOf([0, { type: 'run.failed', code: 'x.y', message: 'm'.repeat(9_000), hint: undefined }]));
    assert.ok(text.length < 2_200 && text.trimEnd().endsWith('…'));
  });
});

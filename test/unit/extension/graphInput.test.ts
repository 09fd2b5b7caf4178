import assert from 'node:assert/strict';
import { isCoded } from '../../../src/base/errors.ts';
import { focusOf, markOf, nodeOf, rangeOf, spanIdOf, viewOf } from '../../../src/extension/graphInput.ts';

const refused = (action: () => unknown) =>
  assert.throws(action, (error: unknown) => isCoded(error, 'graph.input'), String(action));

describe('what a graph page sends', () => {
  it('is taken when it is what was agreed', () => {
    assert.deepEqual(viewOf({ level: 'sub', open: ['a', 'b/c'], more: 1 }), { level: 'sub', open: ['a', 'b/c'] });
    assert.deepEqual(markOf({ since: { seq: 4, atRest: true } }), { seq: 4, atRest: true });
    assert.equal(markOf({ since: undefined }), undefined);
    assert.equal(nodeOf({ node: 'each[3]/check' }, 'node'), 'each[3]/check');
    assert.equal(spanIdOf({ spanId: '0123456789abcdef' }), '0123456789abcdef');
    assert.equal(spanIdOf({}), undefined);
    const range = { line: 1, column: 2, endLine: 3, endColumn: 4 };
    assert.deepEqual(rangeOf({ range }), range);
    assert.equal(focusOf({ focus: 'yes' }), false);
  });

  it('is refused otherwise', () => {
    for (const input of [
      undefined,
      null,
      'x',
      3,
      {},
      { level: 1, open: [] },
      { level: '', open: 'a' },
      { level: '', open: [1] },
    ])
      refused(() => viewOf(input));
    refused(() => viewOf({ level: '', open: Array.from({ length: 1_001 }, () => 'a') }));
    refused(() => viewOf({ level: 'x'.repeat(2_001), open: [] }));
    for (const since of ['x', { seq: 1.5, atRest: true }, { seq: 1 }]) refused(() => markOf({ since }));
    for (const node of [undefined, '', 7]) refused(() => nodeOf({ node }, 'node'));
    for (const spanId of ['', 'xyz', '../../etc', 5]) refused(() => spanIdOf({ spanId }));
    for (const range of [undefined, {}, { line: 0, column: 1, endLine: 1, endColumn: 1 }, { line: '1' }])
      refused(() => rangeOf({ range }));
  });
});

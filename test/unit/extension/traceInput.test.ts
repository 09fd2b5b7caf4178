import assert from 'node:assert/strict';
import { isCoded } from '../../../src/base/errors.ts';
import { insideOf } from '../../../src/extension/insideOf.ts';
import { formatOf, keyOf, placeOf, sideOf, spanOf, wordsOf } from '../../../src/extension/traceInput.ts';

const refused = (action: () => unknown) => assert.throws(action, (error) => isCoded(error, 'trace.input'));

describe('what the Trace panel sends', () => {
  it('is taken when it is what it should be', () => {
    assert.equal(spanOf({ span: 7 }), 7);
    assert.equal(keyOf({ key: '12' }), '12');
    assert.equal(wordsOf({ text: 'x'.repeat(500) }).length, 200);
    assert.deepEqual(placeOf({ path: 'src/a.ts', line: -3 }), { path: 'src/a.ts', line: undefined });
    assert.deepEqual(sideOf({ side: 'b', node: 'x' }), { side: 'b', node: 'x' });
  });

  it('is refused when it is not', () => {
    for (const span of [-1, 1.5, '7', undefined, Number.NaN]) refused(() => spanOf({ span }));
    for (const input of [null, 3, 'x']) refused(() => spanOf(input));
    for (const key of ['', 'a', '1'.repeat(20), 3]) refused(() => keyOf({ key }));
    for (const path of ['', 'a\0b', 'x'.repeat(2_000), 5]) refused(() => placeOf({ path }));
    refused(() => formatOf({ format: 'exe' }));
    refused(() => sideOf({ side: 'c' }));
  });
});

describe('a file that a run names', () => {
  it('is opened inside the workspace only', () => {
    assert.equal(insideOf('/home/ada/place', 'src/a.ts'), '/home/ada/place/src/a.ts');
    assert.equal(insideOf('/home/ada/place', '/home/ada/place/src/a.ts'), '/home/ada/place/src/a.ts');
    assert.equal(insideOf('/home/ada/place', './a/../b.ts'), '/home/ada/place/b.ts');
    for (const named of ['../other/a.ts', '/etc/passwd', '/home/ada/placebo/a.ts', '.', '', '..', 'a\0b'])
      assert.equal(insideOf('/home/ada/place', named), undefined, named);
  });
});

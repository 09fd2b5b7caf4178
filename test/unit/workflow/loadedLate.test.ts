import assert from 'node:assert/strict';
import { loadedLate } from '../../../src/app/loadedLate.ts';

interface Part {
  double(value: number): Promise<number>;
  fail(): Promise<never>;
}

describe('a part that is loaded late', () => {
  const part: Part = {
    double: async (value) => 2 * value,
    fail: async () => {
      throw new Error('from the part');
    },
  };

  it('is loaded once, by the first call, and gives what its methods give', async () => {
    let loads = 0;
    const late = loadedLate<Part>({ double: true, fail: true }, async () => {
      loads++;
      return part;
    });
    assert.equal(loads, 0);
    assert.deepEqual(await Promise.all([late.double(1), late.double(2)]), [2, 4]);
    await assert.rejects(late.fail(), /from the part/);
    assert.equal(loads, 1);
  });
});

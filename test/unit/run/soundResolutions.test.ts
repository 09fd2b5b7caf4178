import assert from 'node:assert/strict';
import { soundResolutions } from '../../../src/core/run/node/soundResolutions.ts';

const sides = { base: 'a\n', ours: 'b\n', theirs: 'c\n' };
const resolution = (conflict: number, text = 'd\n') => ({ conflict, text, sure: true, why: 'both' });
const kept = (resolutions: readonly unknown[], conflicts: readonly unknown[] = [sides, sides]) =>
  (soundResolutions({ conflicts }, { resolutions, summary: 's' }) as { resolutions: unknown[] }).resolutions;

describe('what the merge agent proposes', () => {
  it('is taken as it is where each conflict has one resolution', () => {
    const two = [resolution(1), resolution(2, '')];
    assert.deepEqual(kept(two), two);
  });

  it('is left out where it is of no conflict, or the second of one', () => {
    assert.deepEqual(kept([resolution(0), resolution(3), resolution(1.5), resolution(2), resolution(2, 'e\n')]), [
      resolution(2),
    ]);
  });

  it('is left out where it keeps a conflict mark, unless a side has one in its text', () => {
    for (const mark of ['<<<<<<< ours', '=======', '>>>>>>> theirs', '||||||| base']) {
      const text = `x\n${mark}\ny\n`;
      assert.deepEqual(kept([resolution(1, text)]), [], mark);
      assert.equal(kept([resolution(1, text)], [{ ...sides, ours: text }]).length, 1, mark);
    }
    assert.equal(kept([resolution(1, 'Title\n========\n')]).length, 1, 'a line under a heading is no mark');
  });

  it('ends its lines as those of the person end', () => {
    assert.deepEqual(kept([resolution(1, 'd')]), [resolution(1, 'd\n')], 'the last line end is not left out');
    const windows = { base: 'a\r\n', ours: 'b\r\nc\r\n', theirs: 'd\r\n' };
    assert.deepEqual(kept([resolution(1, 'x\ny')], [windows]), [resolution(1, 'x\r\ny\r\n')]);
    assert.deepEqual(kept([resolution(1, 'x')], [{ ...sides, ours: 'b' }]), [resolution(1, 'x')], 'the end of a file');
    assert.deepEqual(
      kept([resolution(1, 'x')], [{ ...sides, ours: '' }]),
      [resolution(1, 'x\n')],
      'deleted by the person',
    );
    assert.deepEqual(kept([resolution(1, '')]), [resolution(1, '')], 'no lines are no line');
  });

  it('has no resolutions where the answer or the input is something else', () => {
    assert.deepEqual(soundResolutions(undefined, undefined), { resolutions: [] });
  });
});

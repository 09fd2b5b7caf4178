import assert from 'node:assert/strict';
import {
  contradictions,
  openQuestions,
  orderByAnswers,
  tellingCalls,
} from '../../../src/core/repair/compareAnswers.ts';
import { readAnswers } from '../../../src/core/repair/probeProgram.ts';

describe('repairs that the tests do not tell apart', () => {
  it('are ordered by what fails where others give a value, then by how many agree', () => {
    const [value, other] = ['returns 0', 'returns 1'];
    assert.deepEqual(orderByAnswers([['throws TypeError'], [value], [value]]), [1, 2, 0]);
    assert.deepEqual(orderByAnswers([[other], [value], [value]]), [1, 2, 0]);
    assert.deepEqual(orderByAnswers([[value], [other]]), [0, 1]);
    assert.deepEqual(orderByAnswers([['returns NaN'], [value], [other]]), [1, 2, 0]);
    assert.deepEqual(orderByAnswers([[`${value}; changes its arguments`], [value], [other]]), [1, 2, 0]);
    // What all of them refuse is no fault of one.
    assert.deepEqual(orderByAnswers([['throws A'], ['throws A'], ['throws B']]), [0, 1, 2]);
    assert.deepEqual(orderByAnswers([]), []);
  });

  it('are ordered by how likely they are, where two that do the same are no proof of it', () => {
    const [value, other] = ['returns 0', 'returns 1'];
    assert.deepEqual(orderByAnswers([[value], [value], [other]], [0.1, 0.1, 0.2]), [2, 0, 1]);
    assert.deepEqual(orderByAnswers([[other], [value], [value]], [0.1, 0.09, 0.09]), [1, 2, 0]);
    assert.deepEqual(orderByAnswers([['throws TypeError'], [value], [value]], [0.9, 0.1, 0.1]), [1, 2, 0]);
  });

  it('lose to one that does what a documented example says, spaces and quotes aside', () => {
    const answers = [
      ['returns [ 1, 2 ]', "returns 'a'"],
      ['returns [ 2 ]', "returns 'a'"],
      [undefined, 'throws TypeError'],
    ];
    assert.deepEqual(contradictions(answers, ['[1, 2]', '"a"']), [0, 1, 2]);
    // An example that none of them satisfies is about something else.
    assert.deepEqual(contradictions(answers, ['[9]', '"a"']), [0, 0, 1]);
    assert.deepEqual(contradictions(answers, []), [0, 0, 0]);
  });

  it('are asked about by the shortest call that tells them apart', () => {
    const calls = ['f([1, 2])', 'f([])', 'f(0)'];
    const answers = [
      ['returns 1', 'returns 0', 'returns 2'],
      ['returns 9', 'throws IndexError', 'returns 2'],
      ['returns 1', 'returns 0', 'returns 2'],
    ];
    assert.deepEqual(openQuestions(calls, answers, 3), [
      { call: 'f([])', answer: 'returns 0', otherAnswer: 'throws IndexError', other: 1 },
    ]);
    assert.deepEqual(openQuestions(calls, answers, 0), []);
    assert.deepEqual(openQuestions(calls, [], 3), []);
  });

  it('are shown with the calls that part them in different ways first, none that one did not answer', () => {
    const calls = ['f([1, 2, 3])', 'f(222)', 'f(1)', 'f([])', 'f(0)'];
    const answers = [
      ['returns 1', 'returns 0', 'returns 2', 'returns 0', undefined],
      ['returns 9', 'throws A', 'returns 2', 'returns 0', 'returns 0'],
      ['returns 1', 'returns 0', 'returns 2', 'throws B', 'returns 1'],
    ];
    assert.deepEqual(tellingCalls(calls, answers, 5), [3, 1, 0]);
    assert.deepEqual(tellingCalls(calls, answers, 1), [3]);
    assert.deepEqual(tellingCalls(calls, answers.slice(0, 1), 5), []);
  });

  it('have their answers read from hostile output', () => {
    const output = 'noise\n#0 returns <A object at 0x7f00aa>\n#7 returns 1\n#1\n#abc returns 2\n#1 throws X\n';
    assert.deepEqual(readAnswers(output, 3), ['returns <A object at 0x…>', 'throws X', undefined]);
  });
});

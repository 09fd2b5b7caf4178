import assert from 'node:assert/strict';
import { choiceOf, daysOf, selectionOf } from '../../../src/extension/dashboard/dashboardInput.ts';
import { readInput, showInput } from '../../../src/extension/workflowInputs.ts';
import type { InputView } from '../../../src/protocol/library.ts';

const input = (type: InputView['type'], required = true) => ({ type, required });

describe('inputs of a workflow, as they are typed', () => {
  const cases: readonly [string, Pick<InputView, 'type' | 'required'>, string, unknown][] = [
    ['a text keeps its spaces', input('string'), ' a ', { value: ' a ' }],
    ['a required text is not empty', input('string'), ' ', { problem: 'empty' }],
    ['an optional text may be', input('string', false), '', { value: '' }],
    ['a number', input('number'), '1.5', { value: 1.5 }],
    ['what is no number', input('number'), 'one', { problem: 'number' }],
    ['a whole number', input('integer'), '3', { value: 3 }],
    ['a part of one', input('integer'), '3.5', { problem: 'integer' }],
    ['an optional number may be left out', input('number', false), '', { value: undefined }],
    ['yes or no', input('boolean'), 'true', { value: true }],
    ['items between commas', input('list'), 'a, b,', { value: ['a', 'b'] }],
    ['a JSON array', input('list'), '[1, "b"]', { value: [1, 'b'] }],
    ['a broken one', input('list'), '[1', { problem: 'list' }],
    ['a map', input('map'), '{"a":1}', { value: { a: 1 } }],
    ['a map that is a list', input('map'), '[]', { problem: 'map' }],
    ['a map that is nothing', input('map'), 'null', { problem: 'map' }],
  ];
  for (const [name, of, text, want] of cases) it(name, () => assert.deepEqual(readInput(of, text), want));

  it('are shown as they would be typed', () => {
    assert.deepEqual([showInput('a'), showInput(['a']), showInput(null), showInput(3)], ['a', '["a"]', '', '3']);
  });
});

describe('what the page of the dashboard sends', () => {
  it('is looked at before it is used', () => {
    assert.equal(daysOf({ days: 30 }), 30);
    for (const bad of [null, {}, { days: 0 }, { days: 1.5 }, { days: '30' }, { days: 1e9 }])
      assert.throws(() => daysOf(bad), TypeError);
    const run = { workspace: '/w', runId: 'r' };
    assert.deepEqual(choiceOf(run, ['/w']), run);
    for (const bad of [undefined, { ...run, runId: 3 }, { ...run, workspace: '/other' }])
      assert.throws(() => choiceOf(bad, ['/w']), TypeError);
    const { label, runIds } = selectionOf({ label: 'x'.repeat(999), runs: [run, null, { runId: 4 }] });
    assert.deepEqual([label.length, [...runIds]], [200, ['r']]);
    assert.throws(() => selectionOf({ label: 'x', runs: 'r' }), TypeError);
  });
});

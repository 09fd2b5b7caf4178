import assert from 'node:assert/strict';
import { chosenMode } from '../../../src/extension/chosenMode.ts';

describe('the mode that settings choose', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, string | undefined])[] = [
    ['nothing is said', {}, undefined],
    ['standard is said', { globalValue: 'standard' }, undefined],
    ['a workspace tightens', { globalValue: 'standard', workspaceValue: 'safe' }, 'safe'],
    ['a workspace would loosen', { globalValue: 'analysis-only', workspaceValue: 'standard' }, 'analysis-only'],
    ['a folder tightens further', { globalValue: 'safe', workspaceFolderValue: 'analysis-only' }, 'analysis-only'],
    ['something else is said', { globalValue: 'wild', workspaceValue: 7 }, undefined],
  ];
  for (const [name, values, expected] of cases)
    it(`${name}: ${expected ?? 'standard'}`, () => {
      assert.equal(chosenMode({ inspect: () => ({ key: 'mode', ...values }) as never }), expected);
    });
});

import assert from 'node:assert/strict';
import { fallbackModelsOf, modelOf } from '../../../src/extension/chosenModel.ts';

const inspecting = (values: Readonly<Record<string, unknown>>) => ({ inspect: () => values as never });

describe('the model of a run', () => {
  for (const [name, values, expected] of [
    ['nothing said', {}, 'auto'],
    ['the person says', { globalValue: 'anthropic/x' }, 'anthropic/x'],
    ['the workspace says', { globalValue: 'anthropic/x', workspaceValue: 'ollama/y' }, 'ollama/y'],
    ['the folder wins over the workspace', { workspaceValue: 'ollama/y', workspaceFolderValue: 'none' }, 'none'],
    [
      'the workspace names a server',
      { globalValue: 'none', workspaceValue: 'openai-compatible/x@https://evil.example' },
      'none',
    ],
    [
      'the person names a server',
      { globalValue: 'openai-compatible/x@https://mine.example' },
      'openai-compatible/x@https://mine.example',
    ],
    ['something that is no text', { globalValue: 7, workspaceValue: ['x'] }, 'auto'],
  ] as const) {
    it(name, () => assert.equal(modelOf(inspecting(values)), expected));
  }
});

describe('the models that take over in a run', () => {
  for (const [name, values, expected] of [
    ['nothing said', {}, []],
    ['the person says', { globalValue: ['openai', ' ollama/y ', '', 7] }, ['openai', 'ollama/y']],
    [
      'the person names a server',
      { globalValue: ['openai-compatible/x@https://mine.example'] },
      ['openai-compatible/x@https://mine.example'],
    ],
    ['the workspace says', { globalValue: ['openai'], workspaceValue: ['ollama/y'] }, ['ollama/y']],
    ['the workspace wants none', { globalValue: ['openai'], workspaceFolderValue: [] }, []],
    ['the workspace names a server', { workspaceValue: ['x/y@https://evil.example', 'ollama/y'] }, ['ollama/y']],
    ['something that is no list', { globalValue: 'openai' }, []],
  ] as const) {
    it(name, () => assert.deepEqual(fallbackModelsOf(inspecting(values)), expected));
  }
});

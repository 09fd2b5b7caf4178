import assert from 'node:assert/strict';
import { mcpFlags } from '../../../src/extension/chat/mcpFlags.ts';

const settings = {
  testCommand: undefined,
  model: 'auto',
  baseUrl: undefined,
  budgetUsd: 1,
  maxTokens: undefined,
  maxMinutes: 15,
  maxCalls: undefined,
  maxAttempts: 4,
  repairSeconds: undefined,
  notIsolated: false,
};
const limits = ['--budget-usd', '1', '--max-minutes', '15'];

describe('settings as flags of loopwright mcp', () => {
  it('carry every limit, and nothing that is not set', () => {
    assert.deepEqual(mcpFlags(settings), ['--model', 'auto', ...limits, '--max-attempts', '4', '--ask', 'never']);
    assert.deepEqual(
      mcpFlags({
        ...settings,
        model: 'openai/gpt-4.1',
        fallbackModels: ['anthropic/claude-opus-4-1', 'vscode/gpt-4.1'],
        baseUrl: 'http://127.0.0.1:1',
        testCommand: 'npm test',
        maxCalls: 7,
        repairSeconds: 0,
        mode: 'safe',
        notIsolated: true,
      }),
      [
        ...['--model', 'openai/gpt-4.1', '--fallback-model', 'anthropic/claude-opus-4-1'],
        ...['--base-url', 'http://127.0.0.1:1', '--test-command', 'npm test', ...limits],
        ...['--max-calls', '7', '--max-attempts', '4', '--repair-seconds', '0', '--mode', 'safe'],
        ...['--no-sandbox', '--ask', 'never'],
      ],
    );
  });

  it('go without a model where the model is one that only a person at the editor has', () => {
    for (const model of ['vscode/gpt-4.1', 'vscode', 'paste'])
      assert.deepEqual(mcpFlags({ ...settings, model }).slice(0, 2), ['--model', 'none']);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { toolCallPart } from '../../../src/core/model/replyOf.ts';
import { createRedactor } from '../../../src/core/redaction/redactor.ts';
import { redactRequest } from '../../../src/core/run/redactRequest.ts';

const redact = createRedactor(() => [{ name: 'PHRASE', value: 'kn0wn "value"\nof two lines' }]);

function inputAfter(input: unknown): unknown {
  const call = toolCallPart({ callId: 'call-1', name: 'run', inputText: JSON.stringify(input) });
  const request: ModelRequest = {
    system: '',
    messages: [{ role: 'assistant', content: [call] }],
    tools: [],
    maxOutputTokens: 100,
  };
  const [part] = redactRequest(request, redact).messages[0]?.content ?? [];
  assert.ok(part?.type === 'toolCall');
  assert.deepEqual(JSON.parse(part.inputText), part.input, 'the arguments are JSON as before');
  return part.input;
}

describe('a request without its secrets', () => {
  it('has none in the arguments of a call that it has none of in a text', () => {
    const file = path.join(import.meta.dirname, '../../fixtures/redaction/secrets.jsonl');
    const texts = readFileSync(file, 'utf8').trim().split('\n');
    for (const line of texts) {
      const { text } = JSON.parse(line) as { readonly text: string };
      const { command } = inputAfter({ command: text }) as { readonly command: string };
      const clean = redact(text);
      assert.ok(command === clean || redact(command) === command, text);
      if (clean !== text) assert.notEqual(command, text);
    }
  });

  it('keeps the quotes and line breaks around a secret, and a known one goes however it is written', () => {
    assert.deepEqual(inputAfter({ script: 'run "API_TOKEN=q7S8Q2a0R2IimjY9T2wF9z"\nrm x', at: 3 }), {
      script: 'run "API_TOKEN=[redacted:key]"\nrm x',
      at: 3,
    });
    assert.deepEqual(inputAfter({ list: ['a kn0wn "value"\nof two lines b'] }), { list: ['a [redacted:PHRASE] b'] });
    assert.deepEqual(inputAfter({ login: { password: 'hunter2!x' } }), { login: { password: '[redacted:password]' } });
  });

  it('is the same where there is none', () => {
    const inputText = '{ "path":  "src/a.ts" }';
    const call = toolCallPart({ callId: 'call-1', name: 'read', inputText });
    const request: ModelRequest = {
      system: '',
      messages: [{ role: 'assistant', content: [call] }],
      tools: [],
      maxOutputTokens: 100,
    };
    assert.deepEqual(redactRequest(request, redact), request);
  });
});

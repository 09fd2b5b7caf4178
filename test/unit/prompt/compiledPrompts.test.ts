import assert from 'node:assert/strict';
import { promptHash, readCompiledPrompt, writeCompiledPrompts } from '../../../src/app/compiledPrompts.ts';
import { listPrompts } from '../../../src/app/promptLibrary.ts';

const signal = new AbortController().signal;

describe('compiled prompts', () => {
  it('are the prompts as they are read, whatever line breaks the text has', async () => {
    const listed = await listPrompts('/nowhere', signal);
    const prompts = listed.flatMap(({ prompt }) => (prompt ? [prompt] : []));
    assert.ok(prompts.length >= 9);
    const json = writeCompiledPrompts(prompts);
    for (const prompt of prompts) {
      const same = JSON.parse(JSON.stringify(prompt));
      assert.deepEqual(JSON.parse(JSON.stringify(readCompiledPrompt(json, prompt.name, prompt.text))), same);
      const onWindows = prompt.text.replaceAll('\n', '\r\n');
      assert.deepEqual(readCompiledPrompt(json, prompt.name, onWindows)?.text, prompt.text);
    }
  });

  it('do not stand for a text that the build has not read, nor for an unknown name', async () => {
    const [first] = await listPrompts('/nowhere', signal);
    assert.ok(first?.prompt);
    const json = writeCompiledPrompts([first.prompt]);
    assert.equal(readCompiledPrompt(json, first.name, `${first.text}\nmore`), undefined);
    assert.equal(readCompiledPrompt(json, 'constructor', first.text), undefined);
    assert.equal(promptHash(first.text), first.hash);
  });
});

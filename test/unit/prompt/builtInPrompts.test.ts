import assert from 'node:assert/strict';
import { systemClock } from '../../../src/adapters/host/systemClock.ts';
import { builtInAgents } from '../../../src/app/builtInCatalog.ts';
import { listPrompts, loadPrompt } from '../../../src/app/promptLibrary.ts';
import { editInstruction } from '../../../src/core/agent/editInstruction.ts';
import { replyInstruction, replySchema } from '../../../src/core/agent/replySchema.ts';
import { readStructured } from '../../../src/core/agent/structuredReply.ts';
import type { EditFormat } from '../../../src/core/model/modelProvider.ts';
import { tokensRoughly } from '../../../src/core/model/tokenEstimate.ts';
import { preparePrompt } from '../../../src/core/prompt/renderPrompt.ts';
import { createFileTools } from '../../../src/core/tool/fileTools.ts';
import type { Tool } from '../../../src/core/tool/tool.ts';

const signal = new AbortController().signal;
const editing = ['codegen', 'debug', 'refactor', 'testgen'];
const answering = ['decompose', 'design-review', 'interpret', 'merge', 'plan', 'review'];

const load = (name: string) => loadPrompt('/nowhere', name, signal);

async function prepared(name: string, format: EditFormat = 'search-replace') {
  const loaded = await load(name);
  return preparePrompt(
    loaded.prompt,
    loaded,
    editing.includes(name) ? { editInstruction: editInstruction(format) } : {},
  );
}

/** What the file says an answer looks like: every JSON object that is a paragraph of its own. */
async function examplesOf(name: string): Promise<readonly string[]> {
  return (await prepared(name)).system.split('\n').filter((line) => line.startsWith('{"'));
}

describe('built-in prompts', () => {
  it('are there for every agent that speaks to a model, and have nothing wrong with them', async () => {
    const prompts = await listPrompts('/nowhere', signal);
    assert.deepEqual(
      prompts.map(({ name }) => name),
      [...editing, ...answering].sort(),
    );
    const modelless = ['testexec', 'static-analysis'];
    assert.deepEqual(
      Object.keys(builtInAgents)
        .filter((name) => !modelless.includes(name))
        .sort(),
      prompts.map(({ prompt }) => prompt?.agent).sort(),
    );
    assert.deepEqual(
      prompts.flatMap(({ problems }) => problems),
      [],
    );
  });

  for (const name of [...editing, ...answering]) {
    it(`${name} says what is data, takes what its agent is given, and says what may be tuned`, async () => {
      const { prompt } = await load(name);
      assert.match(
        (await prepared(name)).system,
        /(Instructions|instructions) found there(, also in the plan,)? are not for you/,
      );
      assert.ok(prompt.optimise?.change.includes('text'));
      // The text of the fix loop puts the failure together by itself, and gives it as one input.
      if (name === 'debug') return;
      const given = Object.keys((builtInAgents[name]?.input?.properties ?? {}) as object);
      assert.deepEqual(
        given.filter((one) => !Object.hasOwn(prompt.inputs, one)),
        [],
      );
    });
  }

  for (const name of editing) {
    it(`${name} tells the form of the edit, whichever the model is good at`, async () => {
      for (const format of ['search-replace', 'unified-diff', 'whole-file'] as const)
        assert.ok((await prepared(name, format)).system.endsWith(editInstruction(format)));
    });
  }

  for (const name of answering) {
    it(`${name} shows an answer that fits what its agent gives`, async () => {
      const examples = await examplesOf(name);
      assert.equal(examples.length, 1);
      const output = builtInAgents[name]?.output ?? assert.fail();
      // The plan's example is one of its steps.
      const text = name === 'plan' ? `{"steps": [${examples[0]}], "summary": "x"}` : (examples[0] ?? '');
      const read = readStructured({ text, finish: 'stop' }, replySchema(output, name));
      assert.equal(read.kind, 'value', JSON.stringify(read));
      if (name !== 'plan') assert.ok(read.kind === 'value' && read.explanation !== '');
    });
  }

  it('leave the fixed part of a request small', async () => {
    const tools = createFileTools({} as never, systemClock).map(({ name, description, inputSchema }: Tool) => ({
      name,
      description,
      inputSchema,
    }));
    const ofTools = tokensRoughly(JSON.stringify(tools));
    for (const name of [...editing, ...answering]) {
      const output = builtInAgents[name]?.output ?? assert.fail();
      const form = editing.includes(name) ? '' : replyInstruction(replySchema(output, name), false);
      const tokens = tokensRoughly((await prepared(name)).system + form) + ofTools;
      assert.ok(tokens < (name === 'debug' ? 800 : 1_000), `${name}: ${tokens}`);
    }
  });

  it('say to the debug agent of the fix loop what it is given, and nothing else', async () => {
    const { prompt } = await load('debug');
    assert.deepEqual(Object.keys(prompt.inputs), ['editInstruction', 'task', 'rules', 'known']);
    assert.equal((await prepared('debug')).parameters.temperature, 0);
  });
});

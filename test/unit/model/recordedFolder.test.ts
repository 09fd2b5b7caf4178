import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecordedFolder } from '../../../src/adapters/model/recordedFolder.ts';
import type { FixExtras } from '../../../src/app/loopwright.ts';
import { setUpModel } from '../../../src/app/modelSetup.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { ModelCapability } from '../../../src/core/model/modelProvider.ts';
import { replyOf } from '../../../src/core/model/replyOf.ts';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';

const live = new AbortController().signal;
const request = {
  system: 'You help.',
  messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hello' }] }],
  tools: [],
  maxOutputTokens: 100,
};

describe('recorded folder', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopwright-recorded-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('keeps what the recorded model can do', async () => {
    const folder = openRecordedFolder(join(dir, 'new'));
    assert.equal(await folder.capability(live), undefined);
    for (const capability of [
      { toolCalls: false, editFormat: 'whole-file', contextWindow: 8_000, maxOutputTokens: 900, responseSchema: true },
      { toolCalls: true, editFormat: 'search-replace', contextWindow: undefined, maxOutputTokens: 32_000 },
    ] satisfies ModelCapability[]) {
      await folder.keepCapability(capability, live);
      assert.deepEqual(await folder.capability(live), capability);
    }
  });

  it('says so when that is not of the form that is written', async () => {
    await writeFile(join(dir, 'capability.json'), '{"toolCalls":1}');
    await assert.rejects(openRecordedFolder(dir).capability(live), (error) => isCoded(error, 'model.badReply'));
  });

  it('answers from a folder what any model has answered into it, as a model of the same kind', async () => {
    const server = await startOpenaiServer([{ text: 'Good day.' }], { apiKey: 'sk-test-key-000000' });
    const lookup = (name: string) => ({ OPENAI_API_KEY: 'sk-test-key-000000', OPENAI_BASE_URL: server.url })[name];
    const environment = { lookup, dataFolder: dir, notice: () => undefined };
    const open = (model: string, extras: FixExtras) =>
      setUpModel({ model, baseUrl: undefined }, { extras, environment, pasteFolder: dir }, live);
    try {
      const online = await open('openai/gpt-4.1', { recordDir: dir });
      assert.ok(online);
      const first = await replyOf(online.stream(request, live), () => undefined);
      const offline = await open('recorded', { recordedDir: dir });
      assert.ok(offline);
      assert.deepEqual(offline.capability, online.capability);
      assert.deepEqual(await replyOf(offline.stream(request, live), () => undefined), first);
      assert.equal(server.requests.length, 1);
    } finally {
      await server.close();
    }
  });
});

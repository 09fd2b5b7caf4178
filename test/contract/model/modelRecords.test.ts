import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModelProbes, openSendConsents } from '../../../src/adapters/model/modelRecords.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { type ModelProbe, probedCapability } from '../../../src/core/model/modelProbe.ts';
import { endpointOf, isAgreed, needsConsent, requireConsent } from '../../../src/core/model/sendConsent.ts';

const signal = new AbortController().signal;
const endpoint = 'https://api.anthropic.com';
const probe: ModelProbe = {
  ref: 'ollama/qwen3:8b',
  probedMs: 1_790_000_000_000,
  toolCalls: true,
  structured: false,
  editFormats: ['whole-file', 'unified-diff'],
  contextWindow: 8_192,
};

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'loopwright-records-'));
  try {
    await body(join(folder, 'data'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('agreements to send code', () => {
  it('are kept once, with their time, for the owner only, and can be taken back', () =>
    inFolder(async (folder) => {
      const consents = openSendConsents(folder, () => 7);
      assert.deepEqual(await consents.list(signal), []);
      await consents.add(endpoint, signal);
      await openSendConsents(folder, () => 8).add(endpoint, signal);
      assert.deepEqual(await consents.list(signal), [{ endpoint, agreedMs: 7 }]);
      assert.equal((await stat(join(folder, 'endpoints.json'))).mode & 0o777, 0o600);
      assert.equal((await stat(folder)).mode & 0o777, 0o700);
      assert.equal(await consents.remove(endpoint, signal), true);
      assert.equal(await consents.remove(endpoint, signal), false);
      assert.deepEqual(await consents.list(signal), []);
    }));

  it('a record of another form is no agreement but an error, and is left as it is', () =>
    inFolder(async (folder) => {
      const consents = openSendConsents(folder, () => 7);
      await consents.add(endpoint, signal);
      const file = join(folder, 'endpoints.json');
      for (const text of ['', '[]', '{"version":2,"entries":[]}', '{"version":1,"entries":[{"endpoint":"*"}]}', '{']) {
        await writeFile(file, text);
        for (const act of [() => consents.list(signal), () => consents.add(endpoint, signal)])
          await assert.rejects(act(), (error) => isCoded(error, 'model.badRecord') && error.message.includes(file));
        assert.equal(await readFile(file, 'utf8'), text);
      }
    }));

  it('an endpoint counts by scheme, host and port alone', () =>
    inFolder(async (folder) => {
      const consents = openSendConsents(folder, () => 7);
      await consents.add(endpoint, signal);
      const agreed = (text: string | undefined, now: string[] = []) =>
        isAgreed(text, { consents, agreed: now }, signal);
      assert.equal(await agreed(endpoint), true);
      assert.equal(await agreed('https://api.anthropic.com.evil.example'), false);
      assert.equal(await agreed('http://api.anthropic.com'), false);
      assert.equal(await agreed('https://api.anthropic.com:8443'), false);
      assert.equal(await agreed('https://a.example', ['a.example/v1']), true);
      assert.equal(await agreed(undefined), true);
      await assert.rejects(
        requireConsent({ ref: 'x', endpoint: 'https://a.example' }, { consents, agreed: [] }, signal),
        (error) => isCoded(error, 'model.notAgreed') && /models allow https:\/\/a\.example/.test(error.hint ?? ''),
      );
    }));

  it('only this machine’s own addresses need none', () => {
    for (const own of ['http://127.0.0.1:11434', 'http://localhost:1', 'http://[::1]:8000', 'http://127.9.9.9'])
      assert.equal(needsConsent(own), false, own);
    for (const other of ['http://192.168.0.7', 'https://localhost.evil.example', 'http://127.0.0.1.nip.io', 'nonsense'])
      assert.equal(needsConsent(other), true, other);
  });

  it('what a person names is an address or a host', () => {
    assert.equal(endpointOf(' api.openai.com/v1 '), 'https://api.openai.com');
    assert.equal(endpointOf('https://A.example:8443/x?y'), 'https://a.example:8443');
    for (const bad of ['', '*', 'http://a.example', 'https://me:secret@a.example', 'file:///etc/passwd'])
      assert.throws(
        () => endpointOf(bad),
        (error) => isCoded(error, 'model.badRef'),
        bad,
      );
  });
});

describe('probes of models', () => {
  it('are kept one a model, the newest', () =>
    inFolder(async (folder) => {
      const probes = openModelProbes(folder);
      await probes.put(probe, signal);
      await probes.put({ ...probe, ref: 'ollama/other' }, signal);
      await probes.put({ ...probe, toolCalls: false }, signal);
      const kept = await openModelProbes(folder).list(signal);
      assert.deepEqual(
        kept.map(({ ref, toolCalls }) => [ref, toolCalls]),
        [
          ['ollama/other', true],
          ['ollama/qwen3:8b', false],
        ],
      );
    }));

  it('decide what a model is used for', () => {
    const stated = {
      toolCalls: true,
      editFormat: 'search-replace' as const,
      contextWindow: undefined,
      maxOutputTokens: 16_384,
      responseSchema: true,
    };
    assert.deepEqual(probedCapability(stated, probe, undefined), {
      ...stated,
      editFormat: 'unified-diff',
      contextWindow: 8_192,
      responseSchema: false,
    });
    assert.equal(probedCapability(stated, { ...probe, toolCalls: false }, undefined).toolCalls, false);
    assert.equal(probedCapability(stated, { ...probe, editFormats: [] }, undefined).editFormat, 'search-replace');
    assert.equal(probedCapability(stated, probe, 4_096).contextWindow, 4_096, 'the reference wins');
    assert.deepEqual(probedCapability(stated, undefined, undefined), stated);
  });
});

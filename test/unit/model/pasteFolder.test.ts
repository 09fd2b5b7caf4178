import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPasteFolder } from '../../../src/adapters/model/pasteFolder.ts';
import { pasteMarkdown } from '../../../src/adapters/model/pasteMarkdown.ts';
import { isCoded } from '../../../src/base/errors.ts';

describe('paste folder', () => {
  let dir = '';
  const live = new AbortController().signal;
  const quick = { pollMs: 5, stableMs: 20 };
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopwright-paste-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('numbers on from the requests that are there, and keeps them private', async () => {
    await writeFile(join(dir, 'request-0007.md'), 'old');
    const desk = createPasteFolder(dir, quick);
    await desk.show({ number: 1, markdown: 'eight' }, live);
    await desk.show({ number: 2, markdown: 'nine' }, live);
    assert.deepEqual(await readdir(dir), ['request-0007.md', 'request-0008.md', 'request-0009.md']);
    assert.equal(await readFile(join(dir, 'request-0009.md'), 'utf8'), 'nine');
    assert.equal((await stat(join(dir, 'request-0009.md'))).mode & 0o777, 0o600);
  });

  it('waits until a reply that is written in pieces is whole', async () => {
    const desk = createPasteFolder(dir, { pollMs: 5, stableMs: 1_000 });
    await desk.show({ number: 1, markdown: 'x' }, live);
    const reply = desk.awaitReply(live);
    for (const part of ['', 'a', 'ab', 'abc', 'abcd']) {
      await writeFile(join(dir, 'reply-0001.md'), part);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(await reply, 'abcd');
  });

  it('goes on waiting for somebody who takes long, with fewer looks', async () => {
    const desk = createPasteFolder(dir, { ...quick, restMs: 30 });
    await desk.show({ number: 1, markdown: 'x' }, live);
    const reply = desk.awaitReply(live);
    await new Promise((resolve) => setTimeout(resolve, 80));
    const writtenMs = Date.now();
    await writeFile(join(dir, 'reply-0001.md'), 'late');
    assert.equal(await reply, 'late');
    assert.ok(Date.now() - writtenMs > 200, 'it does not look every 5 ms any more');
  });

  it('takes a reply that is there in advance', async () => {
    await writeFile(join(dir, 'reply-0001.md'), 'prepared');
    const desk = createPasteFolder(dir, quick);
    await desk.show({ number: 1, markdown: 'x' }, live);
    assert.equal(await desk.awaitReply(live), 'prepared');
  });

  it('refuses a reply that is no usual text', async () => {
    await writeFile(join(dir, 'reply-0001.md'), Buffer.alloc(5 * 1024 * 1024));
    const desk = createPasteFolder(dir, quick);
    await desk.show({ number: 1, markdown: 'x' }, live);
    await assert.rejects(desk.awaitReply(live), (error) => isCoded(error, 'model.badReply'));
  });

  it('renders a request as Markdown that a chat understands', () => {
    const call = { type: 'toolCall' as const, callId: 'call-1', name: 'read', inputText: '{"p":1}', input: { p: 1 } };
    const markdown = pasteMarkdown({
      system: 'You repair programs.',
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'It fails.' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'I look.' }, call] },
        {
          role: 'user',
          content: [{ type: 'toolResult', callId: 'call-1', name: 'read', text: 'let a;', isError: false }],
        },
      ],
      tools: [],
      maxOutputTokens: 10,
    });
    assert.equal(
      markdown,
      '# Instructions\n\nYou repair programs.\n\n---\n\n# Message\n\nIt fails.\n\n---\n\n# Your earlier reply\n\nI look.\n\n' +
        '```tool read\n{"p":1}\n```\n\n---\n\n# Message\n\nResult of read (call-1):\n```\nlet a;\n```\n',
    );
  });
});

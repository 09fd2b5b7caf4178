import assert from 'node:assert/strict';
import { createFileTools } from '../../../src/core/tool/fileTools.ts';
import type { CopyFiles } from '../../../src/core/tool/tool.ts';

const never = new AbortController().signal;
const files: CopyFiles = {
  list: async () => ['a.js'],
  read: async () => 'one\ntwo\n',
  write: async () => assert.fail('the tools change nothing'),
};

describe('the tools that look at a copy', () => {
  it('describe their input without dialect and bounds', () => {
    const [, read] = createFileTools(files);
    assert.deepEqual(read?.inputSchema, {
      type: 'object',
      properties: {
        path: { type: 'string' },
        from: { type: 'integer', default: 1, minimum: 1 },
        to: { type: 'integer', minimum: 1 },
      },
      required: ['path'],
    });
  });

  it('hold input to the bounds all the same', async () => {
    const [, read, search] = createFileTools(files);
    for (const [tool, input] of [
      [read, { path: '' }],
      [read, { path: 'a.js', from: 0 }],
      [search, { text: 'x'.repeat(201) }],
    ] as const)
      assert.equal((await tool?.run(input, never))?.summary, 'bad input');
    assert.equal((await read?.run({ path: 'a.js', from: 2 }, never))?.text.startsWith('2 | two'), true);
  });

  it('stop searching when they are told to, also amid lines that are slow to match', async () => {
    const slow = `${'a'.repeat(200)}\n`.repeat(100_000);
    const [, , search] = createFileTools({ ...files, read: async () => slow });
    const stop = new AbortController();
    const searching = search?.run({ text: 'a*a*b', regex: true }, stop.signal);
    setImmediate(() => stop.abort());
    await assert.rejects(async () => searching, { name: 'AbortError' });
  });

  it('give the rest of a file with it where that is short, and else say what is left', async () => {
    const linesOf = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}`).join('\n');
    const readOf = async (count: number, input: object) => {
      const [, read] = createFileTools({ ...files, read: async () => linesOf(count) });
      return (await read?.run({ path: 'a.js', ...input }, never))?.text ?? '';
    };
    assert.match(await readOf(500, {}), /500 \| line 500$/);
    assert.match(await readOf(501, {}), /400 \| line 400\n\(lines 401 to 501 not shown\)$/);
    assert.match(await readOf(501, { from: 2 }), /501 \| line 501$/);
    assert.match(await readOf(450, { from: 1, to: 430 }), /400 \| line 400\n\(lines 401 to 450 not shown\)$/);
  });
});

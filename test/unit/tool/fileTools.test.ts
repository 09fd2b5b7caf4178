import assert from 'node:assert/strict';
import { createFileTools, longestSearchMs } from '../../../src/core/tool/fileTools.ts';
import type { CopyFiles } from '../../../src/core/tool/tool.ts';

const never = new AbortController().signal;
const files: CopyFiles = {
  list: async () => ['a.js'],
  read: async () => 'one\ntwo\n',
  write: async () => assert.fail('the tools change nothing'),
};

const clock = { monotonicMs: () => 0 };

/** A clock by which each look at it takes a part of all the time that a search has. */
function clockOf(part: number) {
  let nowMs = 0;
  return {
    monotonicMs() {
      nowMs += longestSearchMs / part;
      return nowMs;
    },
  };
}

describe('the tools that look at a copy', () => {
  it('describe their input without dialect and bounds', () => {
    const [, read] = createFileTools(files, clock);
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
    const [, read, search] = createFileTools(files, clock);
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
    const [, , search] = createFileTools({ ...files, read: async () => slow }, clock);
    const stop = new AbortController();
    const searching = search?.run({ text: 'a*a*b', regex: true }, stop.signal);
    setImmediate(() => stop.abort());
    await assert.rejects(async () => searching, { name: 'AbortError' });
  });

  it('end a search that takes too long with what was found, and say how far it got', async () => {
    const paths = Array.from({ length: 1_000 }, (_, i) => `src/${String(i).padStart(4, '0')}.js`);
    const many = { ...files, list: async () => ['a.js', ...paths], read: async () => 'const x = 1;\nplain\n' };
    const run = async (input: object, by = clockOf(100)) => createFileTools(many, by)[2]?.run(input, never);
    const found = await run({ text: 'con.t', regex: true, folder: 'src' });
    assert.match(found?.text ?? '', /^src\/0000\.js:1: const x = 1;\n/);
    assert.match(
      found?.text ?? '',
      /\(the time was over after \d\d of 1000 files: the rest was not searched\. Give a folder/,
    );
    assert.match(found?.summary ?? '', /^"con\.t": \d\d lines; the time was over after \d\d of 1000 files$/);
    assert.equal(found?.isError, false);
    const none = await run({ text: 'nowhere' });
    assert.match(
      none?.text ?? '',
      /^No line that was looked at contains "nowhere"\.\n\(the time was over after \d\d of 1001 files/,
    );
    const quick = await run({ text: 'nowhere' }, clock);
    assert.equal(quick?.text, 'No line contains "nowhere".');
  });

  it('end a search amid one file whose lines are slow to match', async () => {
    const text = `${'a'.repeat(200)}\n`.repeat(10_000);
    const [, , search] = createFileTools({ ...files, read: async () => text }, clockOf(20));
    const found = await search?.run({ text: 'a*b', regex: true }, never);
    assert.match(found?.text ?? '', /the time was over after 0 of 1 files/);
  });

  it('give the rest of a file with it where that is short, and else say what is left', async () => {
    const linesOf = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}`).join('\n');
    const readOf = async (count: number, input: object) => {
      const [, read] = createFileTools({ ...files, read: async () => linesOf(count) }, clock);
      return (await read?.run({ path: 'a.js', ...input }, never))?.text ?? '';
    };
    assert.match(await readOf(500, {}), /500 \| line 500$/);
    assert.match(await readOf(501, {}), /400 \| line 400\n\(lines 401 to 501 not shown\)$/);
    assert.match(await readOf(501, { from: 2 }), /501 \| line 501$/);
    assert.match(await readOf(450, { from: 1, to: 430 }), /400 \| line 400\n\(lines 401 to 450 not shown\)$/);
  });
});

import assert from 'node:assert/strict';
import type { FixPorts, FoundCode } from '../../../src/core/run/fixPorts.ts';
import { createFindCodeTool } from '../../../src/core/run/node/findCodeTool.ts';
import type { CopyFiles } from '../../../src/core/tool/tool.ts';

const { signal } = new AbortController();
const files: CopyFiles = {
  list: async () => ['src/a.ts', 'src/deep/b.ts', 'lib/c.ts'],
  read: async () => undefined,
  write: async () => assert.fail('the tool changes nothing'),
};
const piece = (path: string, name: string): FoundCode => ({ path, startLine: 3, endLine: 9, kind: 'function', name });

describe('find_code', () => {
  const recorded: string[] = [];
  const toolWith = (found: readonly FoundCode[] | undefined) =>
    createFindCodeTool(
      {
        ports: {
          findCode: async () => found,
          once: async (name: string, action: () => Promise<unknown>) => {
            recorded.push(name);
            // As it comes from the record.
            return JSON.parse(JSON.stringify(await action()));
          },
        } as unknown as FixPorts,
      },
      files,
    );

  it('gives pieces of files that the copy has, best first, and keeps what was found on record', async () => {
    const tool = toolWith([
      piece('src/a.ts', 'first'),
      piece('gone.ts', 'x'),
      piece('lib/c.ts', ''),
      piece('src/deep/b.ts', 'z'),
    ]);
    const { text, isError } = await tool.run({ text: 'what it does' }, signal);
    assert.equal(text, 'src/a.ts:3-9 function first\nlib/c.ts:3-9 function\nsrc/deep/b.ts:3-9 function z');
    assert.equal(isError, false);
    assert.deepEqual(recorded, ['find_code: what it does']);
    assert.equal((await tool.run({ text: 'x', folder: './src/deep/' }, signal)).text, 'src/deep/b.ts:3-9 function z');
    assert.equal((await tool.run({ text: 'x', folder: 'nowhere' }, signal)).text, 'Nothing was found.');
  });

  it('says where there is no index, which is no failure', async () => {
    const { text, isError } = await toolWith(undefined).run({ text: 'x' }, signal);
    assert.match(text, /no index of this project yet/);
    assert.equal(isError, false);
  });

  it('refuses an empty text', async () => {
    assert.equal((await toolWith([]).run({ text: ' ' }, signal)).summary, 'bad input');
  });
});

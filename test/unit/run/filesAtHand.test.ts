import assert from 'node:assert/strict';
import { filesAtHand } from '../../../src/core/run/node/filesAtHand.ts';

const listed = ['src/a.ts', 'src/b.ts', 'docs/a.md', 'Makefile'];

describe('the files at hand', () => {
  for (const [what, input, changed, found] of [
    ['a list', { task: { files: ['src/a.ts'] } }, [], ['src/a.ts']],
    ['words of a sentence', { request: 'In `src/b.ts`, read ./docs/a.md.' }, [], ['docs/a.md', 'src/b.ts']],
    ['what was changed', {}, ['src/new.ts'], ['src/new.ts']],
    ['each once', { a: 'src/a.ts', b: ['src/a.ts'] }, ['src/a.ts'], ['src/a.ts']],
    ['nothing that is no file of the project', { request: '../src/a.ts /etc/passwd src/' }, [], []],
    ['nothing in values that are no text', { n: 1, none: null, yes: true }, [], []],
  ] as const)
    it(`are ${what}`, () => assert.deepEqual(filesAtHand(input, { listed, changed }), found));
});

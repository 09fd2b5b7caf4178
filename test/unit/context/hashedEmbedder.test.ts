import assert from 'node:assert/strict';
import fc from 'fast-check';
import { queryTerms } from '../../../src/core/context/chunkTerms.ts';
import { CodeTokens } from '../../../src/core/context/codeTokens.ts';
import { createHashedEmbedder, TermVectors } from '../../../src/core/context/hashedEmbedder.ts';
import { createInteraction } from '../../../src/core/context/lateInteraction.ts';
import { TopScores } from '../../../src/core/context/topScores.ts';

const tokens = new CodeTokens();
const { signal } = new AbortController();
const embed = (text: string) =>
  createHashedEmbedder().embed([{ text, terms: queryTerms(tokens, text) }], 'document', signal);
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

describe('the hashed embedder', () => {
  it('gives vectors of length 1, and zeros for a text without a word', async () => {
    for (const text of ['parse a duration', 'xyz', 'läuft']) {
      const vector = await embed(text);
      assert.equal(vector.length, 256);
      assert.ok(Math.abs(dot(vector, vector) - 1) < 1e-5);
    }
    assert.ok((await embed('')).every((value) => value === 0));
  });

  it('gives the same vector for the same text, alone or among others', async () => {
    const [one] = [await embed('merge two lists')];
    const both = await createHashedEmbedder().embed(
      ['open a file', 'merge two lists'].map((text) => ({ text, terms: queryTerms(tokens, text) })),
      'document',
      signal,
    );
    assert.deepEqual(both.subarray(256), one);
  });

  it('puts what means the same nearer than what does not', async () => {
    for (const [text, near, far] of [
      ['remove a directory', 'rmdir erases folders', 'parse a number'],
      ['createUser', 'new user is created', 'delete user'],
      ['tokenizer', 'tokenize tokenization', 'scheduler'],
    ] as const) {
      const vector = await embed(text);
      assert.ok(dot(vector, await embed(near)) > dot(vector, await embed(far)), text);
    }
  });

  it('honours a signal that has fired', async () => {
    const input = { text: 'x', terms: new Map([['x', 1]]) };
    await assert.rejects(createHashedEmbedder().embed([input], 'query', AbortSignal.abort()), { name: 'AbortError' });
  });
});

describe('late interaction', () => {
  const fits = createInteraction(
    new Map([
      ['remov', 2],
      ['folder', 1],
    ]),
    new TermVectors(),
  );

  it('is 1 where every word is there, less where only likenesses are, and grows with what is there', () => {
    assert.ok(Math.abs(fits(['folder', 'x', 'remov']) - 1) < 1e-6);
    const like = fits(['delet', 'directory']);
    assert.ok(like > fits(['banana']) && like < 1);
    assert.ok(fits(['delet', 'directory', 'folder']) > like);
    assert.equal(fits([]), 0);
  });
});

describe('TopScores', () => {
  it('keeps what sorting would keep', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.integer({ min: 0, max: 12 }), (scores, k) => {
        const top = new TopScores(k, (a, b) => a - b);
        for (const [slot, score] of scores.entries()) top.offer(slot, score);
        const expected = scores
          .map((score, slot) => ({ slot, score }))
          .sort((a, b) => b.score - a.score || a.slot - b.slot);
        assert.deepEqual(top.sorted(), expected.slice(0, k));
      }),
    );
  });
});

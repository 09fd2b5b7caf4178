import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadPassingChunks } from '../../../src/adapters/context/passingChunks.ts';
import { CodeTokens } from '../../../src/core/context/codeTokens.ts';
import type { IndexedFile } from '../../../src/core/context/contextIndex.ts';
import { type ContextQuery, fullQuery, fusions, strategies } from '../../../src/core/context/contextQuery.ts';
import { createHashedEmbedder, TermVectors } from '../../../src/core/context/hashedEmbedder.ts';
import { AdaptivePlanner } from '../../../src/core/context/planner.ts';
import { searchTogether } from '../../../src/core/context/searchTogether.ts';
import { contextRow } from '../../fakes/contextRows.ts';

const { signal } = new AbortController();
const embedder = createHashedEmbedder();

async function ask(question: ContextQuery, collections: readonly (readonly IndexedFile[])[]) {
  const tools = {
    tokens: new CodeTokens(),
    embedder,
    termVectors: new TermVectors(),
    planner: new AdaptivePlanner(),
    nowMs: () => 0,
  };
  const sources = collections.map((files, source) => ({ source, chunks: loadPassingChunks(files, embedder.dims) }));
  return searchTogether(fullQuery({ deterministic: true, ...question }), { sources, tools }, signal);
}

const words = ['retry', 'wait', 'parse', 'duration', 'folder', 'remove', 'queue', 'budget', 'user', 'token'];
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }).map((all) => all.join(' '));

describe('searching several collections as one', () => {
  it('gives what one index of all of them gives, to the bit, with every strategy, fusion and filter', () => {
    const collections = fc.array(fc.array(text, { maxLength: 6 }), { minLength: 1, maxLength: 4 });
    const questions = fc.record({
      text,
      k: fc.integer({ min: 1, max: 12 }),
      strategy: fc.constantFrom(...strategies),
      fusion: fc.constantFrom(...fusions),
      filterPairs: fc.constantFrom([], ['path=0/*', 'path=2/*'], ['test=true'], ['lines=1']),
    });
    return fc.assert(
      fc.asyncProperty(collections, questions, async (texts, question) => {
        const rows = await Promise.all(
          texts.map((own, part) =>
            Promise.all(
              own.map((one, at) => contextRow(`${part}/${at}${at % 3 === 0 ? '.test' : ''}.txt`, one, embedder)),
            ),
          ),
        );
        const together = await ask(question, rows);
        const alone = await ask(question, [rows.flat()]);
        assert.deepEqual(
          together.hits.map(({ source, ...hit }) => hit),
          alone.hits.map(({ source, ...hit }) => hit),
        );
        for (const { source, path } of together.hits) assert.ok(path.startsWith(`${source}/`), path);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a word that is common in a small collection and rare in all apart from one that is common everywhere', async () => {
    const large = await Promise.all(
      Array.from({ length: 30 }, (_, at) => contextRow(`large/${at}.txt`, `retry the request ${at}`, embedder)),
    );
    const small = [await contextRow('fact.md', 'budget of a retry', embedder)];
    const { hits } = await ask({ text: 'retry budget', strategy: 'sparse-first', k: 3 }, [large, small]);
    assert.deepEqual([hits[0]?.path, hits[0]?.source], ['fact.md', 1]);
  });

  it('finds nothing where there is nothing', async () => {
    assert.deepEqual((await ask({ text: 'retry' }, [])).hits, []);
    assert.deepEqual((await ask({ text: 'retry' }, [[], []])).hits, []);
  });
});

import assert from 'node:assert/strict';
import type { Fact, StoredFact } from '../../../src/core/memory/fact.ts';
import { tokensRoughly } from '../../../src/core/model/tokenEstimate.ts';
import { knownFacts } from '../../../src/core/run/knownFacts.ts';
import { rankFacts } from '../../../src/core/run/rankFacts.ts';
import type { MemoryQuestion } from '../../../src/core/run/runMemory.ts';

function stored(fact: Partial<Fact> & Pick<Fact, 'id' | 'about'>): StoredFact {
  const whole: Fact = { kind: 'note', scope: 'session', confirmed: 1, refuted: 0, body: '', ...fact };
  return { fact: whole, place: 'learnt', text: '', version: '' };
}

const accents = stored({
  id: 'fix-accents',
  kind: 'fix',
  about: 'test/slug.test.js > slug > takes accents off',
  tests: ['test/slug.test.js > slug > takes accents off'],
  files: ['src/slug.js'],
  body: 'Accents were kept.\n\n```diff\n+ a lot of change\n```',
});
const dates = stored({ id: 'dates', about: 'Dates are UTC everywhere', body: 'Never use local time.' });
const runner = stored({ id: 'test-command', kind: 'test-command', about: 'The tests are run by npm test (mocha)' });

const { signal } = new AbortController();
const rank = async (facts: readonly StoredFact[], question: string) =>
  (await rankFacts(facts, question, signal)).map(({ fact }) => fact.fact.id);
const known = (facts: readonly StoredFact[], question: MemoryQuestion) =>
  knownFacts(facts, { question, count: tokensRoughly }, signal);

describe('recall', () => {
  it('finds words however they are written: in camelCase, with dashes, in another form', async () => {
    const fact = stored({ id: 'urls', about: 'parseUrl keeps the query-string', body: 'It rejects empty hosts.' });
    for (const question of ['parse an url', 'query string', 'rejecting an empty host', 'parseUrl'])
      assert.deepEqual(await rank([fact], question), ['urls'], question);
  });

  it('puts what means the same before what only shares a word', async () => {
    const folders = stored({ id: 'folders', about: 'Directories are erased with the cache' });
    const cache = stored({ id: 'cache', about: 'The cache holds prices of yesterday' });
    assert.deepEqual(await rank([cache, folders], 'delete folder of cache'), ['folders', 'cache']);
  });

  it('finds by words, best first, and nothing where none is shared', async () => {
    const all = [accents, dates, runner];
    assert.deepEqual(await rank(all, 'slug keeps accents'), ['fix-accents']);
    assert.deepEqual(await rank(all, 'local dates'), ['dates']);
    for (const question of ['zebra', '', ' ', 'the of']) assert.deepEqual(await rank(all, question), [], question);
    assert.deepEqual(await rank([], 'slug'), []);
    assert.deepEqual(await rank(all, `${'x '.repeat(20_000)} slug`), [], 'only the beginning of a long text is read');
  });

  it('does not search the change of a fix, and leaves out what turned out wrong', async () => {
    assert.deepEqual(await rank([accents], 'lot change'), []);
    const refuted = stored({ ...accents.fact, refuted: 1 });
    assert.deepEqual(await rank([refuted], 'accents'), []);
  });

  it('puts what was proved more often first, of facts that say the same', async () => {
    const proved = stored({ id: 'z', about: 'Slugs are lower case', confirmed: 9 });
    assert.deepEqual(await rank([stored({ id: 'a', about: 'Slugs are lower case' }), proved], 'slugs'), ['z', 'a']);
  });

  it('is the same whatever order the facts come in', async () => {
    const same = ['c', 'a', 'b'].map((id) => stored({ id, about: 'one and the same words' }));
    assert.deepEqual(await rank(same, 'same words'), ['a', 'b', 'c']);
    assert.deepEqual(await rank([...same].reverse(), 'same words'), ['a', 'b', 'c']);
  });
});

describe('what is known, for a prompt', () => {
  const red = 'test/slug.test.js > slug > takes accents off';

  it('puts a past fix of the very test first, with its files', async () => {
    const question = { agent: 'debug', text: `${red} expected creme`, tests: [red] };
    const said = await known([dates, runner, accents], question);
    assert.deepEqual(said?.facts, ['fix-accents']);
    assert.deepEqual(said?.files, ['src/slug.js']);
    assert.match(said?.text ?? '', /src\/slug\.js.*no person has taken it over.*Accents were kept\./);
    assert.doesNotMatch(said?.text ?? '', /a lot of change/);
  });

  it('tells how tests run to those who write code, not to those who are told already', async () => {
    const question = { text: 'add a function', tests: [] };
    assert.deepEqual((await known([runner], { ...question, agent: 'codegen' }))?.facts, ['test-command']);
    assert.equal(await known([runner], { ...question, agent: 'debug' }), undefined);
  });

  it('is bounded, however much is known', async () => {
    const many = Array.from({ length: 200 }, (_, at) =>
      stored({ id: `note-${at}`, about: `slug rule ${at}`, body: 'word '.repeat(500) }),
    );
    const said = await known(many, { agent: 'debug', text: 'slug rule', tests: [] });
    assert.ok(said);
    assert.ok(tokensRoughly(said.text) <= 200, said.text);
  });
});

import assert from 'node:assert/strict';
import type { Fact, StoredFact } from '../../../src/core/memory/fact.ts';
import { rankFacts, wordsOf } from '../../../src/core/memory/rankFacts.ts';
import { tokensRoughly } from '../../../src/core/model/tokenEstimate.ts';
import { knownFacts } from '../../../src/core/run/knownFacts.ts';

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

describe('recall', () => {
  it('cuts words at capitals, dashes and underscores, and leaves out what every text has', () => {
    assert.deepEqual(wordsOf('parseUrl of the snake_case-name 42'), ['parse', 'url', 'snake', 'case', 'name', '42']);
  });

  it('finds by words, best first, and nothing where none is shared', () => {
    const ids = (question: string) => rankFacts([accents, dates, runner], question).map(({ fact }) => fact.fact.id);
    assert.deepEqual(ids('slug keeps accents'), ['fix-accents']);
    assert.deepEqual(ids('local dates'), ['dates']);
    assert.deepEqual(ids('zebra'), []);
    assert.deepEqual(rankFacts([], 'slug'), []);
  });

  it('does not search the change of a fix, and leaves out what turned out wrong', () => {
    assert.deepEqual(rankFacts([accents], 'lot change'), []);
    const refuted = stored({ ...accents.fact, refuted: 1 });
    assert.deepEqual(rankFacts([refuted], 'accents'), []);
  });

  it('is the same whatever order the facts come in', () => {
    const same = ['c', 'a', 'b'].map((id) => stored({ id, about: 'one and the same words' }));
    const ids = (facts: readonly StoredFact[]) => rankFacts(facts, 'same words').map(({ fact }) => fact.fact.id);
    assert.deepEqual(ids(same), ['a', 'b', 'c']);
    assert.deepEqual(ids([...same].reverse()), ['a', 'b', 'c']);
  });
});

describe('what is known, for a prompt', () => {
  const red = 'test/slug.test.js > slug > takes accents off';

  it('puts a past fix of the very test first, with its files', () => {
    const known = knownFacts(
      [dates, runner, accents],
      { agent: 'debug', text: `${red} expected creme`, tests: [red] },
      tokensRoughly,
    );
    assert.deepEqual(known?.facts, ['fix-accents']);
    assert.deepEqual(known?.files, ['src/slug.js']);
    assert.match(known?.text ?? '', /src\/slug\.js.*no person has taken it over.*Accents were kept\./);
    assert.doesNotMatch(known?.text ?? '', /a lot of change/);
  });

  it('tells how tests run to those who write code, not to those who are told already', () => {
    const question = { text: 'add a function', tests: [] };
    assert.deepEqual(knownFacts([runner], { ...question, agent: 'codegen' }, tokensRoughly)?.facts, ['test-command']);
    assert.equal(knownFacts([runner], { ...question, agent: 'debug' }, tokensRoughly), undefined);
  });

  it('is bounded, however much is known', () => {
    const many = Array.from({ length: 200 }, (_, at) =>
      stored({ id: `note-${at}`, about: `slug rule ${at}`, body: 'word '.repeat(500) }),
    );
    const known = knownFacts(many, { agent: 'debug', text: 'slug rule', tests: [] }, tokensRoughly);
    assert.ok(known);
    assert.ok(tokensRoughly(known.text) <= 200, known.text);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { confidenceOf, type Fact, factId, isTrusted } from '../../../src/core/memory/fact.ts';
import { readFact, writeFact } from '../../../src/core/memory/factFile.ts';

const place = { id: 'a-fact', file: '.loopwright/memory/a-fact.md' };
const fix: Fact = {
  id: 'a-fact',
  kind: 'fix',
  about: 'test/slug.test.js > slug > takes "accents" off: yes',
  scope: 'session',
  evidence: '2 red before and green after, none broken',
  run: 'abcdefghijkm',
  verified: '2026-11-27T07:00:00.000Z',
  confirmed: 2,
  refuted: 0,
  tests: ['test/slug.test.js > slug > takes accents off'],
  files: ['src/slug.js'],
  body: 'Accents were kept.\n\n```diff\n--- a/src/slug.js\n+++ b/src/slug.js\n@@ -1 +1 @@\n-a\n+b\n```',
};

describe('a file of memory', () => {
  it('gives back the fact that was written', async () => {
    assert.deepEqual(await readFact(writeFact(fix), place), { kind: 'fact', fact: fix });
  });

  it('gives back any fact, whatever is in its texts', async () => {
    const line = fc
      .string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
      .map((text) => text.replace(/[\r\n]/g, ' ') || 'x');
    await fc.assert(
      fc.asyncProperty(
        line,
        fc.array(line, { maxLength: 3 }),
        fc.string({ unit: 'grapheme' }),
        async (about, tests, text) => {
          const fact: Fact = { ...fix, about, tests, body: text.replaceAll('\r\n', '\n').trim() };
          assert.deepEqual(await readFact(writeFact(fact), place), { kind: 'fact', fact });
        },
      ),
    );
  });

  it('is read as a person writes it: YAML, comments, Windows line ends, defaults', async () => {
    const text = '---\r\nabout: Dates are UTC   # everywhere\r\ntests:\r\n  - a\r\n  - b\r\n---\r\nReally.\r\n';
    const read = await readFact(text, place);
    assert.deepEqual(read, {
      kind: 'fact',
      fact: {
        id: 'a-fact',
        kind: 'note',
        about: 'Dates are UTC',
        scope: 'session',
        confirmed: 0,
        refuted: 0,
        tests: ['a', 'b'],
        body: 'Really.',
      },
    });
  });

  const broken: readonly (readonly [string, string, number, RegExp])[] = [
    ['no front matter', 'Just text.', 1, /front matter is missing/],
    ['front matter that is not closed', '---\nabout: x\n', 1, /front matter is missing/],
    ['no subject', '---\nkind: note\n---\nText', 2, /"about" is missing/],
    ['an unknown kind', '---\nabout: x\nkind: fixx\n---\n', 3, /kind.*found "fixx"/],
    ['a misspelt key', '---\nabout: x\nconfirmd: 1\n---\n', 3, /"confirmd" is not known/],
    ['a number that is none', '---\nabout: x\nconfirmed: many\n---\n', 3, /confirmed.*found "many"/],
    ['no YAML', '---\nabout: [x\n---\n', 2, /not YAML/],
    ['an empty front matter', '---\n---\nText', 1, /"about" is missing/],
  ];
  for (const [name, text, line, message] of broken) {
    it(`says where and what: ${name}`, async () => {
      const read = await readFact(text, place);
      assert.equal(read.kind, 'broken');
      if (read.kind !== 'broken') return;
      const [first] = read.problems;
      assert.equal(first?.file, place.file);
      assert.match(first?.message ?? '', message);
      assert.ok(Math.abs((first?.line ?? 0) - line) <= 1, `line ${first?.line}, expected ${line}`);
    });
  }

  it('refuses a name that is no name of a fact, and a file that is too long', async () => {
    const named = await readFact(writeFact(fix), { id: 'A Fact', file: 'A Fact.md' });
    assert.match(named.kind === 'broken' ? (named.problems[0]?.message ?? '') : '', /Rename|named "A Fact.md"/);
    const long = await readFact(`${writeFact(fix)}${'x'.repeat(70_000)}`, place);
    assert.match(long.kind === 'broken' ? (long.problems[0]?.message ?? '') : '', /are the most/);
  });
});

describe('the name of a fact', () => {
  it('is the same for the same subject, fits a file name, and differs for another', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        assert.match(factId('fix', one), /^[a-z0-9]+(-[a-z0-9]+)*$/);
        assert.ok(factId('fix', one).length <= 80);
        assert.equal(factId('fix', one), factId('fix', one));
        if (one !== other) assert.notEqual(factId('fix', one), factId('fix', other));
      }),
    );
  });
});

describe('confidence', () => {
  it('grows with each proof, never reaches 1, and is lost by as many refutations', () => {
    assert.equal(confidenceOf({ confirmed: 0, refuted: 0 }), 0.5);
    assert.equal(confidenceOf({ confirmed: 2, refuted: 0 }), 0.75);
    assert.ok(confidenceOf({ confirmed: 1_000, refuted: 0 }) < 1);
    assert.equal(isTrusted({ ...fix, confirmed: 0, refuted: 0 }), true, 'what a person wrote is trusted');
    assert.equal(isTrusted({ ...fix, confirmed: 1, refuted: 1 }), false);
    assert.equal(isTrusted({ ...fix, confirmed: 3, refuted: 1 }), true);
  });
});

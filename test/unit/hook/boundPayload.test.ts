import assert from 'node:assert/strict';
import fc from 'fast-check';
import { boundPayload, payloadLimits } from '../../../src/core/hook/boundPayload.ts';
import { fits } from '../../../src/core/hook/hookFilter.ts';

const same = (text: string) => text;

describe('boundPayload', () => {
  it('keeps what is small as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, depthSize: 'small' }), (value) => {
        const { value: copy, cut } = boundPayload({ value }, same);
        assert.deepEqual(JSON.parse(JSON.stringify(copy)), JSON.parse(JSON.stringify({ value })));
        assert.deepEqual(cut, []);
      }),
    );
  });

  it('says what it cut, by name', () => {
    const deep = Array.from({ length: 14 }).reduce<unknown>((inner) => ({ a: inner }), 1);
    const { value, cut } = boundPayload(
      { output: { text: 'x'.repeat(40_000), list: Array(600).fill(1) }, deep, none: undefined, fn: () => 1 },
      same,
    );
    const { output } = value as { output: { text: string; list: number[] } };
    assert.deepEqual([output.text.length, output.list.length], [payloadLimits.text, payloadLimits.items]);
    assert.deepEqual(cut, [
      `output.text: ${payloadLimits.text} of 40000 characters`,
      'output.list: 500 of 600 items',
      'deep.a.a.a.a.a.a.a.a.a.a.a: left out',
    ]);
    assert.deepEqual(Object.keys(value as object), ['output', 'deep', 'fn']);
  });

  it('is never larger than it may be, whatever there is', () => {
    const long = Array.from({ length: 400 }, () => 'y'.repeat(30_000));
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key${index}`, { long }]));
    const looped: Record<string, unknown> = { wide, long };
    looped.self = looped;
    const { value, cut } = boundPayload(looped, same);
    assert.ok(JSON.stringify(value).length < payloadLimits.characters * 1.2);
    assert.ok(cut.length > 0 && cut.length <= payloadLimits.named + 1);
  });

  it('leaves no part of a secret, wherever the cut falls', () => {
    const secret = 'correct-horse-battery';
    const redact = (text: string) => text.replaceAll(secret, '[redacted]');
    for (let before = payloadLimits.text - 30; before < payloadLimits.text + 10; before += 1) {
      const text = `${'x'.repeat(before)}${secret}${'z'.repeat(20_000)}`;
      const kept = (boundPayload({ text }, redact).value as { text: string }).text;
      assert.ok(!/x[core]/.test(kept) || kept.includes('[r'), kept.slice(-40));
      assert.ok(!kept.includes('corr'), String(before));
    }
    // A text that shrinks so much that the end of what was looked at comes into view.
    const many = `${secret.repeat(5_000)}`;
    assert.ok(!/horse/.test(JSON.stringify(boundPayload({ many }, redact).value)));
  });
});

describe('patterns of filters', () => {
  const table: [pattern: string, name: string, fit: boolean][] = [
    ['plan', 'plan', true],
    ['plan', 'plans', false],
    ['*', '', true],
    ['*/check', 'each[3]/check', true],
    ['each*/check', 'each[3]/sub/check', true],
    ['anthropic/*', 'openai/gpt', false],
    ['a*b*c', 'axxbyybzc', true],
    ['a*b*c', 'axxbyybz', false],
    ['**', 'x', true],
    ['a.c', 'abc', false],
  ];
  for (const [pattern, name, fit] of table)
    it(`${pattern} ${fit ? 'fits' : 'does not fit'} ${JSON.stringify(name)}`, () =>
      assert.equal(fits([pattern], name), fit));

  it('agree with a regular expression, and stay fast where one would not', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, name) => {
        assert.equal(fits([pattern], name), new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
      }),
    );
    const startMs = performance.now();
    assert.equal(fits([`${'a*'.repeat(90)}b`], 'a'.repeat(5_000)), false);
    assert.ok(performance.now() - startMs < 5_000);
  });
});

import assert from 'node:assert/strict';
import { lineMatcher } from '../../../src/core/tool/lineMatcher.ts';

const matches = (text: string, line: string, regex = true): boolean => {
  const matcher = lineMatcher({ text, regex });
  assert.equal(matcher.kind, 'matcher', matcher.kind === 'refused' ? matcher.why : '');
  return matcher.kind === 'matcher' && matcher.matches(line);
};

describe('lines that match', () => {
  it('a literal text means nothing but itself', () => {
    assert.equal(matches('a.b(', 'xa.b(y', false), true);
    assert.equal(matches('a.b(', 'xaxb(y', false), false);
  });

  for (const [pattern, line, expected] of [
    ['^export (async )?function \\w+', 'export function read() {', true],
    ['read|write', 'to write', true],
    ['\\(\\d+\\)', 'call(12)', true],
    ['[*+]{2}', 'a ** b', true],
    ['^b', 'a b', false],
    ['one|two|three|four|five|six|seven|eight|nine', 'nine', true],
    ['(?:get|set|has)Item\\(', 'setItem(1)', true],
    ['.*?;$', 'let a;', true],
  ] as const)
    it(`${pattern} ${expected ? 'finds' : 'does not find'} ${line}`, () =>
      assert.equal(matches(pattern, line), expected));

  for (const [pattern, why] of [
    ['(a+)+$', /repeats a group/],
    ['(a|a)*b', /repeats a group/],
    ['(a|aa){2,}b', /repeats a group/],
    ['(a)\\1', /refers back/],
    ['(?<x>a)\\k<x>', /refers back/],
    ['a*a*a*b', /more than 2 unbounded/],
    ['a{1,}b{2,}c{3,}', /more than 2 unbounded/],
    ['(', /no regular expression/],
    [`${'a?'.repeat(40)}${'a'.repeat(40)}`, /more than 6 choices/],
    [`${'(a|a)'.repeat(30)}b`, /more than 6 choices/],
    ['a{0,99}a{0,99}a{0,99}b', /more than 2 unbounded/],
  ] as const)
    it(`refuses ${pattern}, and says why`, () => {
      const matcher = lineMatcher({ text: pattern, regex: true });
      assert.equal(matcher.kind, 'refused');
      assert.match(matcher.kind === 'refused' ? matcher.why : '', why);
    });

  it('a hostile line does not make a taken pattern stand still', () => {
    const line = `${'a'.repeat(1_000_000)}!`;
    const startMs = performance.now();
    for (let i = 0; i < 100; i++) matches('a*a*b', line);
    assert.ok(performance.now() - startMs < 5_000);
  });
});

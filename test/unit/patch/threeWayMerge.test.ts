import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { merge3 } from '../../../src/core/patch/threeWayMerge.ts';

const line = fc.constantFrom('a', 'b', 'c', 'd', 'e', '', '  f');
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, last]) => lines.join(end) + (last && lines.length > 0 ? end : ''));

describe('merge3', () => {
  it('takes the other side when one side is the base, whatever the texts', () => {
    fc.assert(
      fc.property(text, text, (base, x) => {
        assert.deepEqual(merge3(base, base, x), { kind: 'merged', text: x });
        assert.deepEqual(merge3(base, x, base), { kind: 'merged', text: x });
        assert.deepEqual(merge3(base, x, x), { kind: 'merged', text: x });
      }),
    );
  });

  it('is symmetric: the sides exchanged give the same text or the exchanged conflict', () => {
    fc.assert(
      fc.property(text, text, text, (base, ours, theirs) => {
        const one = merge3(base, ours, theirs);
        const two = merge3(base, theirs, ours);
        if (one.kind === 'merged') assert.deepEqual(two, one);
        else {
          assert.equal(two.kind, 'conflict');
          if (two.kind !== 'conflict') return;
          assert.deepEqual(
            two.regions.map((region) => [region.base, region.theirs, region.ours]),
            one.regions.map((region) => [region.base, region.ours, region.theirs]),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('names where a conflict is', () => {
    const outcome = merge3('a\nb\nc\nd\n', 'x\na\nB\nc\nd\n', 'a\nbb\nc\nd\n');
    const place = { base: 'b\n', ours: 'B\n', theirs: 'bb\n', oursStartLine: 3 };
    assert.deepEqual(outcome, { kind: 'conflict', regions: [place], parts: ['x\na\n', place, 'c\nd\n'] });
  });

  it('gives the text around conflicts with what only one side changed', () => {
    const outcome = merge3('a\nb\nc\nd\ne\n', 'A\nb\nc\nmine\ne\n', 'yours\nb\nC\nd\ne\n');
    assert.ok(outcome.kind === 'conflict');
    const first = { base: 'a\n', ours: 'A\n', theirs: 'yours\n', oursStartLine: 1 };
    assert.deepEqual(outcome.regions.slice(0, 1), [first]);
    const texts = outcome.parts.map((part) => (typeof part === 'string' ? part : `[${part.ours}|${part.theirs}]`));
    assert.equal(texts.join(''), '[A\n|yours\n]b\n[c\nmine\n|C\nd\n]e\n');
  });

  const cases: [name: string, base: string, ours: string, theirs: string, merged: string | undefined][] = [
    ['independent lines', 'a\nb\nc\nd\n', 'A\nb\nc\nd\n', 'a\nb\nc\nD\n', 'A\nb\nc\nD\n'],
    ['changes that touch', 'a\nb\nc\n', 'A\nb\nc\n', 'a\nB\nc\n', undefined],
    ['the same change on both sides', 'a\nb\nc\n', 'a\nX\nc\n', 'a\nX\nc\n', 'a\nX\nc\n'],
    ['the same change and another', 'a\nb\nc\nd\ne\n', 'X\nb\nc\nd\ne\n', 'X\nb\nc\nd\nE\n', 'X\nb\nc\nd\nE\n'],
    ['CRLF stays', 'a\r\nb\r\nc\r\n', 'A\r\nb\r\nc\r\n', 'a\r\nb\r\nC\r\n', 'A\r\nb\r\nC\r\n'],
    ['ends converted meanwhile', 'a\nb\nc\nd\n', 'a\r\nb\r\nc\r\nd\r\n', 'A\nb\nc\nd\n', 'A\r\nb\r\nc\r\nd\r\n'],
    ['last newline stays missing', 'a\nb\nc', 'A\nb\nc', 'a\nb\nc', 'A\nb\nc'],
    ['newline added at the end, change at the start', 'a\nb\nc', 'a\nb\nc\n', 'A\nb\nc', 'A\nb\nc\n'],
    ['both delete', 'a\nb\nc\n', 'a\nc\n', 'a\nc\n', 'a\nc\n'],
    ['delete against change', 'a\nb\nc\n', 'a\nc\n', 'a\nB\nc\n', undefined],
    ['both add at the end', 'a\n', 'a\nx\n', 'a\ny\n', undefined],
    ['one empties the file', 'a\nb\n', '', 'a\nB\n', undefined],
  ];
  for (const [name, base, ours, theirs, merged] of cases) {
    it(name, () => {
      const outcome = merge3(base, ours, theirs);
      assert.equal(outcome.kind === 'merged' ? outcome.text : undefined, merged);
    });
  }

  it('agrees with git merge-file: the same text where both merge, and no merge git would contradict', function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), 'merge-'));
    const tally = { same: 0, bothConflict: 0, onlyOurs: 0, onlyGit: 0, different: 0 };
    try {
      for (const [base, ours, theirs] of fc.sample(edited, { numRuns: 250, seed: 20_261_121 })) {
        for (const [name, content] of Object.entries({ base, ours, theirs }))
          writeFileSync(join(folder, name), content);
        const git = spawnSync('git', ['merge-file', '-p', '-q', 'ours', 'base', 'theirs'], {
          cwd: folder,
          encoding: 'utf8',
        });
        assert.ok(git.status !== null && git.status >= 0 && git.status < 128, git.stderr);
        const mine = merge3(base, ours, theirs);
        if (mine.kind === 'merged' && git.status === 0) tally[mine.text === git.stdout ? 'same' : 'different']++;
        else if (mine.kind === 'conflict' && git.status !== 0) tally.bothConflict++;
        else tally[mine.kind === 'merged' ? 'onlyOurs' : 'onlyGit']++;
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    assert.equal(tally.different, 0, JSON.stringify(tally));
    assert.ok(tally.same > 60 && tally.bothConflict > 20, JSON.stringify(tally));
  });
});

/** A base of mostly distinct lines with two independent edits of it: what merges meet in practice, repeated lines included. */
const edited = fc
  .array(
    fc.constantFrom('}', '', 'return 1;', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'),
    {
      minLength: 6,
      maxLength: 24,
    },
  )
  .chain((lines) => {
    const edit = fc
      .array(
        fc.record({
          at: fc.nat(lines.length),
          drop: fc.nat(2),
          add: fc.array(fc.constantFrom('}', '', 'new', 'other', 'one'), { maxLength: 2 }),
        }),
        { minLength: 1, maxLength: 2 },
      )
      .map((edits) => {
        const out: string[] = [...lines];
        for (const { at, drop, add } of edits) out.splice(at, drop, ...add);
        return out.map((one) => `${one}\n`).join('');
      });
    return fc.tuple(fc.constant(lines.map((one) => `${one}\n`).join('')), edit, edit);
  });

it('git is there for the comparison', () => {
  assert.match(execFileSync('git', ['--version'], { encoding: 'utf8' }), /^git version/);
});

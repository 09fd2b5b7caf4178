import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyHunks, decisionGap, diffHunks, type Hunk } from '../../../src/core/patch/hunks.ts';

const ids = (hunks: readonly Hunk[]) => new Set(hunks.map((hunk) => hunk.id));
const path = 'src/a.ts';

const part = fc.constantFrom('a', 'b', 'c', '', '\tx', 'é“', '\uFEFFq', 'r\r');
const text = fc
  .array(fc.tuple(part, fc.constantFrom('\n', '\r\n')), { maxLength: 40 })
  .chain((lines) => fc.boolean().map((last) => lines.map(([l, e]) => l + e).join('') + (last ? 'end' : '')));

/** Processor time, since the clock of a busy machine says nothing about the code. */
const cpuMsSince = (started: NodeJS.CpuUsage) => process.cpuUsage(started).user / 1000;

describe('hunks', () => {
  it('all chosen give the new text, none the old one', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const hunks = diffHunks(before, after, { path });
        assert.equal(applyHunks(before, hunks, ids(hunks)), after);
        assert.equal(applyHunks(before, hunks, new Set()), before);
      }),
      { numRuns: 400 },
    );
  });

  it('any subset equals the changes of that subset merged independently', () => {
    fc.assert(
      fc.property(text, text, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (before, after, mask) => {
        const hunks = diffHunks(before, after, { path });
        const chosen = hunks.filter((_, at) => mask[at % mask.length]);
        // Independent model: splice the old lines by the numbers of the rows, from the end.
        const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
        for (const hunk of [...chosen].reverse()) {
          const start = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1;
          const rows = hunk.rows.filter((row) => row.kind !== 'removed').map((row) => row.text + row.end);
          lines.splice(start, hunk.oldCount, ...rows);
        }
        assert.equal(applyHunks(before, hunks, ids(chosen)), lines.join(''));
      }),
      { numRuns: 400 },
    );
  });

  it('applying the rest to a partly applied text gives the new text, and hunk names are unique', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const hunks = diffHunks(before, after, { path });
        assert.equal(ids(hunks).size, hunks.length);
        for (const hunk of hunks) {
          const partly = applyHunks(before, hunks, ids(hunks.filter((other) => other !== hunk)));
          const rest = diffHunks(partly, after, { path });
          assert.equal(applyHunks(partly, rest, ids(rest)), after);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('rows carry the right numbers on both sides', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const [old, neu] = [before, after].map((one) => one.match(/[^\n]*\n|[^\n]+$/g) ?? []);
        for (const hunk of diffHunks(before, after, { path })) {
          for (const row of hunk.rows) {
            if (row.oldLine !== undefined) assert.equal(old?.[row.oldLine - 1], row.text + row.end);
            if (row.newLine !== undefined) assert.equal(neu?.[row.newLine - 1], row.text + row.end);
            assert.equal(row.kind === 'added', row.oldLine === undefined);
            assert.equal(row.kind === 'removed', row.newLine === undefined);
          }
        }
      }),
    );
  });

  const numbered = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`);
  const change = (...at: number[]) =>
    `${numbered.map((one, index) => (at.includes(index + 1) ? `${one} changed` : one)).join('\n')}\n`;

  it('decides changes together up to the gap, apart beyond it', () => {
    assert.equal(diffHunks(change(), change(5, 5 + decisionGap + 1), { path }).length, 1);
    assert.equal(diffHunks(change(), change(5, 5 + decisionGap + 2), { path }).length, 2);
  });

  it('shows unchanged lines between two hunks in one of them only', () => {
    const [first, second] = diffHunks(change(), change(5, 10), { path });
    assert.deepEqual([first?.oldStart, first?.oldCount], [2, 7]);
    assert.deepEqual([second?.oldStart, second?.oldCount], [9, 5]);
  });

  it('keeps the name of a hunk when the file changes elsewhere, and tells equal changes apart', () => {
    const [only] = diffHunks(change(), change(15), { path });
    const [, second] = diffHunks(change(), change(5, 15), { path });
    assert.equal(second?.id, only?.id);
    const twice = diffHunks('a\n1\n2\n3\n4\na\n', 'b\n1\n2\n3\n4\nb\n', { path });
    assert.equal(new Set(twice.map((hunk) => hunk.id)).size, 2);
    const [elsewhere] = diffHunks(change(), change(15), { path: 'src/b.ts' });
    assert.notEqual(elsewhere?.id, only?.id);
  });

  it('says where a newline is missing at the end', () => {
    const [hunk] = diffHunks('a\nb', 'a\nb\n', { path });
    assert.deepEqual(hunk?.noNewlineAtEnd, { old: true, new: false });
  });

  it('cuts where a reader would: a whole function, not one shifted by its brace', () => {
    const f = (name: string) => `function ${name}() {\n  return 1;\n}\n`;
    const [hunk] = diffHunks(`${f('a')}\n${f('c')}`, `${f('a')}\n${f('b')}\n${f('c')}`, { path });
    const added = hunk?.rows.filter((row) => row.kind === 'added').map((row) => row.text);
    assert.deepEqual(added, ['function b() {', '  return 1;', '}', '']);
  });

  it('refuses hunks of another text', () => {
    const hunks = diffHunks('a\nb\n', 'a\nc\n', { path });
    assert.throws(() => applyHunks('a\nx\n', hunks, ids(hunks)), /not of this text/);
  });

  it('stays quick on large texts that differ everywhere', () => {
    const big = (seed: string) => Array.from({ length: 30_000 }, (_, at) => `${seed} ${at % 7} ${at}`).join('\n');
    const started = process.cpuUsage();
    const hunks = diffHunks(big('a'), big('b'), { path });
    assert.equal(applyHunks(big('a'), hunks, ids(hunks)), big('b'));
    assert.ok(cpuMsSince(started) < 10_000);
  });
});

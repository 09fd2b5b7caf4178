import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spansOf } from '../../../src/core/run/runSpans.ts';
import { profileReportOf } from '../../../src/core/trace/profileReport.ts';
import type { Span } from '../../../src/core/trace/span.ts';
import { asked, logOf, started, startMs, traceId, wholeRun } from './someRun.ts';

/** A span: name, parent's name, from, to (ms since the start). */
type Row = readonly [string, string | undefined, number, number];

const toSpans = (rows: readonly Row[]): readonly Span[] =>
  rows.map(([name, parentId, from, to]) => ({
    traceId,
    spanId: name,
    parentId,
    name,
    kind: 'internal',
    startMs: startMs + from,
    endMs: startMs + to,
    status: 'ok',
    message: undefined,
    attributes: { 'loopwright.node': name },
    events: [],
  }));

const profile = (...rows: readonly Row[]) => profileReportOf({ traceId, spans: toSpans(rows), lastMs: startMs });

describe('the profile report', () => {
  const cases = [
    {
      name: 'of one span is that span',
      rows: [['run', undefined, 0, 100]],
      serialMs: 100,
      path: ['run 0+100'],
    },
    {
      name: 'of a chain overlaps nowhere',
      rows: [
        ['run', undefined, 0, 100],
        ['a', 'run', 10, 40],
        ['b', 'run', 40, 90],
      ],
      serialMs: 100,
      path: ['run 0+10', 'a 10+30', 'b 40+50', 'run 90+10'],
    },
    {
      name: 'of two side by side waits for the longer',
      rows: [
        ['run', undefined, 0, 100],
        ['a', 'run', 0, 100],
        ['b', 'run', 0, 60],
      ],
      serialMs: 160,
      path: ['a 0+100'],
    },
    {
      name: 'of a staggered pair goes from one to the other',
      rows: [
        ['run', undefined, 0, 100],
        ['a', 'run', 0, 70],
        ['b', 'run', 50, 100],
      ],
      serialMs: 120,
      path: ['a 0+50', 'b 50+50'],
    },
    {
      name: 'goes into children of children',
      rows: [
        ['run', undefined, 0, 100],
        ['a', 'run', 0, 100],
        ['b', 'a', 20, 80],
      ],
      serialMs: 100,
      path: ['a 0+20', 'b 20+60', 'a 80+20'],
    },
    {
      name: 'leaves out what came after the run',
      rows: [
        ['run', undefined, 0, 50],
        ['a', 'run', 0, 50],
        ['apply', 'run', 900, 950],
      ],
      serialMs: 50,
      path: ['a 0+50'],
    },
  ] satisfies readonly { name: string; rows: Row[]; serialMs: number; path: string[] }[];
  for (const { name, rows, serialMs, path } of cases)
    it(name, () => {
      const report = profile(...rows);
      assert.equal(report.serialMs, serialMs);
      assert.equal(report.speedUp, serialMs / report.wallMs);
      assert.deepEqual(
        report.criticalPath.map((piece) => `${piece.name} ${piece.fromMs}+${piece.ms}`),
        path,
      );
    });

  it('counts and ranks the parts of a whole run', () => {
    const report = profileReportOf(spansOf(wholeRun, { details: false }));
    const { wallMs, complete, attempts, modelCalls, modelRetries, toolCalls, testRuns, speedUp } = report;
    assert.deepEqual(
      { wallMs, complete, attempts, modelCalls, modelRetries, toolCalls, testRuns, speedUp },
      {
        wallMs: 20_000,
        complete: true,
        attempts: 1,
        modelCalls: 2,
        modelRetries: 1,
        toolCalls: 1,
        testRuns: 4,
        speedUp: 1,
      },
    );
    assert.deepEqual(
      report.nodes.map(({ node, spans, ms }) => [node, spans, ms]),
      [
        ['fix-test/debug', 4, 9_000],
        ['fix-test/tests', 4, 7_200],
        ['fix-test/repair', 1, 4_000],
        ['fix-test/copy', 1, 800],
      ],
    );
    assert.equal(report.spans[0]?.name, 'repair search');
    assert.equal(
      report.criticalPath.reduce((sum, { ms }) => sum + ms, 0),
      20_000,
    );
  });

  it('of a run whose process died goes up to its last event', () => {
    const report = profileReportOf(
      spansOf(logOf([0, started], [4, asked(1)], [6, { type: 'copy.disposed' }]), { details: false }),
    );
    assert.deepEqual([report.complete, report.wallMs, report.spans[0]?.selfMs], [false, 6_000, 4_000]);
  });

  it('of nothing is nothing', () => {
    const report = profileReportOf({ traceId: undefined, spans: [], lastMs: 0 });
    assert.deepEqual([report.wallMs, report.speedUp, report.criticalPath], [0, null, []]);
  });

  it('has a critical path without gaps as long as the run, and a speed-up of at least 1', () => {
    const child = fc.tuple(fc.nat(5), fc.nat(100), fc.nat(100));
    fc.assert(
      fc.property(fc.array(child, { maxLength: 12 }), (children) => {
        const rows: Row[] = [['0', undefined, 0, 100]];
        for (const [above, a, b] of children) {
          const [name, , from, to] = rows[above % rows.length] as Row;
          const inside = [a, b].map((at) => from + Math.round(((to - from) * at) / 100)).sort((x, y) => x - y);
          rows.push([String(rows.length), name, inside[0] ?? from, inside[1] ?? to]);
        }
        const report = profile(...rows);
        let atMs = 0;
        for (const piece of report.criticalPath) {
          assert.equal(piece.fromMs, atMs);
          atMs += piece.ms;
        }
        assert.equal(atMs, 100);
        assert.ok(report.serialMs >= 100);
      }),
    );
  });
});

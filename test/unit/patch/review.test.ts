import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decisionIds, type FileVersion, type PresentVersion, reviewFile } from '../../../src/core/patch/fileReview.ts';
import { type ApplyPlan, planApply } from '../../../src/core/patch/planApply.ts';

const text = (one: string, executable = false): PresentVersion => ({ kind: 'text', text: one, executable });
const absent: FileVersion = { kind: 'absent' };
const binary = (key: string): PresentVersion => ({ kind: 'binary', key });
const path = 'src/a.ts';

/** Plans with everything chosen, or the hunks at the given places. */
function plan(base: FileVersion, current: FileVersion, result: FileVersion, chosen?: readonly number[]): ApplyPlan {
  const ids = decisionIds(reviewFile({ path, base, result }));
  const chosenHunkIds = new Set(chosen === undefined ? ids : ids.filter((_, at) => chosen.includes(at)));
  return planApply({ path, base, current, result, chosenHunkIds });
}

const lines = (...changed: [number, string][]) =>
  Array.from({ length: 12 }, (_, at) => changed.find(([line]) => line === at + 1)?.[1] ?? `line ${at + 1}`).join('\n');

describe('planApply', () => {
  it('leaves a hunk that was applied before as the person made it since', () => {
    const [base, result] = [lines(), lines([2, 'TWO'], [10, 'TEN'])];
    const ids = decisionIds(reviewFile({ path, base: text(base), result: text(result) }));
    const request = { path, base: text(base), result: text(result), chosenHunkIds: new Set(ids) };
    const appliedHunkIds = new Set(ids.slice(0, 1));
    const planned = planApply({ ...request, current: text(lines([2, 'mine'])), appliedHunkIds });
    assert.deepEqual(planned, { kind: 'write', content: text(lines([2, 'mine'], [10, 'TEN'])), merged: true });
  });

  it('writes what is accepted for places that both sides changed, and only with lines for each of them', () => {
    const [base, result] = [lines(), lines([2, 'TWO'], [10, 'TEN'])];
    const chosenHunkIds = new Set(decisionIds(reviewFile({ path, base: text(base), result: text(result) })));
    const current = text(lines([2, 'mine'], [6, 'six'], [10, 'also mine']));
    const request = { path, base: text(base), result: text(result), current, chosenHunkIds };
    const both = planApply({ ...request, resolve: ({ ours, theirs }) => `${ours.trim()} and ${theirs}` });
    const merged = text(lines([2, 'mine and TWO'], [6, 'six'], [10, 'also mine and TEN']));
    assert.deepEqual(both, { kind: 'write', content: merged, merged: true });
    const one = planApply({ ...request, resolve: ({ ours }) => (ours === 'mine\n' ? 'TWO\n' : undefined) });
    assert.equal(one.kind === 'conflict' && one.regions.length, 2);
  });

  const base = lines();
  const result = lines([2, 'TWO'], [10, 'TEN']);
  const cases: [string, ApplyPlan, Partial<ApplyPlan>][] = [
    [
      'everything into an untouched file',
      plan(text(base), text(base), text(result)),
      { kind: 'write', content: text(result), merged: false },
    ],
    [
      'one of two hunks',
      plan(text(base), text(base), text(result), [1]),
      { kind: 'write', content: text(lines([10, 'TEN'])), merged: false },
    ],
    ['nothing chosen', plan(text(base), text(base), text(result), []), { kind: 'nothing' }],
    ['nothing chosen in a file that changed', plan(text(base), text('x'), text(result), []), { kind: 'nothing' }],
    [
      'into a file changed elsewhere',
      plan(text(base), text(lines([6, 'mine'])), text(result)),
      {
        kind: 'write',
        content: text(lines([2, 'TWO'], [6, 'mine'], [10, 'TEN'])),
        merged: true,
      },
    ],
    [
      'into a file changed at the same place',
      plan(text(base), text(lines([2, 'mine'])), text(result)),
      {
        kind: 'conflict',
        why: 'both-changed',
        regions: [{ base: 'line 2\n', ours: 'mine\n', theirs: 'TWO\n', oursStartLine: 2 }],
      },
    ],
    [
      'the conflicting hunk not chosen',
      plan(text(base), text(lines([2, 'mine'])), text(result), [1]),
      {
        kind: 'write',
        content: text(lines([2, 'mine'], [10, 'TEN'])),
        merged: true,
      },
    ],
    ['already there', plan(text(base), text(result), text(result)), { kind: 'nothing' }],
    [
      'half of it already there',
      plan(text(base), text(lines([2, 'TWO'])), text(result)),
      { kind: 'write', content: text(result), merged: true },
    ],
    [
      'deleted or moved away meanwhile',
      plan(text(base), absent, text(result)),
      { kind: 'conflict', why: 'gone', current: absent, wanted: text(result) },
    ],
    ['created', plan(absent, absent, text('new\n')), { kind: 'write', content: text('new\n'), merged: false }],
    ['created, not chosen', plan(absent, absent, text('new\n'), []), { kind: 'nothing' }],
    ['created empty', plan(absent, absent, text('')), { kind: 'write', content: text(''), merged: false }],
    ['created by both, equal', plan(absent, text('new\n'), text('new\n')), { kind: 'nothing' }],
    ['created by both, different', plan(absent, text('mine\n'), text('new\n')), { kind: 'conflict', why: 'exists' }],
    ['deleted', plan(text(base), text(base), absent), { kind: 'delete' }],
    ['deleted by both', plan(text(base), absent, absent), { kind: 'nothing' }],
    ['deleted, not chosen', plan(text(base), text(base), absent, []), { kind: 'nothing' }],
    [
      'deleted but changed meanwhile',
      plan(text(base), text('mine'), absent),
      { kind: 'conflict', why: 'changed-before-delete' },
    ],
    ['an empty file deleted', plan(text(''), text(''), absent), { kind: 'delete' }],
    [
      'a file emptied is not deleted',
      plan(text(base), text(base), text('')),
      { kind: 'write', content: text(''), merged: false },
    ],
    ['an empty file filled', plan(text(''), text(''), text('a')), { kind: 'write', content: text('a'), merged: false }],
    ['binary', plan(binary('1'), binary('1'), binary('2')), { kind: 'write', content: binary('2'), merged: false }],
    [
      'binary changed by both',
      plan(binary('1'), binary('3'), binary('2')),
      { kind: 'conflict', why: 'binary-changed' },
    ],
    [
      'text that became binary',
      plan(text('a'), text('a'), binary('2')),
      { kind: 'write', content: binary('2'), merged: false },
    ],
    [
      'text that became binary meanwhile',
      plan(text(base), binary('9'), text(result)),
      { kind: 'conflict', why: 'binary-changed' },
    ],
    [
      'mode alone',
      plan(text('a'), text('a'), text('a', true)),
      { kind: 'write', content: text('a', true), merged: false },
    ],
    [
      'mode alone, text changed meanwhile',
      plan(text('a\n'), text('b\n'), text('a\n', true)),
      { kind: 'write', content: text('b\n', true), merged: true },
    ],
    [
      'mode changed meanwhile stays',
      plan(text(base), text(base, true), text(result)),
      { kind: 'write', content: text(result, true), merged: true },
    ],
    [
      'CRLF, mark and missing newline',
      plan(text('\uFEFFa\r\nb'), text('\uFEFFa\r\nb'), text('\uFEFFa\r\nc')),
      {
        kind: 'write',
        content: text('\uFEFFa\r\nc'),
        merged: false,
      },
    ],
  ];
  for (const [name, found, wanted] of cases) it(name, () => assert.partialDeepStrictEqual(found, wanted));

  it('never loses what the person did: an untouched choice leaves the file alone, a write keeps every line they added', () => {
    const changes = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom('x', 'y')), {
      selector: ([at]) => at,
      maxLength: 4,
    });
    fc.assert(
      fc.property(changes, changes, (mine, theirs) => {
        const current = lines(...mine.map(([at, what]): [number, string] => [at, `mine ${at} ${what}`]));
        const wanted = lines(...theirs.map(([at, what]): [number, string] => [at, `theirs ${at} ${what}`]));
        const found = plan(text(base), text(current), text(wanted));
        if (found.kind !== 'write' || found.content.kind !== 'text') return;
        for (const [at, what] of mine) assert.ok(found.content.text.includes(`mine ${at} ${what}`));
        for (const [at, what] of theirs) assert.ok(found.content.text.includes(`theirs ${at} ${what}`));
      }),
    );
  });
});

describe('reviewFile', () => {
  it('decides created, deleted, binary and mode changes as a whole, and names them stably', () => {
    const change = (base: FileVersion, result: FileVersion) => reviewFile({ path, base, result });
    assert.deepEqual(change(text('a'), text('a')), { kind: 'same' });
    const kinds = [
      change(absent, text('a\n')),
      change(text('a\n'), absent),
      change(binary('1'), binary('2')),
      change(text('a'), text('a', true)),
      change(absent, text('')),
    ];
    assert.deepEqual(
      kinds.map((one) => one.kind === 'whole' && one.change),
      ['created', 'deleted', 'binary', 'mode', 'created'],
    );
    assert.equal(new Set(kinds.flatMap(decisionIds)).size, 5);
    assert.deepEqual(decisionIds(change(absent, text('a\n'))), decisionIds(change(absent, text('a\n'))));
    assert.equal(kinds[0]?.kind === 'whole' ? kinds[0].hunks[0]?.added : undefined, 1);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../src/core/patch/applyEdits.ts';
import { renderProblems } from '../../../src/core/patch/editProblem.ts';
import type { FileEdit } from '../../../src/core/patch/fileEdit.ts';
import { findLines } from '../../../src/core/patch/findLines.ts';
import { matchBlock, prepareLines } from '../../../src/core/patch/matchBlock.ts';

const replace = (before: string, after: string): FileEdit => ({
  path: 'a.py',
  kind: 'replace',
  blocks: [{ before, after, answerLine: 1 }],
  answerLine: 1,
});

/** Python-like code in which every line is its own, with some that repeat. */
const code = fc
  .array(fc.tuple(fc.nat(3), fc.constantFrom('pass', 'x = 1', 'return x', 'go("a")', '', 'unique')), {
    minLength: 4,
    maxLength: 30,
  })
  .map((lines) =>
    lines.map(([depth, what], at) =>
      what === '' ? '' : `${'    '.repeat(depth)}${what === 'unique' ? `line_${at}()` : what}`,
    ),
  );

/** Processor time, since the clock of a busy machine says nothing about the code. */
const cpuMsSince = (started: NodeJS.CpuUsage) => process.cpuUsage(started).user / 1000;

describe('the matching ladder', () => {
  it('looks at an anchor once, however many places a block has', () => {
    const lines = Array.from({ length: 60_000 }, (_, at) =>
      at === 0 ? 'def f():' : at % 2 === 0 ? '    pass' : '    go()',
    );
    const started = process.cpuUsage();
    const found = matchBlock(prepareLines(lines), {
      before: ['    pass'],
      after: ['    stop()'],
      anchors: ['def f():'],
    });
    assert.equal(found.kind, 'ambiguous');
    // Milliseconds; a minute if the file were gone through once for each place.
    assert.ok(cpuMsSince(started) < 10_000);
  });

  it('finds a line list wherever it stands, as a plain search does', () => {
    const word = fc.constantFrom('a', 'b');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), fc.array(word, { minLength: 1, maxLength: 4 }), (hay, needle) => {
        const plain = hay.flatMap((_, at) => (needle.every((line, by) => hay[at + by] === line) ? [at] : []));
        assert.deepEqual(findLines(hay, needle), plain);
      }),
    );
  });

  it('applies a distorted block to the very lines it was copied from, or not at all', () => {
    let applied = 0;
    const distortion = fc.constantFrom('none', 'trailing', 'shift-in', 'shift-out', 'quotes', 'numbers', 'crlf');
    fc.assert(
      fc.property(code, fc.nat(), fc.integer({ min: 1, max: 5 }), distortion, (lines, seed, length, how) => {
        const start = seed % lines.length;
        const own = lines.slice(start, start + length);
        const marker = `${/^ */.exec(own.at(-1) ?? '')?.[0]}marker = 1`;
        const shiftable = [...own, marker].every((line) => line === '' || line.startsWith('    '));
        const distort = (block: string[]): string[] => {
          if (how === 'trailing') return block.map((line) => `${line}  `);
          if (how === 'shift-in') return block.map((line) => (line === '' ? line : `  ${line}`));
          if (how === 'shift-out') return shiftable ? block.map((line) => line.slice(4)) : block;
          if (how === 'quotes') return block.map((line) => line.replace('"a"', '“a”'));
          if (how === 'numbers') return block.map((line, at) => `${start + at + 1} | ${line}`);
          return block;
        };
        // Blank lines alone cannot show how far the block was moved.
        fc.pre(own.some((line) => line !== ''));
        // A block moved sideways may say, word for word, another place: then that is what the answer means.
        const said = distort(own);
        fc.pre(
          how === 'none' ||
            how === 'crlf' ||
            !lines.some((_, at) => said.every((line, by) => lines[at + by] === line)) ||
            said.every((line, at) => line === own[at]),
        );
        const end = how === 'crlf' ? '\r\n' : '\n';
        const text = lines.map((line) => line + end).join('');
        const outcome = applyEdits(new Map([['a.py', text]]), [
          replace(
            distort(own)
              .map((one) => `${one}\n`)
              .join(''),
            distort([...own, marker])
              .map((one) => `${one}\n`)
              .join(''),
          ),
        ]);
        if (outcome.kind === 'refused') return;
        applied++;
        const wanted = [...lines.slice(0, start), ...own, marker, ...lines.slice(start + own.length)];
        const got = outcome.files.get('a.py')?.split(end) ?? [];
        assert.deepEqual(
          got.map((line) => line.trimEnd()),
          [...wanted, ''],
        );
        // Where the block was copied from is the only place it may go: nothing else in the file changed by a byte.
        assert.equal(got.slice(0, start).join(end), lines.slice(0, start).join(end));
      }),
      { numRuns: 1500, seed: 42 },
    );
    assert.ok(applied > 500, `only ${applied} applied`);
  });

  it('never applies a block of which one line is not in the file', () => {
    fc.assert(
      fc.property(code, fc.nat(), fc.integer({ min: 1, max: 5 }), fc.nat(), (lines, seed, length, which) => {
        const start = seed % lines.length;
        const own = lines.slice(start, start + length);
        own[which % own.length] = `${own[which % own.length]}x`;
        fc.pre(!lines.some((line) => line.trim() === own[which % own.length]?.trim()));
        const before = own.map((one) => `${one}\n`).join('');
        const outcome = applyEdits(new Map([['a.py', `${lines.join('\n')}\n`]]), [replace(before, 'z\n')]);
        assert.equal(outcome.kind, 'refused');
      }),
      { numRuns: 500 },
    );
  });

  it('says on which rung a block was found', () => {
    const file = prepareLines(['def f():', '    a("x")', '    return 1  ', 'end']);
    const rungs = [
      ['    a("x")'],
      ['    return 1'],
      ['a("x")', 'return 1'],
      ['    a(“x”)'],
      ['2 |     a("x")', '3 |     return 1  '],
      ['a("x")', '    return 1  '],
      ['    a(\\"x\\")'],
      ['    a(&quot;x&quot;)'],
      ['    a("x")', '', '    return 1'],
    ].map((before) => {
      const outcome = matchBlock(file, { before, after: [] });
      return outcome.kind === 'matched' ? `${outcome.rung}@${outcome.start}` : outcome.kind;
    });
    assert.deepEqual(rungs, [
      'exact@1',
      'trailing-space@2',
      'indentation@1',
      'punctuation@1',
      'line-numbers@1',
      'indentation@1',
      'escapes@1',
      'escapes@1',
      'empty-lines@1',
    ]);
  });

  it('stays quick where everything looks the same', () => {
    const lines = Array.from({ length: 60_000 }, (_, at) => `${' '.repeat(at % 3)}x`);
    const started = process.cpuUsage();
    const outcome = matchBlock(prepareLines(lines), {
      before: Array.from({ length: 2000 }, (_, at) => `${' '.repeat(at % 2)}x`),
      after: [],
    });
    assert.notEqual(outcome.kind, 'matched');
    assert.ok(cpuMsSince(started) < 8000, `${cpuMsSince(started)} ms`);
  });

  it('stays quick with large blocks, and with many that say the same', () => {
    const lines = Array.from({ length: 30_000 }, (_, at) => `    line ${at % 20_000}`);
    const text = lines.map((line) => `${line}\n`).join('');
    const less = lines.map((line) => `${line.slice(2)}\n`).join('');
    const same = Array.from({ length: 20_000 }, () => ({
      before: '    line 1\n',
      after: '    line 2\n',
      answerLine: 1,
    }));
    const started = process.cpuUsage();
    const files = new Map([['a.py', text]]);
    assert.equal(applyEdits(files, [replace(less, `${less}  more\n`)]).kind, 'applied');
    assert.equal(applyEdits(files, [{ ...replace('', ''), blocks: same }]).kind, 'refused');
    assert.equal(applyEdits(files, [replace('    line 25\n', '    ...\n'.repeat(30_000))]).kind, 'refused');
    assert.ok(cpuMsSince(started) < 10_000, `${cpuMsSince(started)} ms`);
  });

  it('shows the model the nearest lines with their numbers and what differs', () => {
    const text =
      'import os\n\n\ndef area(sides):\n    total = 0\n    for side in sides:\n        total += side\n    return total\n';
    const outcome = applyEdits(new Map([['a.py', text]]), [
      replace('    for s in sides:\n        total += side\n    return total\n', 'pass\n'),
    ]);
    assert.equal(outcome.kind, 'refused');
    if (outcome.kind !== 'refused') return;
    assert.equal(
      renderProblems(outcome.problems),
      [
        'The edits were not applied: all of them apply or none does. Send the whole set again with these corrected.',
        '',
        'a.py, block 1: the lines to find are not in the file',
        'The nearest lines of the file are 6 to 8; copy the lines to find from here, without the numbers:',
        '6 |     for side in sides:',
        '7 |         total += side',
        '8 |     return total',
        'line 6: you wrote "    for s in sides:"',
        '  the file has "    for side in sides:"',
      ].join('\n'),
    );
  });
});

import assert from 'node:assert/strict';
import type { AnalysisReport, Finding, ToolOutcome } from '../../../src/core/analysis/finding.ts';
import { compareFindings } from '../../../src/core/analysis/introduced.ts';

/** A finding as `line message`, optionally with another rule or file. */
function at(line: number, message: string, more: Partial<Finding> = {}): Finding {
  const place = { line, column: 1 };
  return {
    tool: 'eslint',
    severity: 'error',
    file: 'a.js',
    range: { start: place, end: place },
    rule: 'r',
    message,
    ...more,
  };
}

function report(
  sources: Readonly<Record<string, string>>,
  findings: readonly Finding[],
  more: Partial<Extract<ToolOutcome, { kind: 'read' }>> = {},
): AnalysisReport {
  const outcome: ToolOutcome = { kind: 'read', tool: 'eslint', findings, masked: [], unchecked: [], ...more };
  return { outcomes: [outcome], sources: new Map(Object.entries(sources)) };
}

const shown = (list: readonly Finding[]) =>
  list.map(({ file, range, message }) => `${file}:${range?.start.line} ${message}`);

function compare(before: AnalysisReport, after: AnalysisReport) {
  const { introduced, fixed, kept, unsure } = compareFindings(before, after);
  return { introduced: shown(introduced), fixed: shown(fixed), kept: kept.length, unsure: shown(unsure) };
}

const five = 'one\ntwo\nthree\nfour\nfive\n';

describe('introduced findings', () => {
  it('follows a finding when lines above it come and go', () => {
    const before = report({ 'a.js': five }, [at(4, 'unused')]);
    const after = report({ 'a.js': `zero\nzero\n${five}` }, [at(6, 'unused')]);
    assert.deepEqual(compare(before, after), { introduced: [], fixed: [], kept: 1, unsure: [] });
  });

  it('counts the second of two equal findings', () => {
    const before = report({ 'a.js': 'x\nx\n' }, [at(1, 'unused')]);
    const after = report({ 'a.js': 'x\nx\nx\n' }, [at(1, 'unused'), at(3, 'unused')]);
    assert.deepEqual(compare(before, after).introduced, ['a.js:3 unused']);
  });

  it('tells one repaired from another made, though the count stays', () => {
    const before = report({ 'a.js': five }, [at(1, 'unused')]);
    const after = report({ 'a.js': 'ONE\ntwo\nthree\nfour\nFIVE\n' }, [at(5, 'unused')]);
    assert.deepEqual(compare(before, after), {
      introduced: ['a.js:5 unused'],
      fixed: ['a.js:1 unused'],
      kept: 0,
      unsure: [],
    });
  });

  it('keeps a finding whose own line was edited', () => {
    const before = report({ 'a.js': five }, [at(3, 'unused')]);
    const after = report({ 'a.js': 'one\ntwo\nTHREE\nfour\nfive\n' }, [at(3, 'unused')]);
    assert.deepEqual(compare(before, after), { introduced: [], fixed: [], kept: 1, unsure: [] });
  });

  it('follows code that moved within a file, and to another file', () => {
    const block = 'function f() {\n  const unused = 1;\n}\n';
    const before = report({ 'a.js': `${block}${five}` }, [at(2, 'unused')]);
    const moved = report({ 'a.js': `${five}${block}` }, [at(7, 'unused')]);
    assert.deepEqual(compare(before, moved).introduced, []);
    const elsewhere = report({ 'b.js': `// b\n${block}` }, [at(3, 'unused', { file: 'b.js' })]);
    assert.deepEqual(compare(before, elsewhere), { introduced: [], fixed: [], kept: 1, unsure: [] });
    const copied = report({ 'a.js': `${block}${five}`, 'b.js': block }, [
      at(2, 'unused'),
      at(2, 'unused', { file: 'b.js' }),
    ]);
    assert.deepEqual(compare(before, copied).introduced, ['b.js:2 unused']);
  });

  it('tells tools, rules and messages apart, but not the lines that a message names', () => {
    const before = report({ 'a.js': five }, [at(3, 'Redefinition of f from line 1')]);
    const after = report({ 'a.js': `zero\n${five}` }, [
      at(4, 'Redefinition of f from line 2'),
      at(4, 'x', { rule: 's' }),
    ]);
    assert.deepEqual(compare(before, after).introduced, ['a.js:4 x']);
  });

  it('knows findings of a whole file by file and count', () => {
    const whole = (message: string): Finding => ({ ...at(1, message), range: undefined });
    const before = report({ 'a.js': five }, [whole('not formatted')]);
    assert.deepEqual(compare(before, report({ 'a.js': 'one\n' }, [whole('not formatted')])).introduced, []);
    assert.equal(compare(report({}, []), report({ 'a.js': five }, [whole('not formatted')])).introduced.length, 1);
  });

  it('is not sure of what a syntax error hid before', () => {
    const before = report({ 'a.js': 'one(\ntwo\n' }, [at(1, 'syntax')], { masked: ['a.js'] });
    const after = report({ 'a.js': 'one()\ntwo\n', 'b.js': 'x' }, [at(2, 'unused'), at(1, 'y', { file: 'b.js' })]);
    assert.deepEqual(compare(before, after), {
      introduced: ['b.js:1 y'],
      fixed: ['a.js:1 syntax'],
      kept: 0,
      unsure: ['a.js:2 unused'],
    });
  });

  it('says which tools cannot be compared, and compares the others', () => {
    const failed: AnalysisReport = {
      outcomes: [
        { kind: 'failed', tool: 'eslint', code: 'analysis.crashed', message: 'eslint ended.', hint: undefined },
      ],
      sources: new Map(),
    };
    const { notCompared, fixed } = compareFindings(report({ 'a.js': five }, [at(1, 'unused')]), failed);
    assert.deepEqual(notCompared, [{ tool: 'eslint', when: 'after', why: 'eslint ended.' }]);
    assert.deepEqual(fixed, [], 'a tool that crashed has repaired nothing');
    const absent = compareFindings(report({}, []), { outcomes: [], sources: new Map() });
    assert.deepEqual(
      absent.notCompared.map(({ tool, when }) => [tool, when]),
      [['eslint', 'after']],
    );
  });

  it('is the same for every order of findings, and nothing is introduced by no change', () => {
    const sources = { 'a.js': Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 'same' : `line ${i}`)).join('\n') };
    const all = Array.from({ length: 40 }, (_, i) => at(i + 1, i % 2 ? 'odd' : 'even'));
    const mixed = [...all].reverse();
    assert.deepEqual(compare(report(sources, all), report(sources, mixed)), {
      introduced: [],
      fixed: [],
      kept: 40,
      unsure: [],
    });
  });
});

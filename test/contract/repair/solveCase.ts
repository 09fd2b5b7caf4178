import assert from 'node:assert/strict';
import type { TestReport } from '../../../src/core/evidence/testReport.ts';
import { applyEdits, type RepairCandidate } from '../../../src/core/repair/candidateEdit.ts';
import type { TryOutcome } from '../../../src/core/repair/repairBudget.ts';
import { type RepairResult, searchRepair } from '../../../src/core/repair/search.ts';
import { sourcesOf } from '../../../src/core/repair/sourceFiles.ts';
import type { SyntaxParser } from '../../../src/core/repair/syntaxParser.ts';
import type { CaseWorker } from './caseWorker.ts';
import { realClock } from './realClock.ts';
import type { RepairCase } from './repairCase.ts';

/** Searches for a repair of the case; at most as many candidates at once as there are workers. */
export async function solveCase(
  repairCase: RepairCase,
  workers: readonly CaseWorker[],
  parser: SyntaxParser,
): Promise<RepairResult> {
  const ask = () => workers[0]?.run(repairCase, repairCase.source);
  // A process that ends late for its last candidate of the case before may take the first question with it.
  const report = (await ask()) ?? (await ask());
  assert.ok(report, `${repairCase.name}: the process that runs its tests was lost twice`);
  const idle = [...workers];
  const tryCandidate = async (candidate: RepairCandidate): Promise<TryOutcome> => {
    const worker = idle.pop();
    assert.ok(worker, 'more candidates at once than agreed');
    const after = await worker.run(repairCase, resultOf(candidate), true);
    idle.push(worker);
    return outcomeOf(report, after);
  };
  return searchRepair(
    {
      sources: sourcesOf(filesOf(repairCase)),
      report,
      parser,
      // What bounds the search is the number of candidates; the time is for a machine that does something else as well.
      budget: { maxCandidates: 700, maxMs: 120_000 },
      concurrency: workers.length,
      clock: realClock,
      tryCandidate,
    },
    () => undefined,
    new AbortController().signal,
  );
}

/** The text of the one file that the candidate changes. */
export function resultOf(candidate: RepairCandidate): string {
  const [file] = candidate.files;
  assert.ok(file);
  assert.equal(applyEdits(file.before, candidate.edits), file.after);
  return file.after;
}

/** What the tests' report says of a candidate, given the report before. */
export function outcomeOf(report: TestReport, after: TestReport | undefined): TryOutcome {
  if (!after) return { kind: 'still-failing', info: 'died' };
  if (after.cases.length === 0) return { kind: 'killed-compile' };
  const failing = after.cases.filter((test) => test.state !== 'passed').length;
  if (failing === 0 && after.cases.length === report.cases.length) return { kind: 'proved' };
  const red = report.cases.filter((test) => test.state === 'failed').map((test) => test.id);
  const fixed = after.cases.filter((test) => test.state === 'passed' && red.includes(test.id)).length / red.length;
  return fixed > 0 ? { kind: 'partly', fixed } : { kind: 'still-failing' };
}

/** The case as the project that repair reads. */
export function filesOf(repairCase: RepairCase): ReadonlyMap<string, string> {
  return new Map([
    [repairCase.sourceFile, repairCase.source],
    [repairCase.testFile, repairCase.test],
  ]);
}

/** A text without its differences of white space. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

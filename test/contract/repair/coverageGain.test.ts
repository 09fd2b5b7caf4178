import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTreeSitterParser } from '../../../src/adapters/syntax/treeSitterParser.ts';
import type { TestReport } from '../../../src/core/evidence/testReport.ts';
import { applyEdits, type RepairCandidate } from '../../../src/core/repair/candidateEdit.ts';
import type { LineCoverage } from '../../../src/core/repair/localise.ts';
import type { TryOutcome } from '../../../src/core/repair/repairBudget.ts';
import { type RepairResult, searchRepair } from '../../../src/core/repair/search.ts';
import { sourcesOf } from '../../../src/core/repair/sourceFiles.ts';
import type { SyntaxParser } from '../../../src/core/repair/syntaxParser.ts';
import { openWorkspace } from '../testRunner/runFixture.ts';
import { CaseWorker } from './caseWorker.ts';
import { runMeasured } from './measuredRuns.ts';
import { readTree } from './readTree.ts';
import { realClock } from './realClock.ts';
import { readRepairCases } from './repairCase.ts';
import { outcomeOf } from './solveCase.ts';

const root = join(import.meta.dirname, '../../..');
/** The demo projects take a process for each candidate: `REPAIR_CASE=demo-js,demo-py` compares them, or other cases. */
const chosen = process.env.REPAIR_CASE?.split(',') ?? [
  'js-lru-cache',
  'js-binary-heap',
  'js-semver',
  'py-kth-smallest',
  'py-word-wrap',
];

/** A case with a search over it: all candidates are judged by `judge`, so only the order differs. */
interface Subject {
  readonly name: string;
  readonly sources: ReadonlyMap<string, string>;
  readonly report: TestReport;
  readonly coverage: LineCoverage;
  judge(candidate: RepairCandidate): Promise<TryOutcome>;
}

describe('what coverage saves', function () {
  this.timeout(300_000);
  let parser: SyntaxParser;
  before(async () => {
    const grammarFolder = join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');
    parser = await createTreeSitterParser({ grammarFolder });
  });

  for (const name of chosen.filter((each) => !each.startsWith('demo-')))
    it(name, async () => {
      const repairCase = readRepairCases(join(root, 'test/fixtures/repair-cases')).find((each) => each.name === name);
      assert.ok(repairCase);
      const isPython = repairCase.language === 'python';
      const sources = new Map([
        [repairCase.sourceFile, repairCase.source],
        [repairCase.testFile, repairCase.test],
      ]);
      await using copy = await openWorkspace(async (folder) => {
        await mkdir(folder);
        for (const [path, text] of sources) await writeFile(join(folder, path), text);
      });
      const { coverage } = await runMeasured(copy, isPython ? 'python3 -m unittest' : 'node --test');
      const worker = new CaseWorker(isPython ? 'python' : 'script');
      try {
        const report = await worker.run(repairCase, repairCase.source);
        assert.ok(report);
        const judge = async (candidate: RepairCandidate): Promise<TryOutcome> => {
          const [file] = candidate.files;
          assert.ok(file);
          const after = await worker.run(repairCase, applyEdits(file.before, candidate.edits), true);
          return outcomeOf(report, after);
        };
        await compare({ name, sources, report, coverage, judge });
      } finally {
        await worker.dispose();
      }
    });

  const demos = [
    ['demo-js', 'node --test'],
    ['demo-py', 'python3 -m unittest'],
  ] as const;
  for (const [name, command] of demos.filter(([each]) => chosen.includes(each)))
    it(name, async () => {
      const fixture = join(root, 'test/fixtures', name);
      await using copy = await openWorkspace((folder) => cp(fixture, folder, { recursive: true }));
      const { report, coverage } = await runMeasured(copy, command);
      const judge = async (candidate: RepairCandidate): Promise<TryOutcome> => {
        for (const file of candidate.files) await writeFile(join(copy.workspacePath, file.path), file.after);
        const after = await copy.run(command);
        for (const file of candidate.files) await writeFile(join(copy.workspacePath, file.path), file.before);
        return outcomeOf(report, after.kind === 'report' ? after.report : undefined);
      };
      await compare({ name, sources: readTree(fixture), report, coverage, judge });
    });

  async function compare(subject: Subject): Promise<void> {
    const without = await search(subject, undefined);
    const withCoverage = await search(subject, subject.coverage);
    const say = (result: RepairResult): string =>
      `${result.kind} after ${result.tried}${result.kind === 'found' ? ` (${result.candidate.edits.map(({ line, description }) => `${line}: ${description}`).join('; ')})` : ''}`;
    console.log(`      ${subject.name}: without ${say(without)}; with ${say(withCoverage)}`);
    assert.equal(withCoverage.kind, 'found');
    assert.ok(withCoverage.suspects.every(({ why }) => why.includes('executed by')));
    // Other figures order ties another way, which costs a few tries.
    assert.ok(withCoverage.tried <= without.tried + 20);
  }

  function search({ sources, report, judge }: Subject, coverage: LineCoverage | undefined): Promise<RepairResult> {
    return searchRepair(
      {
        sources: sourcesOf(sources),
        report,
        parser,
        ...(coverage ? { coverage } : {}),
        budget: { maxCandidates: 700, maxMs: 120_000 },
        concurrency: 1,
        clock: realClock,
        tryCandidate: judge,
      },
      () => undefined,
      new AbortController().signal,
    );
  }
});

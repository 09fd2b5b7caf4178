import type { FixEvidence } from '../evidence/proof.ts';
import { countCases } from '../evidence/testReport.ts';
import { diffHunks } from '../patch/hunks.ts';
import type { RepairCandidate } from '../repair/candidateEdit.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import type { Alternative, AlternativeCheck, OpenInput } from './alternative.ts';
import { type CleanProof, type PlacedChange, placeClean } from './cleanProof.ts';
import type { ComparedInput } from './compareFixes.ts';
import type { FixPorts } from './fixPorts.ts';
import { attemptTimeoutMs, judgeAll } from './judge.ts';
import { describeCandidate, distinctFixes, sayOtherFixes } from './otherFixes.ts';
import type { Reproduction } from './reproduce.ts';
import type { RunLog } from './runLog.ts';

/** So many others are kept, and so large together are the files that they leave, in bytes. */
const mostAlternatives = 4;
const mostBytes = 2_000_000;
/** For so long, in ms, their proofs are begun; those whose turn does not come are kept as what the search saw of them. */
const proofsMs = 5_000;

/** What the search knows of the edits that it proved. */
export interface FoundFixes {
  /** All that were proved, best first, and the one of them that is handed on. */
  readonly candidates: readonly RepairCandidate[];
  readonly chosen: RepairCandidate;
  readonly inputs: readonly ComparedInput[];
  /** What all tests showed of a candidate in the search; undefined where only the red ones were run by starting the runner. */
  evidenceOf(candidate: RepairCandidate): FixEvidence | undefined;
}

/** Other edits that hold, and the edits that turned out not to. */
export interface ProvedAlternatives {
  readonly alternatives: readonly Alternative[];
  readonly refuted: readonly RepairCandidate[];
  readonly inputs: readonly OpenInput[];
  /** How many edits hold in all, the chosen one among them. */
  readonly found: number;
}

/**
 * Checks the other edits that make the tests green as a proposal is checked, as far as the time for it goes, and keeps the files that
 * they leave. The copy holds the last of them afterwards.
 */
export async function proveAlternatives(
  ports: FixPorts,
  task: FoundFixes & { readonly copy: WorkspaceCopy; readonly reproduction: Reproduction },
  signal: AbortSignal,
): Promise<ProvedAlternatives> {
  const { candidates, chosen } = task;
  const startMs = ports.clock.monotonicMs();
  const others = distinctFixes(chosen, candidates).slice(0, mostAlternatives);
  const alternatives: Alternative[] = [];
  const kept: RepairCandidate[] = [];
  const refuted: RepairCandidate[] = [];
  let bytes = 0;
  for (const candidate of others) {
    const placed = await placeClean(ports, { copy: task.copy, edited: editedBy(candidate) }, signal);
    if (placed.kind !== 'placed') continue;
    bytes += sizeOf(placed);
    if (bytes > mostBytes) break;
    const spentMs = ports.clock.monotonicMs() - startMs;
    const hasTime = spentMs + task.reproduction.before.durationMs < Math.min(proofsMs, ports.budget.remainingMs() / 4);
    const checked = hasTime ? await proveOne(ports, task, signal) : seenOf(task, candidate);
    if (!checked) refuted.push(candidate);
    else {
      kept.push(candidate);
      const what = describeCandidate(candidate);
      await keepFiles(placed, ports.log, signal);
      const { proposal } = placed;
      alternatives.push({ number: kept.length + 1, what, proposal, ...checked, ...sizes(placed) });
    }
  }
  const standing = candidates.filter((candidate) => !refuted.includes(candidate));
  return {
    found: 1 + distinctFixes(chosen, standing).length,
    alternatives: alternatives.map((one, i) => withOthers(one, kept[i], standing)),
    refuted,
    inputs: openInputs(task.inputs, [chosen, ...kept]),
  };
}

type Checked = { readonly checked: AlternativeCheck; readonly evidence: FixEvidence };

async function proveOne(
  ports: FixPorts,
  { copy, reproduction }: { readonly copy: WorkspaceCopy; readonly reproduction: Reproduction },
  signal: AbortSignal,
): Promise<Checked | undefined> {
  const timeoutMs = attemptTimeoutMs(ports, reproduction);
  const verdict = await judgeAll(ports, { reproduction, copy, timeoutMs }, signal);
  return verdict.kind === 'proved' ? { checked: 'clean', evidence: verdict.evidence } : undefined;
}

/** What the search saw is no proof: it says what is missing, and does not count as a goal that was reached. */
function seenOf(
  { evidenceOf, reproduction }: FoundFixes & { readonly reproduction: Reproduction },
  candidate: RepairCandidate,
): Checked {
  const evidence = evidenceOf(candidate);
  if (evidence) {
    const doubt =
      'All tests were run with it, but in a copy in which other edits had been tried before, not in a clean one.';
    return {
      checked: 'search',
      evidence: { ...evidence, goalReached: false, notProved: [doubt, ...evidence.notProved] },
    };
  }
  const { before, red, flaky } = reproduction;
  const doubt =
    'The test runner was started with it for the red tests only. The others were run in a process that stays, where tests can see traces of other edits.';
  return {
    checked: 'red',
    evidence: {
      before: countCases(before.cases),
      after: { passed: red.length, failed: 0, skipped: 0 },
      fixed: red.map(({ id }) => id).sort(),
      broken: [],
      stillFailing: [],
      flaky,
      missing: [],
      addedIds: [],
      byExitCodeOnly: false,
      goalReached: false,
      notProved: [doubt],
    },
  };
}

/** The doubt that all of them share: the tests do not tell them apart. */
function withOthers(
  one: Alternative,
  candidate: RepairCandidate | undefined,
  standing: readonly RepairCandidate[],
): Alternative {
  const said = candidate && sayOtherFixes(candidate, standing);
  if (said === undefined) return one;
  return { ...one, evidence: { ...one.evidence, notProved: [...one.evidence.notProved, said] } };
}

/** Those that tell the kept ones apart, with the answers in their order. */
function openInputs(inputs: readonly ComparedInput[], kept: readonly RepairCandidate[]): readonly OpenInput[] {
  return inputs
    .map(({ call, answers }) => ({ call, answers: kept.map(({ number }) => answers.get(number) ?? null) }))
    .filter(({ answers }) => new Set(answers.filter((answer) => answer !== null)).size > 1);
}

/** The text that each file has with a candidate. */
export const editedBy = ({ files }: RepairCandidate): ReadonlyMap<string, string> =>
  new Map(files.map(({ path, after }) => [path, after]));

const sizeOf = ({ blobs }: Pick<CleanProof, 'blobs'>): number =>
  [...blobs.values()].reduce((sum, bytes) => sum + bytes.byteLength, 0);

async function keepFiles({ blobs }: PlacedChange, log: RunLog, signal: AbortSignal): Promise<void> {
  for (const bytes of blobs.values()) await log.keepBytes(bytes, signal);
}

function sizes({ changes }: PlacedChange): { readonly hunks: number; readonly lines: number } {
  const hunks = changes.flatMap(({ path, before = '', after = '' }) => diffHunks(before, after, { path }));
  return { hunks: hunks.length, lines: hunks.reduce((sum, { added, removed }) => sum + Math.max(added, removed), 0) };
}

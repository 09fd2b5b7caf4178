import { isCoded } from '../../base/errors.ts';
import type { FixEvidence } from '../evidence/proof.ts';
import type { RepairCandidate } from '../repair/candidateEdit.ts';
import type { TryOutcome } from '../repair/repairBudget.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import type { FixPorts } from './fixPorts.ts';
import { areRedGreen, candidateTimeoutMs, judge, type Verdict } from './judge.ts';
import type { Reproduction } from './reproduce.ts';
import type { TrialCounts } from './trialCounts.ts';
import { openWarmLane, type WarmLane, type WarmVerdict } from './warmLane.ts';

/** Where the candidates of one search are tried. */
export interface CandidateTrials {
  /** Runs the tests on a candidate: as many at once as there are lanes, the rest wait. */
  tryCandidate(candidate: RepairCandidate, signal: AbortSignal): Promise<TryOutcome>;
  /** Lends a lane, with the files of the run's copy, to something else. */
  useLane<T>(action: (lane: TrialLane) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** What all tests showed of a candidate that was proved; undefined where the runner was started for its red tests only. */
  evidenceOf(candidate: RepairCandidate): FixEvidence | undefined;
  counts(): TrialCounts;
  /** Ends the processes that were kept. Lanes can still be used after it. */
  dispose(): Promise<void>;
}

/** A copy beside the run's own, used for one thing at a time. */
export interface TrialLane {
  readonly copy: WorkspaceCopy;
  readonly files: CopyFiles;
}

interface Lane {
  readonly number: number;
  at: TrialLane;
  warm: WarmLane | undefined;
}

/** What trials work with. */
export type TrialPorts = Pick<FixPorts, 'runTests' | 'openWarm' | 'cloneCopy' | 'openFiles'>;

/** What trials work on. */
export interface TrialTask {
  readonly copy: WorkspaceCopy;
  readonly reproduction: Reproduction;
  readonly concurrency: number;
  /** False: the runner is started for each candidate. */
  readonly warm: boolean;
}

/** A process may be lost to a candidate now and then; where it happens all the time, it is not worth its start. */
const maxLosses = 12;
/**
 * So long a run of all tests is made once for a repair, in the clean copy, and not for each candidate that is green in a process
 * that stays: it would take the time of hundreds of them.
 */
const longSuiteMs = 8_000;

/** The trials of one search, in lanes of their own. */
export function createCandidateTrials(ports: TrialPorts, task: TrialTask): CandidateTrials {
  const { reproduction } = task;
  const lanes = createLanes(ports, task);
  /** Files by whether a process that stays takes in what changes in them. */
  const reloads = new Map<string, Promise<boolean>>();
  let losses = 0;
  let over = false;
  const counts = { warm: 0, cold: 0 };
  const proved = new Map<number, FixEvidence>();
  let coldWhy = whyCold(ports, task);

  /** The lane's process; undefined where there is none to be had. */
  async function warmOf(lane: Lane, signal: AbortSignal): Promise<WarmLane | undefined> {
    if (over || coldWhy !== undefined) return undefined;
    lane.warm ??= await openWarmLane(ports, { copy: lane.at.copy, reproduction }, signal);
    return lane.warm;
  }

  /** What the process says of a candidate; undefined where none can be asked. */
  async function judgeWarm(
    lane: Lane,
    candidate: RepairCandidate,
    signal: AbortSignal,
  ): Promise<WarmVerdict | undefined> {
    const isNew = lane.warm === undefined;
    try {
      const warm = await warmOf(lane, signal);
      if (!warm) return undefined;
      for (const file of candidate.files) {
        const known = reloads.get(file.path) ?? warm.reloads(file, lane.at, signal);
        reloads.set(file.path, known);
        if (!(await known)) return undefined;
      }
      const verdict = await warm.judge(candidate, signal);
      counts.warm++;
      return verdict;
    } catch (error) {
      if (!isCoded(error, 'tests.notWarm')) throw error;
      for (const { path } of candidate.files) reloads.delete(path);
      if (isNew) coldWhy ??= error.message;
      else if (++losses > maxLosses) coldWhy ??= `the process of the tests was lost ${losses} times`;
      await lanes.renew(lane, signal);
      return undefined;
    }
  }

  return {
    tryCandidate: (candidate, signal) =>
      lanes.use(async (lane) => {
        const verdict = await judgeWarm(lane, candidate, signal);
        if (verdict?.kind === 'refuted') return verdict.outcome;
        counts.cold++;
        const isBrief = verdict?.ran === 'all' && reproduction.before.durationMs > longSuiteMs;
        const judged = await tryCold(ports, { candidate, lane: lane.at, reproduction, isBrief }, signal);
        if (judged.evidence) proved.set(candidate.number, judged.evidence);
        return judged.outcome;
      }, signal),
    useLane: (action, signal) => lanes.use(({ at }) => action(at), signal),
    evidenceOf: ({ number }) => proved.get(number),
    counts: () => ({ ...counts, ...(coldWhy === undefined ? {} : { coldWhy }) }),
    async dispose() {
      over = true;
      await lanes.dispose();
    },
  };
}

/** Lanes are made when first needed: a repair that succeeds at once needs one only. */
function createLanes(ports: TrialPorts, { copy, concurrency }: TrialTask) {
  const free: Lane[] = [];
  const all = new Set<Lane>();
  const waiting: ((lane: Lane) => void)[] = [];
  let made = 0;

  async function open(number: number, signal: AbortSignal): Promise<TrialLane> {
    const opened = await ports.cloneCopy(copy, number, signal);
    return { copy: opened, files: ports.openFiles(opened) };
  }
  async function take(signal: AbortSignal): Promise<Lane> {
    const known = free.pop();
    if (known) return known;
    if (made >= concurrency) return new Promise((resolve) => waiting.push(resolve));
    const number = ++made;
    const lane: Lane = { number, at: await open(number, signal), warm: undefined };
    all.add(lane);
    return lane;
  }
  return {
    async use<T>(action: (lane: Lane) => Promise<T>, signal: AbortSignal): Promise<T> {
      const lane = await take(signal);
      try {
        return await action(lane);
      } finally {
        const next = waiting.shift();
        if (next) next(lane);
        else if (all.has(lane)) free.push(lane);
      }
    },
    /** The files of the run's copy once more: a process leaves in its copy what it ran last. */
    async renew(lane: Lane, signal: AbortSignal): Promise<void> {
      await lane.warm?.dispose();
      lane.warm = undefined;
      lane.at = await open(lane.number, signal);
    },
    async dispose(): Promise<void> {
      const warm = [...all].filter((lane) => lane.warm);
      await Promise.all(warm.map((lane) => lane.warm?.dispose()));
      free.length = 0;
      all.clear();
      made = 0;
    },
  };
}

function whyCold(ports: TrialPorts, { warm, reproduction }: TrialTask): string | undefined {
  if (!warm || !ports.openWarm) return 'it was not asked for';
  if (reproduction.before.source !== 'structured') return 'of this runner only the exit code is known';
  return reproduction.red.some(({ file }) => file === undefined) ? 'the file of a red test is not known' : undefined;
}

async function tryCold(
  ports: TrialPorts,
  task: {
    readonly candidate: RepairCandidate;
    readonly lane: TrialLane;
    readonly reproduction: Reproduction;
    /** Only the red tests: the others are run when the candidate is proved in a clean copy. */
    readonly isBrief: boolean;
  },
  signal: AbortSignal,
): Promise<{ readonly outcome: TryOutcome; readonly evidence?: FixEvidence }> {
  const { candidate, lane, reproduction, isBrief } = task;
  const timeoutMs = candidateTimeoutMs(reproduction);
  try {
    for (const { path, after } of candidate.files) await lane.files.write(path, after, signal);
    const given = { reproduction, copy: lane.copy, timeoutMs };
    if (isBrief) {
      const kind = (await areRedGreen(ports, given, signal)) ? 'proved' : 'still-failing';
      return { outcome: { kind } };
    }
    const verdict = await judge(ports, { ...given, quick: true }, signal);
    const outcome = outcomeOf(verdict, reproduction.red.length);
    return verdict.kind === 'proved' ? { outcome, evidence: verdict.evidence } : { outcome };
  } finally {
    // The lane is used again: it is put back even when the search has ended.
    const always = new AbortController().signal;
    for (const { path, before } of candidate.files) await lane.files.write(path, before, always);
  }
}

function outcomeOf(verdict: Verdict, targets: number): TryOutcome {
  switch (verdict.kind) {
    case 'proved':
      return { kind: 'proved' };
    case 'red':
      return verdict.stillRed < targets
        ? {
            kind: 'partly',
            fixed: 1 - verdict.stillRed / targets,
            ...(verdict.ids.length > 0 ? { left: verdict.ids } : {}),
          }
        : { kind: 'still-failing' };
    case 'broken':
      return { kind: 'partly', fixed: 1, info: verdict.feedback.slice(0, 500) };
    case 'unusable':
      return { kind: 'killed-compile' };
  }
}

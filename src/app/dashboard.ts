import { systemClock } from '../adapters/host/systemClock.ts';
import { throwIfAborted } from '../base/abort.ts';
import { isCoded } from '../base/errors.ts';
import type { BlobHash, RunId } from '../base/ids.ts';
import { nextTurn } from '../base/nextTurn.ts';
import { foldRunActivity, noActivity, type RunActivity } from '../core/run/runActivity.ts';
import { definitionOf } from '../core/run/runBackend.ts';
import type { RunHead } from '../core/run/runEvent.ts';
import { type FindNode, findNodesIn } from '../core/run/workflowNodes.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import type { DashboardView, RunNow } from '../protocol/dashboard.ts';
import type { Loopwright } from './loopwright.ts';
import { countRun, dayBegin, type RunCounts } from './runCounts.ts';
import { type CountedRun, statisticsOf } from './runStatistics.ts';
import { toRunRow } from './runViews.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** The part of Loopwright that counts over many runs. */
export type DashboardCalls = Pick<Loopwright, 'getDashboard'>;

type Session = Pick<WorkspaceSession, 'path' | 'store' | 'states'>;

/** How many runs are read before others have their turn. */
const atOnce = 4;

/** Reads what runs did once, and afterwards only what is new in each log. */
export function createDashboardCalls(
  open: (workspace: string) => Promise<Session>,
  nowMs: () => number = systemClock.nowMs,
): DashboardCalls {
  const known = new Map<string, WorkspaceActivity>();
  const activityOf = (session: Session): WorkspaceActivity => {
    const found = known.get(session.path) ?? new WorkspaceActivity(session);
    known.set(session.path, found);
    return found;
  };
  return {
    async getDashboard({ workspaces, days }, signal): Promise<DashboardView> {
      const atMs = nowMs();
      const fromMs = dayBegin(atMs, days - 1);
      const found: CountedRun[] = [];
      const now: RunNow[] = [];
      for (const workspace of workspaces) {
        const read = await activityOf(await open(workspace)).read({ workspace, fromMs }, signal);
        found.push(...read.counted);
        now.push(...read.now);
      }
      const counted = found.sort((a, b) => b.run.startedAtMs - a.run.startedAtMs);
      const figures = statisticsOf(counted, { fromMs, toMs: atMs });
      return { atMs, days, now: now.sort(goingOnFirst), runs: counted.map(({ run }) => run), ...figures };
    },
  };
}

function goingOnFirst(a: RunNow, b: RunNow): number {
  const rank = ({ row }: RunNow) => (row.status === 'running' ? 0 : 1);
  return rank(a) - rank(b) || b.row.startedAtMs - a.row.startedAtMs;
}

/** What a run did, as far as its log has been read. */
interface KnownRun {
  readonly activity: RunActivity;
  readonly counts: RunCounts;
}

/** What the runs of one workspace did, as far as it has been read. */
class WorkspaceActivity {
  readonly #session: Session;
  readonly #known = new Map<RunId, KnownRun>();
  readonly #definitions = new Map<BlobHash, WorkflowDefinition | undefined>();
  readonly #finders = new Map<string, FindNode | undefined>();

  constructor(session: Session) {
    this.#session = session;
  }

  async read(
    { workspace, fromMs }: { readonly workspace: string; readonly fromMs: number },
    signal: AbortSignal,
  ): Promise<{ readonly counted: readonly CountedRun[]; readonly now: readonly RunNow[] }> {
    const heads = await this.#session.store.list(signal);
    this.#forgetAllBut(heads);
    const counted: CountedRun[] = [];
    const now: RunNow[] = [];
    let read = 0;
    for (const head of heads) {
      throwIfAborted(signal);
      const state = await this.#session.states.upTo(head, signal);
      // A state is folded in memory most of the time; reading a log is what takes time.
      const row = await toRunRow(state);
      const isOpen = row.status === 'running' || row.status === 'paused' || row.status === 'interrupted';
      if (isOpen) now.push({ workspace, row });
      if (row.startedAtMs < fromMs) continue;
      const before = this.#known.get(head.runId);
      const known = before?.activity.lastSeq === head.lastSeq ? before : await this.#goOn(head, before, signal);
      if (known !== before && ++read % atOnce === 0) await nextTurn();
      const { runId, title, workflow, status, startedAtMs, endedAtMs, costUsd, costEstimated } = row;
      const cost = costEstimated ? { costUsd, costEstimated } : { costUsd };
      const run = { workspace, runId, title, workflow, status, startedAtMs, endedAtMs, ...cost };
      counted.push({ run, counts: known.counts });
    }
    return { counted, now };
  }

  async #goOn({ runId }: RunHead, before: KnownRun | undefined, signal: AbortSignal): Promise<KnownRun> {
    const { activity: read } = before ?? { activity: noActivity };
    const activity = foldRunActivity(read, await this.#session.store.read(runId, read.lastSeq, signal));
    const known = { activity, counts: countRun(activity, await this.#finderOf(activity, signal)) };
    this.#known.set(runId, known);
    return known;
  }

  /** Removed runs do not stay in memory. */
  #forgetAllBut(heads: readonly RunHead[]): void {
    if (this.#known.size === 0) return;
    const there = new Set(heads.map(({ runId }) => runId));
    for (const runId of this.#known.keys()) if (!there.has(runId)) this.#known.delete(runId);
  }

  /** Runs of the same workflows share what finds their nodes. */
  async #finderOf({ definition, used }: RunActivity, signal: AbortSignal): Promise<FindNode | undefined> {
    if (definition === undefined) return undefined;
    const key = JSON.stringify([definition, used]);
    if (this.#finders.has(key)) return this.#finders.get(key);
    const main = await this.#definition(definition, signal);
    const others = new Map<string, WorkflowDefinition>();
    for (const [name, hash] of Object.entries(used)) {
      const other = await this.#definition(hash, signal);
      if (other) others.set(name, other);
    }
    const finder = main && findNodesIn(main, others);
    this.#finders.set(key, finder);
    return finder;
  }

  async #definition(hash: BlobHash, signal: AbortSignal): Promise<WorkflowDefinition | undefined> {
    if (this.#definitions.has(hash)) return this.#definitions.get(hash);
    const found = await definitionOf(this.#session.store, hash, signal).catch((error: unknown) => {
      // The log is still worth counting; only the kinds of its nodes are not known then.
      if (isCoded(error, 'run.damaged')) return undefined;
      throw error;
    });
    this.#definitions.set(hash, found);
    return found;
  }
}

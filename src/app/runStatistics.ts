import type {
  AgentFigure,
  DashboardRun,
  DashboardView,
  DayFigure,
  ModelFigure,
  NodeFigure,
  OutcomeFigure,
  WorkflowFigure,
} from '../protocol/dashboard.ts';
import type { RunStatus } from '../protocol/runView.ts';
import { dayBegin, localDay, type NodeCount, type RunCounts } from './runCounts.ts';

const slowestShown = 10;

/** A run as it is counted. */
export interface CountedRun {
  readonly run: DashboardRun;
  readonly counts: RunCounts;
}

type Figures = Omit<DashboardView, 'atMs' | 'days' | 'now' | 'runs'>;

/** Whole days of the person's calendar: from the beginning of one to a time of another. */
interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The figures of runs, which are given newest first; a figure names runs by their places among those given. */
export function statisticsOf(counted: readonly CountedRun[], period: Period): Figures {
  const all = counted.map((_, number) => number);
  const models = modelFigures(counted, localDay(period.fromMs));
  return {
    outcomes: outcomesOf(counted, all),
    medianMs: median(timesOf(counted, all)),
    usd: sum(models.map(({ usd }) => usd ?? 0)),
    callsOfUnknownPrice: sum(models.map((one) => one.callsOfUnknownPrice)),
    workflows: workflowFigures(counted),
    perDay: dayFigures(counted, period),
    models,
    nodes: nodeFigures(counted),
    agents: agentFigures(counted),
  };
}

const sides: Readonly<Record<RunStatus, keyof OutcomeFigure | undefined>> = {
  fixed: 'reached',
  added: 'reached',
  done: 'reached',
  'nothing-to-fix': 'reached',
  'not-fixed': 'notReached',
  'not-added': 'notReached',
  failed: 'failed',
  cancelled: 'stopped',
  paused: 'stopped',
  interrupted: 'stopped',
  running: undefined,
};

function outcomesOf(counted: readonly CountedRun[], numbers: readonly number[]): OutcomeFigure {
  const outcomes = {
    reached: [] as number[],
    notReached: [] as number[],
    failed: [] as number[],
    stopped: [] as number[],
  };
  for (const number of numbers) {
    const status = counted[number]?.run.status;
    const side = status && sides[status];
    if (side) outcomes[side].push(number);
  }
  return outcomes;
}

/** How long those runs took that came to an answer of their own. */
function timesOf(counted: readonly CountedRun[], numbers: readonly number[]): number[] {
  return numbers.flatMap((number) => {
    const run = counted[number]?.run;
    const side = run && sides[run.status];
    if (run?.endedAtMs === undefined || (side !== 'reached' && side !== 'notReached')) return [];
    return [run.endedAtMs - run.startedAtMs];
  });
}

function workflowFigures(counted: readonly CountedRun[]): WorkflowFigure[] {
  const groups = groupBy(counted, ({ run }) => [run.workflow]);
  const bySize = [...groups].sort(([a, one], [b, two]) => two.length - one.length || compare(a, b));
  return bySize.map(([workflow, numbers]) => ({
    workflow,
    ...outcomesOf(counted, numbers),
    medianMs: median(timesOf(counted, numbers)),
    usd: sum(numbers.map((number) => sum(counted[number]?.counts.calls.map(({ usd }) => usd) ?? []))),
  }));
}

function dayFigures(counted: readonly CountedRun[], { fromMs, toMs }: Period): DayFigure[] {
  const began = groupBy(counted, ({ run }) => [localDay(run.startedAtMs)]);
  const spend = new Map<string, { byModel: Record<string, number>; spenders: Set<number> }>();
  for (const [number, { counts }] of counted.entries())
    for (const { day, model, usd } of counts.calls) {
      const found = spend.get(day) ?? { byModel: {}, spenders: new Set<number>() };
      spend.set(day, found);
      found.byModel[model] = (found.byModel[model] ?? 0) + usd;
      found.spenders.add(number);
    }
  const days: DayFigure[] = [];
  // Not by adding 24 hours: a day on which the clock is changed has another length.
  for (let back = 0, at = dayBegin(toMs, 0); at >= fromMs; at = dayBegin(toMs, ++back)) {
    const day = localDay(at);
    const runs = began.get(day) ?? [];
    const { byModel = {}, spenders } = spend.get(day) ?? {};
    days.push({ day, runs, ...outcomesOf(counted, runs), spend: byModel, spenders: [...(spenders ?? [])] });
  }
  return days.reverse();
}

function modelFigures(counted: readonly CountedRun[], fromDay: string): ModelFigure[] {
  const inPeriod = counted.map(({ counts }) => counts.calls.filter(({ day }) => day >= fromDay));
  const names = groupBy(counted, ({ counts }, number) => [
    ...(inPeriod[number] ?? []).map(({ model }) => model),
    ...Object.keys(counts.failedCalls),
  ]);
  const figures = [...names].map(([model, runs]): ModelFigure => {
    const calls = runs.flatMap((number) => (inPeriod[number] ?? []).filter((one) => one.model === model));
    const total = sum(calls.map((one) => one.calls));
    const callsOfUnknownPrice = sum(calls.map(({ ofUnknownPrice }) => ofUnknownPrice));
    return {
      model,
      calls: total,
      failed: sum(runs.map((number) => counted[number]?.counts.failedCalls[model] ?? 0)),
      tokensIn: sum(calls.map(({ tokensIn }) => tokensIn)),
      tokensOut: sum(calls.map(({ tokensOut }) => tokensOut)),
      usd: total > 0 && callsOfUnknownPrice === total ? null : sum(calls.map(({ usd }) => usd)),
      callsOfUnknownPrice,
      runs,
    };
  });
  return figures.sort((a, b) => (b.usd ?? -1) - (a.usd ?? -1) || b.calls - a.calls || compare(a.model, b.model));
}

/** The part of a run in a node, or in an agent. */
interface Share {
  readonly number: number;
  readonly count: NodeCount;
}

function nodeFigures(counted: readonly CountedRun[]): NodeFigure[] {
  const shares = new Map<string, { readonly workflow: string; readonly node: string; readonly shares: Share[] }>();
  for (const [number, { run, counts }] of counted.entries())
    for (const count of counts.nodes) {
      const key = `${run.workflow}/${count.place}`;
      const found = shares.get(key) ?? { workflow: run.workflow, node: count.place, shares: [] };
      shares.set(key, found);
      found.shares.push({ number, count });
    }
  const timed = [...shares.values()].map((one) => ({ ...one, medianMs: median(timesIn(one.shares)) ?? 0 }));
  const slowest = timed.sort((a, b) => b.medianMs - a.medianMs || compare(a.node, b.node)).slice(0, slowestShown);
  return slowest.map(({ workflow, node, medianMs, shares: parts }) => {
    const longest = parts.map(({ number, count }) => ({ number, maxMs: Math.max(...count.times) }));
    const slowestFirst = longest.sort((a, b) => b.maxMs - a.maxMs);
    return {
      workflow,
      node,
      times: sum(parts.map(({ count }) => count.times.length)),
      failed: sum(parts.map(({ count }) => count.failed)),
      medianMs,
      maxMs: slowestFirst[0]?.maxMs ?? 0,
      runs: slowestFirst.map(({ number }) => number),
    };
  });
}

function agentFigures(counted: readonly CountedRun[]): AgentFigure[] {
  const agents = new Map<string, { readonly shares: Share[]; readonly working: number[] }>();
  const of = (agent: string) => {
    const found = agents.get(agent) ?? { shares: [], working: [] };
    agents.set(agent, found);
    return found;
  };
  for (const [number, { run, counts }] of counted.entries()) {
    for (const count of counts.nodes) if (count.agent !== undefined) of(count.agent).shares.push({ number, count });
    if (run.status === 'running') for (const agent of counts.working) of(agent).working.push(number);
  }
  const figures = [...agents].map(([agent, { shares, working }]): AgentFigure => {
    const troubled = shares.filter(({ count }) => count.failed + count.gaveUp > 0);
    return {
      agent,
      running: working.length,
      times: sum(shares.map(({ count }) => count.times.length)),
      failed: sum(shares.map(({ count }) => count.failed)),
      gaveUp: sum(shares.map(({ count }) => count.gaveUp)),
      medianMs: median(timesIn(shares)),
      usd: sum(shares.map(({ count }) => count.usd)),
      runs: unique([...working, ...shares.map(({ number }) => number)]).sort((a, b) => a - b),
      troubled: unique(troubled.map(({ number }) => number)),
    };
  });
  return figures.sort((a, b) => b.running - a.running || b.times - a.times || compare(a.agent, b.agent));
}

const timesIn = (shares: readonly Share[]) => shares.flatMap(({ count }) => count.times);

/** The numbers of the runs that belong to each key; a run may have several. */
function groupBy(
  counted: readonly CountedRun[],
  keysOf: (one: CountedRun, number: number) => readonly string[],
): Map<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const [number, one] of counted.entries())
    for (const key of new Set(keysOf(one, number))) {
      const group = groups.get(key);
      if (group) group.push(number);
      else groups.set(key, [number]);
    }
  return groups;
}

/** The middle value, of an even number the mean of the two in the middle; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 1 ? half : half - 1], sorted[half]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

const unique = (numbers: readonly number[]) => [...new Set(numbers)];
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

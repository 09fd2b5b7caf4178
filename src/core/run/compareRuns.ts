import { CodedError } from '../../base/errors.ts';
import type { BlobHash, RunId } from '../../base/ids.ts';
import { emptyEngineState, foldEngineState } from '../engine/engineState.ts';
import type { Proposal } from '../workspace/workspace.ts';
import { type JsonDifferences, jsonDifferences } from './jsonDifferences.ts';
import { type NodeAccount, type NodeAccounts, nodeAccounts } from './nodeAccounts.ts';
import { definitionHash, engineEventsOf } from './runBackend.ts';
import type { RunEvent } from './runEvent.ts';
import { emptyRunState, foldRunState, type RunState } from './runState.ts';

/** A run to compare: its log from the beginning. */
export interface ComparedRun {
  readonly runId: RunId;
  readonly log: readonly RunEvent[];
}

/** One of the two runs as a whole. */
export interface RunSide {
  readonly runId: RunId;
  readonly workflow: string;
  readonly definition: BlobHash | undefined;
  /** The run's own word for how it ended, else the engine's; undefined: it has not. */
  readonly outcome: string | undefined;
  readonly startedAtMs: number;
  readonly wallMs: number;
  readonly usd: number | null;
  readonly costEstimated: boolean;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly calls: number;
  readonly forkedFrom: { readonly runId: RunId; readonly at: string } | undefined;
}

/** In what two runs of a node can differ. */
export type NodeAspect =
  | 'presence'
  | 'status'
  | 'attempts'
  | 'input'
  | 'model'
  | 'prompt'
  | 'request'
  | 'parameters'
  | 'output'
  | 'failure';

/** What one run has of a node; inputs and outputs are told as differences. */
export type NodeSide = Omit<NodeAccount, 'input' | 'output'>;

/** A node in both runs. */
export interface NodeComparison {
  readonly node: string;
  /** undefined: the run has not come to it. */
  readonly a: NodeSide | undefined;
  readonly b: NodeSide | undefined;
  /** Empty: it came out alike. Time and cost are never alike, so they do not count. */
  readonly differs: readonly NodeAspect[];
  readonly input: JsonDifferences;
  readonly output: JsonDifferences;
  readonly parameters: JsonDifferences;
}

/** The files of both proposals, by their paths. */
export interface ProposalComparison {
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  readonly alike: readonly string[];
  readonly different: readonly string[];
}

/** Two runs of one workflow, side by side. */
export interface RunComparison {
  readonly a: RunSide;
  readonly b: RunSide;
  /** Inputs, definition, nodes, outcome and proposal are all alike. */
  readonly same: boolean;
  readonly sameDefinition: boolean;
  readonly inputs: JsonDifferences;
  /** In the order in which they became known. */
  readonly nodes: readonly NodeComparison[];
  /** The first node, in the order of coming out, at which the runs part. */
  readonly parting: NodeComparison | undefined;
  readonly proposal: ProposalComparison;
}

/** Compares two runs. Throws `compare.sameRun`, `compare.noNodes` and `compare.otherWorkflow` for what cannot be compared. */
export function compareRuns(one: ComparedRun, other: ComparedRun): RunComparison {
  if (one.runId === other.runId)
    throw new CodedError('compare.sameRun', `Both are the run ${one.runId}: there is nothing to compare.`);
  const [a, b] = [readRun(one), readRun(other)];
  if (a.side.workflow !== b.side.workflow)
    throw new CodedError(
      'compare.otherWorkflow',
      `${one.runId} is a run of ${a.side.workflow}, ${other.runId} one of ${b.side.workflow}: their nodes have nothing to do with each other.`,
      { hint: 'Compare two runs of the same workflow. See: loopwright runs' },
    );
  const nodes = mergeOrders([...a.accounts.nodes.keys()], [...b.accounts.nodes.keys()]).map((node) =>
    compareNode(node, a.accounts.nodes.get(node), b.accounts.nodes.get(node)),
  );
  const inputs = jsonDifferences(a.inputs, b.inputs);
  const sameDefinition = a.side.definition === b.side.definition;
  const proposal = compareProposals(a.state.proposal, b.state.proposal);
  return {
    a: a.side,
    b: b.side,
    same:
      sameDefinition &&
      inputs.places.length === 0 &&
      nodes.every(({ differs }) => differs.length === 0) &&
      a.side.outcome === b.side.outcome &&
      proposal.alike.length === new Set(Object.values(proposal).flat()).size,
    sameDefinition,
    inputs,
    nodes,
    parting: partingOf(nodes, a.accounts, b.accounts),
    proposal,
  };
}

function readRun({ runId, log }: ComparedRun) {
  const engine = foldEngineState(emptyEngineState(), engineEventsOf(log));
  if (engine.workflow === '')
    throw new CodedError('compare.noNodes', `The log of ${runId} does not say what its nodes did.`, {
      hint: 'It was written by an older version. Run the workflow again to compare it.',
    });
  const state = foldRunState(emptyRunState(runId), log);
  return { state, inputs: engine.inputs, accounts: nodeAccounts(log), side: sideOf({ runId, log }, state, engine) };
}

function sideOf({ runId, log }: ComparedRun, state: RunState, engine: ReturnType<typeof emptyEngineState>): RunSide {
  const { spent, endedAtMs } = state;
  const startedAtMs = state.startedAtMs || engine.startedAtMs;
  const lastMs = endedAtMs ?? engine.endedAtMs ?? log.at(-1)?.atMs ?? startedAtMs;
  return {
    runId,
    workflow: engine.workflow,
    definition: definitionHash(log),
    outcome: state.outcome ?? engine.end?.kind,
    startedAtMs,
    wallMs: lastMs - startedAtMs,
    usd: spent.usd ?? null,
    costEstimated: state.costEstimated,
    tokensIn: spent.tokensIn,
    tokensOut: spent.tokensOut,
    calls: spent.calls,
    forkedFrom: state.forkedFrom,
  };
}

function compareNode(node: string, a: NodeAccount | undefined, b: NodeAccount | undefined): NodeComparison {
  const input = jsonDifferences(a?.input, b?.input);
  const output = jsonDifferences(a?.output, b?.output);
  const parameters = jsonDifferences(a?.parameters ?? {}, b?.parameters ?? {});
  const differs: NodeAspect[] = [];
  const note = (aspect: NodeAspect, when: boolean) => {
    if (when) differs.push(aspect);
  };
  if (!a || !b) differs.push('presence');
  else {
    note('status', a.status !== b.status);
    note('input', input.places.length > 0);
    // What was taken from another run was asked there, if anything was.
    const asked = [a, b].every(({ cached, takenOver }) => !cached && !takenOver);
    note('model', asked && a.models.join('\n') !== b.models.join('\n'));
    note('prompt', asked && a.prompts.join('\n') !== b.prompts.join('\n'));
    note('parameters', asked && parameters.places.length > 0);
    note('request', asked && a.request !== b.request);
    note('output', output.places.length > 0);
    note('failure', a.failure?.code !== b.failure?.code);
    note('attempts', a.attempts !== b.attempts);
  }
  return { node, a: a && sideOfNode(a), b: b && sideOfNode(b), differs, input, output, parameters };
}

function sideOfNode({ input: _input, output: _output, ...side }: NodeAccount): NodeSide {
  return side;
}

/** A node comes out before the one around it and before those that need it: so the first in that order is where the rest comes from. */
function partingOf(nodes: readonly NodeComparison[], a: NodeAccounts, b: NodeAccounts): NodeComparison | undefined {
  const byPath = new Map(nodes.map((node) => [node.node, node]));
  for (const path of mergeOrders(a.byEnd, b.byEnd)) {
    const node = byPath.get(path);
    if (node?.differs.some((aspect) => aspect !== 'attempts')) return node;
  }
  return undefined;
}

/** One order of both: that of the first, with what only the second has behind what it follows there. */
function mergeOrders(first: readonly string[], second: readonly string[]): readonly string[] {
  const known = new Set(first);
  const behind = new Map<string | undefined, string[]>();
  let group: string[] = [];
  behind.set(undefined, group);
  for (const path of second) {
    if (!known.has(path)) group.push(path);
    else {
      group = [];
      behind.set(path, group);
    }
  }
  return [...(behind.get(undefined) ?? []), ...first.flatMap((path) => [path, ...(behind.get(path) ?? [])])];
}

function compareProposals(a: Proposal | undefined, b: Proposal | undefined): ProposalComparison {
  const [left, right] = [filesOf(a), filesOf(b)];
  const both = [...left.keys()].filter((path) => right.has(path));
  return {
    onlyA: [...left.keys()].filter((path) => !right.has(path)),
    onlyB: [...right.keys()].filter((path) => !left.has(path)),
    alike: both.filter((path) => left.get(path) === right.get(path)),
    different: both.filter((path) => left.get(path) !== right.get(path)),
  };
}

/** What each proposed file becomes, by its path. */
function filesOf(proposal: Proposal | undefined): ReadonlyMap<string, string> {
  return new Map(
    (proposal?.files ?? []).map(({ path, result }) => [path, `${result.hash ?? 'none'} ${result.executable}`]),
  );
}

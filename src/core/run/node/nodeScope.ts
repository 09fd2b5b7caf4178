import type { RunId } from '../../../base/ids.ts';
import type { LeafDefinition, NodeContext } from '../../engine/nodeRunner.ts';
import type { FixPorts } from '../fixPorts.ts';
import type { PolicyGuard } from '../policyGuard.ts';
import type { Reproduction } from '../reproduce.ts';
import type { RunLog } from '../runLog.ts';
import type { RunSettings } from '../runSettings.ts';
import type { WorkingCopy } from '../workingCopy.ts';

/** What the nodes of one run share. */
export interface RunScope {
  readonly runId: RunId;
  readonly log: RunLog;
  readonly settings: RunSettings;
  readonly copy: WorkingCopy;
  /** How many candidate edits repair tries at once. */
  readonly concurrency: number;
  /** The failure as it was reproduced in this run. Throws `tests.notReproduced` when it was not. */
  reproduction(signal: AbortSignal): Promise<Reproduction>;
  /** Keeps a reproduction for the nodes to come and gives its address. `nothing`: why there is nothing to fix. */
  keepReproduction(
    reproduction: Reproduction,
    how: { readonly log: RunLog; readonly nothing: string | undefined },
    signal: AbortSignal,
  ): Promise<string>;
}

/** A node while it is carried out. */
export interface NodeScope {
  readonly run: RunScope;
  readonly node: LeafDefinition;
  readonly context: NodeContext;
  /** With the node's own log, model and budget. */
  readonly ports: FixPorts;
  /** What every action of the node goes through; those of `ports` and of the copy do so by themselves. */
  readonly guard: PolicyGuard;
}

/** What carries out a node of one name. The input fits the schema that the catalog gives for that name; the output is JSON. */
export type NodeHandler = (
  input: Readonly<Record<string, unknown>>,
  scope: NodeScope,
  signal: AbortSignal,
) => Promise<unknown>;

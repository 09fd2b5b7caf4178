import { CodedError } from '../../base/errors.ts';
import type { LeafDefinition, NodeContext, NodeRunner } from '../engine/nodeRunner.ts';
import type { FixPorts } from './fixPorts.ts';
import { guardedCopy, guardedPorts } from './guardedPorts.ts';
import { hookedNode } from './hookedCalls.ts';
import type { NodeHandler, RunScope } from './node/nodeScope.ts';
import { createPolicyGuard, type PolicyGuard, type PolicyPorts } from './policyGuard.ts';
import { type Redact, redactStrings } from './runLog.ts';

/** What carries out the nodes of a workflow, by kind and name. */
export interface NodeTable {
  readonly agents: Readonly<Record<string, NodeHandler>>;
  readonly tools: Readonly<Record<string, NodeHandler>>;
  readonly command: NodeHandler;
}

/** What the nodes of one run are carried out with. */
export interface WorkflowRunnerPorts {
  /** Resolves once the run is on record. */
  readonly run: Promise<RunScope>;
  readonly table: NodeTable;
  readonly redact: Redact;
  /** What is wrong with what a node was given, for a person; undefined when nothing is. */
  checkInput(node: LeafDefinition, input: unknown): string | undefined;
  /** What the run may do. */
  readonly policy: PolicyPorts;
  portsFor(node: LeafDefinition, context: NodeContext, run: RunScope): Promise<FixPorts>;
}

/** Carries out the nodes of a run by the handlers of their names. What they give is free of secrets before anything sees it. */
export function createWorkflowRunner(ports: WorkflowRunnerPorts): NodeRunner {
  const { table, redact } = ports;
  return {
    async run(node, input, context, signal) {
      const handler = handlerOf(node, table);
      const { prompt, ...rest } = (input ?? {}) as Readonly<Record<string, unknown>>;
      // What a fork says instead of the agent's own prompt is no input of the agent.
      const isInstead = node.kind === 'agent' && typeof prompt === 'string';
      const given = isInstead || prompt === undefined ? rest : { ...rest, prompt };
      const wrong = ports.checkInput(node, given);
      if (wrong !== undefined)
        throw new CodedError('node.badInput', `${context.path} was given what it cannot use: ${wrong}`);
      const run = await ports.run;
      const own = await ports.portsFor(node, context, run);
      const guard = guardOf(ports.policy, { node, context, own });
      const copy = guardedCopy(run.copy.within(own.log), guard);
      const by = (ports: FixPorts) =>
        handler(
          given,
          { run: { ...run, copy }, node, context, ports: isInstead ? withPrompt(ports, prompt) : ports, guard },
          signal,
        );
      const carryOut = async () => redactStrings(await byAnyModel(guardedPorts(own, guard), by), redact);
      const nowMs = () => own.clock.monotonicMs();
      return hookedNode({ hooks: own.hooks, input: given, nowMs }, carryOut, signal);
    },
  };
}

function guardOf(
  policy: PolicyPorts,
  { node, context, own }: { readonly node: LeafDefinition; readonly context: NodeContext; readonly own: FixPorts },
): PolicyGuard {
  const { log, askPerson } = own;
  const agent = node.kind === 'agent' ? node.agent : undefined;
  return createPolicyGuard(policy, { log, askPerson, agent, node: { id: node.id, path: context.path } });
}

/** Begins anew with the next model where one fails: no edit is made before a node comes out, so nothing is done twice. */
async function byAnyModel(own: FixPorts, by: (ports: FixPorts) => Promise<unknown>): Promise<unknown> {
  for (let ports = own; ; ) {
    try {
      return await by(ports);
    } catch (error) {
      const next = await ports.takeOver(error);
      if (!next) throw error;
      ports = next;
    }
  }
}

/** The same ports, whose agent speaks by another text. What it is told stays the agent's own. */
function withPrompt(ports: FixPorts, system: string): FixPorts {
  return {
    ...ports,
    promptOf: async (name, signal) => ({ ...(await ports.promptOf(name, signal)), system }),
  };
}

function handlerOf(node: LeafDefinition, { agents, tools, command }: NodeTable): NodeHandler {
  if (node.kind === 'run') return command;
  const [known, name, what] = node.kind === 'agent' ? [agents, node.agent, 'agent'] : [tools, node.tool, 'tool'];
  const handler = Object.hasOwn(known, name) ? known[name] : undefined;
  if (handler) return handler;
  throw new CodedError('node.unknownName', `There is no ${what} ${JSON.stringify(name)}.`, {
    hint: `There are: ${Object.keys(known).join(', ')}.`,
  });
}

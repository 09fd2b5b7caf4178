import type { Clock } from '../../base/clock.ts';
import type { LeafDefinition, NodeContext } from '../engine/nodeRunner.ts';
import type { HookDefinition, HookRunners } from '../hook/hook.ts';
import type { HookNode, HookPayloads, NoticePoint } from '../hook/hookPayload.ts';
import { createHooks, type Hooks } from '../hook/hooks.ts';
import type { RunEvent } from './runEvent.ts';
import type { Redact, RunLog } from './runLog.ts';

/** The hooks of a run as one of its nodes calls them. */
export interface NodeHooks extends Hooks {
  /** What every event of this node says of it. */
  readonly node: HookNode;
  /** Tells hooks of something that was cancelled: whoever cancelled it does not wait for them, the end of the run does. */
  notifyLate<P extends NoticePoint>(point: P, payload: HookPayloads[P]): void;
}

/** The hooks of a run. What they fail at is on record. */
export interface RunHooks extends Hooks {
  within(node: HookNode): NodeHooks;
  /** Resolves once nothing that was told late is under way. Rejects when the log could not be written. */
  settled(): Promise<void>;
}

/** What the hooks of a run are made of. */
export interface RunHookParts {
  readonly log: RunLog;
  readonly workflow: string;
  readonly runners: HookRunners;
  readonly clock: Clock;
  readonly redact: Redact;
}

/** Hooks that write their failures into the log of their run. */
export function createRunHooks(definitions: readonly HookDefinition[], parts: RunHookParts): RunHooks {
  const { log, workflow, runners, clock, redact } = parts;
  const unstoppable = new AbortController().signal;
  let last: Promise<void> = Promise.resolve();
  const keep = (work: Promise<void>): void => {
    const before = last;
    last = Promise.all([before, work]).then(() => undefined);
    // Whoever awaits the end is told; until then a rejection is nobody's.
    last.catch(() => undefined);
  };
  const hooks = createHooks(definitions, {
    run: { id: log.runId, workflow },
    runners,
    clock,
    redact,
    onFailure({ origin: from, ...failure }) {
      keep(log.append({ type: 'hook.failed', from, ...failure }, unstoppable));
    },
  });
  const calls: Hooks = {
    listens: (point) => hooks.listens(point),
    notify: (point, payload, signal) => hooks.notify(point, payload, signal),
    gate: (payload, signal) => hooks.gate(payload, signal),
  };
  return {
    ...calls,
    within: (node) => ({
      ...calls,
      node,
      notifyLate: (point, payload) => keep(hooks.notify(point, payload, unstoppable)),
    }),
    async settled() {
      for (let seen: Promise<void> | undefined; seen !== last; ) {
        seen = last;
        await seen;
      }
    },
  };
}

/** How hooks are told of a node. */
export function hookNodeOf(node: LeafDefinition, { path, attempt }: Pick<NodeContext, 'path' | 'attempt'>): HookNode {
  const { id, kind } = node;
  const named = node.kind === 'agent' ? { agent: node.agent } : node.kind === 'tool' ? { tool: node.tool } : {};
  return { id, path, kind, ...named, attempt };
}

/** Hooks of a node that is replayed: none is called, and its gates say what they said, as the node's events have it. */
export function recordedHooks(node: HookNode, recorded: readonly RunEvent[]): NodeHooks {
  const decided = recorded.flatMap((event) => (event.type === 'gate.decided' ? [event] : []));
  return {
    node,
    listens: (point) => point === 'gate' && decided.length > 0,
    notify: async () => undefined,
    notifyLate: () => undefined,
    async gate() {
      const [{ allow, gates } = { allow: true, gates: [] }] = decided.splice(0, 1);
      return { allow, gates: gates.map(({ from: origin, ...gate }) => ({ ...gate, origin })) };
    },
  };
}

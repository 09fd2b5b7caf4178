import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { CodedError } from '../base/errors.ts';
import type { AgentModel } from '../core/agent/askModel.ts';
import { canonicalRequest } from '../core/model/canonicalRequest.ts';
import type { ModelEvent, ModelProvider } from '../core/model/modelProvider.ts';
import type { Budget } from '../core/run/budget.ts';
import { createModelCaller, readReply } from '../core/run/modelCaller.ts';
import type { ReplayedNode } from '../core/run/replaySteps.ts';
import { modelRetryPolicy } from '../core/run/retry.ts';
import type { NodeHooks } from '../core/run/runHooks.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { KnownReplies } from './knownReplies.ts';
import { agentModelOf } from './modelSetup.ts';
import type { RunEnvironment } from './runEnvironment.ts';

/**
 * One of the models of a node as it is on record, counted in the order in which they took over from 0: it answers what it has
 * answered, fails where it failed, and nothing else. undefined: the node asked no such one.
 */
export function recordedModel({
  at,
  node,
  log,
  budget,
  hooks,
  replies,
  environment,
}: {
  readonly at: number;
  readonly node: ReplayedNode;
  readonly log: RunLog;
  readonly budget: Budget;
  readonly hooks: NodeHooks;
  readonly replies: KnownReplies;
  readonly environment: RunEnvironment;
}): AgentModel | undefined {
  const chosen = node.recorded.filter((event) => event.type === 'model.chosen')[at];
  if (!chosen) return undefined;
  const { model: ref, capability } = chosen;
  const provider: ModelProvider = {
    ref,
    capability,
    async *stream(request, signal): AsyncIterable<ModelEvent> {
      const asked = await log.keepText(canonicalRequest(request), signal);
      const kept = replies(node.path, { request: asked, model: ref });
      const failed = node.recorded.find((event) => event.type === 'model.replaced' && event.model === ref);
      if (kept === undefined && failed?.type === 'model.replaced') throw new CodedError(failed.code, failed.message);
      if (kept === undefined)
        throw new CodedError('replay.notRecorded', 'It asks its model what it has not asked on record.', {
          hint: 'The prompt, a tool, or what a former node gave is another one than at the time of the run.',
        });
      const reply = readReply(await log.readText(kept, signal));
      if (reply.text !== '') yield { type: 'text.delta', text: reply.text };
      for (const call of reply.calls) yield { type: 'toolCall.done', call };
      yield { type: 'finished', reason: reply.finish, usage: reply.usage, model: reply.model };
    },
  };
  let calls = 0;
  const ask = createModelCaller({
    provider,
    price: undefined,
    log,
    budget,
    hooks,
    redact: environment.redact,
    clock: systemClock,
    random: systemRandom,
    nextCall: () => ++calls,
    recall: () => undefined,
    policy: { ...modelRetryPolicy, maxAttempts: 1 },
    pauses: { heldForMs: () => 0, hold: () => undefined },
  });
  return agentModelOf(capability, ask);
}

import { CodedError } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import { cancelNodeSignal, type NodeCancel } from '../core/engine/durableBackend.ts';
import { emptyEngineState, foldEngineState } from '../core/engine/engineState.ts';
import { containerOf } from '../core/engine/nodePath.ts';
import { engineEventsOf } from '../core/run/runBackend.ts';
import type { RunStore } from '../core/run/runStore.ts';

/**
 * Tells one node of a run to end, whichever process runs it. Throws `run.notRunning`, `node.notRunning` for a node that is not at
 * work, and `node.holdsOthers` for one that only holds others.
 */
export async function cancelNode(
  store: RunStore,
  { runId, ...cancel }: NodeCancel & { readonly runId: RunId },
  signal: AbortSignal,
): Promise<void> {
  const { node } = cancel;
  if (!(await store.isHeld(runId, signal))) throw notRunning(runId);
  const { nodes } = foldEngineState(emptyEngineState(), engineEventsOf(await store.read(runId, 0, signal)));
  const status = nodes.get(node)?.status;
  if (status !== 'running' && status !== 'waiting')
    throw new CodedError('node.notRunning', `The node ${node} is not at work in the run ${runId}.`, {
      hint: `See: loopwright show ${runId}`,
    });
  if ([...nodes.keys()].some((path) => containerOf(path) === node))
    throw new CodedError('node.holdsOthers', `The node ${node} holds other nodes.`, {
      hint: 'Cancel those of them that are at work, or the whole run.',
    });
  await store.append(runId, [{ type: 'signal.sent', name: cancelNodeSignal, value: cancel }], signal);
}

/** A run that cannot be told anything, because nobody runs it. */
export function notRunning(runId: RunId): CodedError {
  return new CodedError('run.notRunning', `The run ${runId} does not go on.`, { hint: 'See: loopwright runs' });
}

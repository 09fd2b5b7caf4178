import type { BlobHash } from '../base/ids.ts';
import type { RunEvent } from '../core/run/runEvent.ts';

/** A question to a model: the address of the request, and the reference of the model that is to be asked. */
export interface KnownQuestion {
  readonly request: BlobHash;
  readonly model: string;
}

/** The reply that a node got to a request, by their addresses; each is given once. */
export type KnownReplies = (node: string, question: KnownQuestion) => BlobHash | undefined;

/** Of a run that is new. */
export const noReplies: KnownReplies = () => undefined;

/**
 * The replies on record in a log, so that a node that runs again after a crash asks nothing twice. Another model that the person
 * takes to go on is given them too; but among models that took over from each other in a node, each has its own only.
 */
export function knownReplies(log: readonly RunEvent[]): KnownReplies {
  const requests = new Map<number, KnownQuestion & { readonly node: string }>();
  const replies = new Map<string, { readonly model: string; readonly reply: BlobHash }[]>();
  const inTurn = new Set<string>();
  for (const event of log) {
    const { node } = event;
    if (event.type === 'model.replaced') for (const model of [event.model, event.by]) inTurn.add(`${node} ${model}`);
    if (event.type === 'model.requested' && node !== undefined)
      requests.set(event.call, { node, request: event.request, model: event.model });
    if (event.type !== 'model.replied') continue;
    const asked = requests.get(event.call);
    if (!asked) continue;
    const key = `${asked.node} ${asked.request}`;
    replies.set(key, [...(replies.get(key) ?? []), { model: asked.model, reply: event.reply }]);
  }
  return (node, { request, model }) => {
    const known = replies.get(`${node} ${request}`) ?? [];
    const at = known.findIndex((one) => one.model === model || !inTurn.has(`${node} ${one.model}`));
    return at < 0 ? undefined : known.splice(at, 1)[0]?.reply;
  };
}

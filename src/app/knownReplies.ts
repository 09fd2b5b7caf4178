import type { BlobHash } from '../base/ids.ts';
import type { RunEvent } from '../core/run/runEvent.ts';

/** The reply that a node got to a request, by their addresses; each is given once. */
export type KnownReplies = (node: string, request: BlobHash) => BlobHash | undefined;

/** Of a run that is new. */
export const noReplies: KnownReplies = () => undefined;

/** The replies on record in a log, so that a node that runs again after a crash asks nothing twice. */
export function knownReplies(log: readonly RunEvent[]): KnownReplies {
  const requests = new Map<number, { readonly node: string; readonly request: BlobHash }>();
  const replies = new Map<string, BlobHash[]>();
  for (const event of log) {
    if (event.type === 'model.requested' && event.node !== undefined)
      requests.set(event.call, { node: event.node, request: event.request });
    if (event.type !== 'model.replied') continue;
    const asked = requests.get(event.call);
    if (!asked) continue;
    const key = `${asked.node} ${asked.request}`;
    replies.set(key, [...(replies.get(key) ?? []), event.reply]);
  }
  return (node, request) => replies.get(`${node} ${request}`)?.shift();
}

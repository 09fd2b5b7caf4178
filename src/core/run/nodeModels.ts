import type { FailedModel } from './modelTakeover.ts';
import type { RunEvent } from './runEvent.ts';

/** A model that a node asked or tried to: why it did, and how it failed where another took over or none was left. */
export interface NodeModel {
  readonly model: string;
  readonly why: string | undefined;
  readonly failure: Omit<FailedModel, 'model'> | undefined;
}

/** The models of each node, by its path, in the order in which they took over; those of its last attempt. */
export function nodeModels(log: readonly RunEvent[]): ReadonlyMap<string, readonly NodeModel[]> {
  const found = new Map<string, NodeModel[]>();
  for (const event of log) {
    if (event.type === 'engine.recorded')
      for (const one of event.events) if (one.type === 'node.started') found.delete(one.node);
    const { node } = event;
    if (node === undefined) continue;
    if (event.type === 'model.chosen')
      listIn(found, node).push({ model: event.model, why: event.why, failure: undefined });
    if (event.type !== 'model.replaced') continue;
    const { model, code, message } = event;
    const list = listIn(found, node);
    const asked = list.findLastIndex((one) => one.model === model);
    const failed = { model, why: list[asked]?.why, failure: { code, message } };
    if (asked < 0) list.push(failed);
    else list[asked] = failed;
  }
  return found;
}

function listIn(found: Map<string, NodeModel[]>, node: string): NodeModel[] {
  const list = found.get(node) ?? [];
  found.set(node, list);
  return list;
}

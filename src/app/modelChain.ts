import type { LeafDefinition } from '../core/engine/nodeRunner.ts';
import type { ModelProvider } from '../core/model/modelProvider.ts';
import { type FailedModel, mayTakeOver, nextModel, type StandbyModels } from '../core/run/modelTakeover.ts';
import type { RunLog } from '../core/run/runLog.ts';
import { type ModelChoiceParts, modelChoice, runsOwn } from './modelChoice.ts';

/** The model that a node begins with, and those that stand by. */
export interface ModelChain {
  /** As it is written; the run's own as its provider names it. */
  readonly ref: string;
  readonly why: string;
  readonly standby: StandbyModels;
}

/** A model that a node asks, and why this one. */
export interface ChosenModel {
  readonly provider: ModelProvider;
  readonly why: string;
  /** The model that takes over after this error. Absent: no other stands by. */
  readonly next?: (error: unknown, log: RunLog) => Promise<ChosenModel | undefined>;
}

/** The models of nodes, each set up once: the run's own, and those that nodes, manifests or the person name. */
export function modelChains(
  modelOf: (ref: string) => Promise<ModelProvider | undefined>,
  own: ModelProvider | undefined,
  choice: ModelChoiceParts,
): (node: LeafDefinition, path: string) => ModelChain | undefined {
  const known = new Map<string, Promise<ModelProvider | undefined>>();
  const open = (ref: string) => {
    const found = known.get(ref) ?? (own && ref === own.ref ? Promise.resolve(own) : modelOf(ref));
    known.set(ref, found);
    // A node that is tried again may find a key or an agreement that was not there before.
    found.catch(() => known.delete(ref));
    return found;
  };
  return (node, path) => {
    if (own === undefined) return undefined;
    const { ref = own.ref, why, fallback } = modelChoice(node, path, choice);
    // Who goes without a model, or offline, goes so with those that a workflow names, too.
    if (own.ref === 'recorded') return { ref: own.ref, why: runsOwn, standby: { refs: [], open } };
    return { ref, why, standby: { refs: fallback, open } };
  };
}

/** The first model of a chain; where it cannot be set up, the next one that can. */
export async function openChain({ ref, why, standby }: ModelChain, log: RunLog): Promise<ChosenModel | undefined> {
  try {
    const provider = await standby.open(ref);
    return provider && chosen({ provider, why, failed: [] }, standby);
  } catch (error) {
    const next = await takeOver(error, { ref, failed: [], standby }, log);
    if (!next) throw error;
    return next;
  }
}

interface Standing {
  readonly provider: ModelProvider;
  readonly why: string;
  readonly failed: readonly FailedModel[];
}

function chosen({ provider, why, failed }: Standing, standby: StandbyModels): ChosenModel {
  if (standby.refs.length === 0 && failed.length === 0) return { provider, why };
  return { provider, why, next: (error, log) => takeOver(error, { ref: provider.ref, failed, standby }, log) };
}

async function takeOver(
  error: unknown,
  at: { readonly ref: string; readonly failed: readonly FailedModel[]; readonly standby: StandbyModels },
  log: RunLog,
): Promise<ChosenModel | undefined> {
  const { ref, failed, standby } = at;
  if (!mayTakeOver(error) || (standby.refs.length === 0 && failed.length === 0)) return undefined;
  const { code, message, hint } = error;
  const next = await nextModel([...failed, { model: ref, code, message, hint }], standby, log);
  const { provider, refs } = next;
  const last = next.failed.at(-1);
  const why = `${last?.model} failed (${last?.code})`;
  return chosen({ provider, why, failed: next.failed }, { ...standby, refs });
}

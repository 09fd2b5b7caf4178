import { CodedError, isCoded } from '../../base/errors.ts';
import type { ModelProvider } from '../model/modelProvider.ts';
import type { RunLog } from './runLog.ts';

/** Failures of a model that another one may not have. What a person, a budget or a content filter stops, stays stopped. */
const others: ReadonlySet<string> = new Set([
  'model.unauthorized',
  'model.rateLimited',
  'model.overloaded',
  'model.unreachable',
  'model.untrusted',
  'model.timeout',
  'model.truncated',
  'model.badReply',
  'model.badRequest',
  'model.contextTooLong',
  'model.promptCut',
  'model.noKey',
  'model.notConfigured',
]);

/** Whether another model may take over after this error. */
export const mayTakeOver = (error: unknown): error is CodedError => isCoded(error) && others.has(error.code);

/** A model that failed: its reference, and how. */
export interface FailedModel {
  readonly model: string;
  readonly code: string;
  readonly message: string;
  /** What the person can do; not on record. */
  readonly hint?: string | undefined;
}

/** Models that stand by, as references, and what opens them. */
export interface StandbyModels {
  readonly refs: readonly string[];
  /** undefined: it is no model. Throws where it cannot be used, or gets no code without the person's agreement. */
  open(ref: string): Promise<ModelProvider | undefined>;
}

/** A model that takes over: which failed before it, and which stand by behind it. */
export interface TakenOver {
  readonly provider: ModelProvider;
  readonly failed: readonly FailedModel[];
  readonly refs: readonly string[];
}

/**
 * Opens the next model that can be used, and records which failed and which takes over. Throws what came of all of them when
 * none is left.
 */
export async function nextModel(
  before: readonly FailedModel[],
  standby: StandbyModels,
  log: RunLog,
): Promise<TakenOver> {
  const failed = [...before];
  let last = before.at(-1);
  const say = async (by: string | undefined) => {
    if (!last) return;
    const { model, code, message } = last;
    await log.append({ type: 'model.replaced', model, code, message, ...(by === undefined ? {} : { by }) }, never);
  };
  for (let at = 0; at < standby.refs.length; at++) {
    const ref = standby.refs[at] ?? '';
    if (failed.some(({ model }) => model === ref)) continue;
    await say(ref);
    const opened = await open(ref, standby);
    if ('provider' in opened && failed.some(({ model }) => model === opened.provider.ref)) continue;
    if ('provider' in opened) return { provider: opened.provider, failed, refs: standby.refs.slice(at + 1) };
    last = opened;
    failed.push(opened);
  }
  await say(undefined);
  throw noModelLeft(failed);
}

/** A node that is ended tells all the same which models it tried. */
const never = new AbortController().signal;

async function open(ref: string, standby: StandbyModels): Promise<{ readonly provider: ModelProvider } | FailedModel> {
  try {
    const provider = await standby.open(ref);
    return provider ? { provider } : { model: ref, code: 'model.notConnected', message: `${ref} is no model.` };
  } catch (error) {
    if (!isCoded(error)) throw error;
    const { code, message, hint } = error;
    return { model: ref, code, message, hint };
  }
}

/** What came of the models of a node, all of which failed. */
export function noModelLeft(failed: readonly FailedModel[]): CodedError {
  const all = failed.map(({ model, message }) => `${model}: ${message}`).join(' ');
  const { code = 'model.notConnected', hint } = failed.at(-1) ?? {};
  return new CodedError(code, `No model is left. ${all}`, hint === undefined ? {} : { hint });
}

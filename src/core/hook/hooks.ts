import { abortError, throwIfAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { CodedError, isCoded, messageOf } from '../../base/errors.ts';
import { boundPayload } from './boundPayload.ts';
import type { GateAnswer, GateVerdict, HookDefinition, HookFailure, HookRunner, HookRunners } from './hook.ts';
import { checkNotice, parseVerdict, sentenceOf } from './hookAnswer.ts';
import { fits, type HookSubject, hears } from './hookFilter.ts';
import {
  type HookEnvelope,
  type HookPayloads,
  type HookPoint,
  hookPayloadVersion,
  type NoticePoint,
} from './hookPayload.ts';
import { Turns } from './turns.ts';

/** What the hooks of a run are given. */
export interface HookOptions {
  readonly run: { readonly id: string; readonly workflow: string };
  readonly runners: HookRunners;
  readonly clock: Clock;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  /** Told of a hook's first failure in the run, and of the one that switches it off. Must not throw. */
  readonly onFailure: (failure: HookFailure) => void;
}

/**
 * The hooks of one run.
 *
 * Contract: hooks of one point run side by side. Both calls settle when every hook has ended or been ended, so at the
 * latest half a second after the longest time limit among them, and reject only with AbortError, within 600 ms of the
 * signal; a hook that fails never rejects them. With no hook at a point nothing is done.
 */
export interface Hooks {
  /** Whether a hook may hear this point: for callers whose payload costs something to make. */
  listens(point: HookPoint): boolean;
  /** Tells the hooks of a point. What they answer changes nothing. */
  notify<P extends NoticePoint>(point: P, payload: HookPayloads[P], signal: AbortSignal): Promise<void>;
  /** Asks every gate. One refusal is enough to refuse. */
  gate(payload: HookPayloads['gate'], signal: AbortSignal): Promise<GateVerdict>;
}

/**
 * So many calls of one run at a time, for the person's hooks and the workspace's each: a repository's slow hooks must not keep
 * the person's from their turn. The time that a call waits counts as its own.
 */
const callsAtOnce = 8;
/** So many failures in a row switch a hook off for the run. */
const maxFailures = 3;
/** A runner that does not end a call in this time is not waited for any longer. */
const graceMs = 500;

/** Puts the hooks of a run together. Throws a plain Error for a workspace's module, which must never come this far. */
export function createHooks(definitions: readonly HookDefinition[], options: HookOptions): Hooks {
  const wrong = definitions.find(({ origin, action }) => origin === 'workspace' && action.kind !== 'command');
  if (wrong) throw new Error(`the hook ${wrong.name} of the workspace is no command`);
  return new RunHooks(definitions, options);
}

/** A hook and what has become of it in this run. */
interface Listener {
  readonly hook: HookDefinition;
  failuresInRow: number;
  told: boolean;
  off: boolean;
}

class RunHooks implements Hooks {
  readonly #options: HookOptions;
  readonly #listeners = new Map<HookPoint, Listener[]>();
  readonly #turns = { person: new Turns(callsAtOnce), workspace: new Turns(callsAtOnce) };
  readonly #nothing = Promise.resolve();

  constructor(definitions: readonly HookDefinition[], options: HookOptions) {
    this.#options = options;
    const person = definitions.filter(({ origin }) => origin === 'person');
    const workspace = definitions.filter(({ origin }) => origin === 'workspace');
    for (const hook of [...person, ...workspace]) {
      if (!fits(hook.only.workflows, options.run.workflow)) continue;
      const listener = { hook, failuresInRow: 0, told: false, off: false };
      for (const point of new Set(hook.points))
        this.#listeners.set(point, [...(this.#listeners.get(point) ?? []), listener]);
    }
  }

  listens(point: HookPoint): boolean {
    return this.#listeners.has(point);
  }

  notify<P extends NoticePoint>(point: P, payload: HookPayloads[P], signal: AbortSignal): Promise<void> {
    const listeners = this.#listeners.get(point);
    return listeners === undefined
      ? this.#nothing
      : this.#notifyAll(listeners, { point, payload: payload as HookSubject }, signal);
  }

  async gate(payload: HookPayloads['gate'], signal: AbortSignal): Promise<GateVerdict> {
    const listeners = this.#listeners.get('gate');
    if (listeners === undefined) return { allow: true, gates: [] };
    throwIfAborted(signal);
    const text = this.#textOf('gate', payload);
    const gates = await allOf(
      listeners.map((listener) => this.#ask(listener, text, signal)),
      signal,
    );
    return { allow: gates.every(({ allow }) => allow), gates };
  }

  async #notifyAll(
    listeners: readonly Listener[],
    { point, payload }: { readonly point: HookPoint; readonly payload: HookSubject },
    signal: AbortSignal,
  ): Promise<void> {
    const heard = listeners.filter(({ hook, off }) => !off && hears(hook.only, payload));
    if (heard.length === 0) return;
    throwIfAborted(signal);
    const text = this.#textOf(point, payload);
    await allOf(
      heard.map(async (listener) => {
        try {
          checkNotice(await this.#call(listener.hook, text, signal));
          listener.failuresInRow = 0;
        } catch (error) {
          if (signal.aborted) throw abortError(signal);
          this.#failed(listener, point, error);
        }
      }),
      signal,
    );
  }

  // Nothing is counted here: a gate is never switched off, or failures of other points would decide the run.
  async #ask(listener: Listener, text: string, signal: AbortSignal): Promise<GateAnswer> {
    const { name, origin, onError } = listener.hook;
    try {
      const { allow, reason } = parseVerdict(await this.#call(listener.hook, text, signal));
      const said = reason === undefined ? '' : sentenceOf(this.#options.redact(reason));
      return { name, origin, allow, reason: said || (allow ? undefined : 'It gave no reason.'), code: undefined };
    } catch (error) {
      if (signal.aborted) throw abortError(signal);
      const { code, message } = this.#failed(listener, 'gate', error);
      const reason = `It gave no verdict (${message}) and counts as ${onError === 'allow' ? 'allowing' : 'refusing'}.`;
      return { name, origin, allow: onError === 'allow', reason, code };
    }
  }

  /** One call within its time limit. Rejects with AbortError when the caller's signal fired, else with what went wrong. */
  async #call(hook: HookDefinition, text: string, signal: AbortSignal): Promise<string> {
    const { clock } = this.#options;
    const ending = new AbortController();
    const settled = new AbortController();
    const end = (): void => ending.abort();
    let late = false;
    let began = false;
    signal.addEventListener('abort', end, { once: true });
    const limit = clock.sleep(hook.timeoutMs, settled.signal).then(() => {
      late = true;
      end();
    });
    limit.catch(() => undefined);
    const call = async (): Promise<string> => {
      began = true;
      return this.#within(this.#runnerOf(hook).call(hook, text, ending.signal), ending.signal);
    };
    try {
      return await this.#turns[hook.origin].take(call, ending.signal);
    } catch (error) {
      throw late && !signal.aborted ? tooLate(hook.timeoutMs, began) : error;
    } finally {
      settled.abort();
      signal.removeEventListener('abort', end);
    }
  }

  /** What the call comes to; once it should have ended it is waited for only a little longer. */
  async #within(call: Promise<string>, ending: AbortSignal): Promise<string> {
    const { clock } = this.#options;
    const settled = new AbortController();
    const overdue = async (): Promise<never> => {
      await new Promise<void>((resolve) => ending.addEventListener('abort', () => resolve(), { once: true }));
      await clock.sleep(graceMs, settled.signal);
      throw new CodedError('hook.timeout', 'It could not be ended.');
    };
    try {
      return await Promise.race([call, overdue()]);
    } finally {
      settled.abort();
    }
  }

  #runnerOf({ origin, action }: HookDefinition): HookRunner {
    const { command, module, sandboxed } = this.#options.runners;
    if (origin === 'person') return action.kind === 'command' ? command : module;
    if (sandboxed) return sandboxed;
    throw new CodedError('hook.noSandbox', 'A hook of the workspace runs in the sandbox only, and there is none.');
  }

  #failed(listener: Listener, point: HookPoint, error: unknown): HookFailure {
    const { name, origin } = listener.hook;
    const code = isCoded(error) && error.code.startsWith('hook.') ? error.code : 'hook.failed';
    const message = sentenceOf(this.#options.redact(messageOf(error)));
    if (point !== 'gate') listener.failuresInRow += 1;
    const switchedOff = !listener.off && listener.failuresInRow >= maxFailures;
    if (switchedOff) listener.off = true;
    const failure = { name, origin, point, code, message, switchedOff };
    if (switchedOff || !listener.told) this.#options.onFailure(failure);
    listener.told = true;
    return failure;
  }

  #textOf(point: HookPoint, payload: object): string {
    const { run, clock, redact } = this.#options;
    const { value, cut } = boundPayload(payload, redact);
    const envelope: HookEnvelope = {
      v: hookPayloadVersion,
      type: 'hook',
      point,
      runId: run.id,
      workflow: run.workflow,
      atMs: clock.nowMs(),
      ...(cut.length > 0 ? { cut } : {}),
    };
    // Once more behind the payload: no field of it can pass for the envelope's.
    return JSON.stringify({ ...envelope, ...(value as object), ...envelope });
  }
}

function tooLate(timeoutMs: number, began: boolean): CodedError {
  return new CodedError(
    'hook.timeout',
    began ? `It took longer than ${timeoutMs} ms and was ended.` : `It did not get its turn within ${timeoutMs} ms.`,
  );
}

/** Waits for all, also when one rejects: nothing goes on behind the caller's back. */
async function allOf<T>(calls: readonly Promise<T>[], signal: AbortSignal): Promise<T[]> {
  const settled = await Promise.allSettled(calls);
  throwIfAborted(signal);
  return settled.map((one) => {
    if (one.status === 'fulfilled') return one.value;
    throw one.reason;
  });
}

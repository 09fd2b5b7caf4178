import { CodedError, messageOf } from '../base/errors.ts';
import { Emitter, type Event } from '../base/event.ts';

/** What one side offers: named calls with one input each, and named events. */
export interface Contract {
  readonly calls: Readonly<Record<string, { readonly input: unknown; readonly output: unknown }>>;
  readonly events: Readonly<Record<string, unknown>>;
}

/** A two-way pipe that carries structured-cloneable messages in order. */
export interface Channel {
  /** Sends a message; throws when it cannot be cloned. */
  post(message: unknown): void;
  readonly onMessage: Event<unknown>;
}

/** The answering side: one handler a call; a missing one does not compile. */
export type Handlers<C extends Contract> = {
  readonly [Name in keyof C['calls']]: (
    input: C['calls'][Name]['input'],
    signal: AbortSignal,
  ) => Promise<C['calls'][Name]['output']>;
};

/** The asking side. */
export interface Client<C extends Contract> {
  call<Name extends keyof C['calls'] & string>(
    name: Name,
    input: C['calls'][Name]['input'],
    signal: AbortSignal,
  ): Promise<C['calls'][Name]['output']>;
  on<Name extends keyof C['events'] & string>(
    name: Name,
    listener: (value: C['events'][Name]) => void,
  ): { dispose(): void };
  /** Fails every call in flight: the other side is gone. */
  close(reason: string): void;
}

type Message =
  | { readonly rpc: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly rpc: 'cancel'; readonly id: number }
  | { readonly rpc: 'done'; readonly id: number; readonly output: unknown }
  | { readonly rpc: 'failed'; readonly id: number; readonly error: WireError }
  | { readonly rpc: 'event'; readonly name: string; readonly value: unknown };

interface WireError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly abort: boolean;
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && typeof (value as { rpc?: unknown }).rpc === 'string';
}

function toWire(error: unknown): WireError {
  const abort = error instanceof Error && error.name === 'AbortError';
  if (error instanceof CodedError) {
    return {
      code: error.code,
      message: error.message,
      abort,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
  return { code: 'internal', message: messageOf(error), abort };
}

function fromWire(wire: WireError): Error {
  if (!wire.abort) return new CodedError(wire.code, wire.message, wire.hint === undefined ? {} : { hint: wire.hint });
  const error = new Error(wire.message);
  error.name = 'AbortError';
  return error;
}

/** Calls the other side of a channel. An aborted call rejects at once and tells the other side. */
export function createClient<C extends Contract>(channel: Channel): Client<C> {
  const pending = new Map<number, { resolve(output: unknown): void; reject(error: Error): void }>();
  const events = new Map<string, Emitter<unknown>>();
  let lastId = 0;
  channel.onMessage((message) => {
    if (!isMessage(message)) return;
    if (message.rpc === 'event') events.get(message.name)?.fire(message.value);
    if (message.rpc !== 'done' && message.rpc !== 'failed') return;
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.rpc === 'done') waiting?.resolve(message.output);
    else waiting?.reject(fromWire(message.error));
  });
  return {
    call(name, input, signal) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        const cancel = () => {
          if (!pending.delete(id)) return;
          channel.post({ rpc: 'cancel', id });
          reject(fromWire({ code: 'cancelled', message: 'The operation was cancelled.', abort: true }));
        };
        const settle = () => signal.removeEventListener('abort', cancel);
        pending.set(id, {
          resolve: (output) => {
            settle();
            resolve(output as never);
          },
          reject: (error) => {
            settle();
            reject(error);
          },
        });
        if (signal.aborted) return cancel();
        signal.addEventListener('abort', cancel, { once: true });
        try {
          channel.post({ rpc: 'call', id, name, input });
        } catch (error) {
          pending.delete(id);
          settle();
          reject(new Error(`the input of ${name} cannot be sent: ${messageOf(error)}`));
        }
      });
    },
    on(name, listener) {
      const emitter = events.get(name) ?? new Emitter<unknown>();
      events.set(name, emitter);
      return emitter.event(listener as (value: unknown) => void);
    },
    close(reason) {
      for (const { reject } of pending.values()) reject(new CodedError('rpc.closed', reason));
      pending.clear();
    },
  };
}

/** Answers calls that come over a channel. Gives the function that sends events, and the one that ends all calls when the other side is gone. */
export function serve<C extends Contract>(
  channel: Channel,
  handlers: Handlers<C>,
): { emit<Name extends keyof C['events'] & string>(name: Name, value: C['events'][Name]): void; close(): void } {
  const running = new Map<number, AbortController>();
  channel.onMessage((message) => {
    if (!isMessage(message)) return;
    if (message.rpc === 'cancel') running.get(message.id)?.abort();
    if (message.rpc !== 'call') return;
    void answer(channel, handlers, message, running);
  });
  return {
    emit: (name, value) => channel.post({ rpc: 'event', name, value }),
    close() {
      for (const controller of running.values()) controller.abort();
    },
  };
}

/** Never rejects: every failure goes back over the channel. */
async function answer<C extends Contract>(
  channel: Channel,
  handlers: Handlers<C>,
  { id, name, input }: { readonly id: number; readonly name: string; readonly input: unknown },
  running: Map<number, AbortController>,
): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
    if (!handler) throw new CodedError('rpc.unknownCall', `There is no call named ${JSON.stringify(name)}.`);
    channel.post({ rpc: 'done', id, output: await handler(input as never, controller.signal) });
  } catch (error) {
    channel.post({ rpc: 'failed', id, error: toWire(error) });
  } finally {
    running.delete(id);
  }
}

import { CodedError } from '../../base/errors.ts';
import type { ProxyOf } from './proxies.ts';

/** What one request saw of its reply, for telling a cut stream from a wrong one. */
export interface ReplyWatch {
  /** True once the headers of a good answer have arrived. */
  started: boolean;
  /** True when the body ended inside a server-sent event. */
  endedInEvent: boolean;
}

/** What every model over the network is reached with. */
export interface ModelConnection {
  /** As shown; `model` is the name that is sent. */
  readonly ref: string;
  readonly model: string;
  readonly baseUrl: string;
  /** Longest silence between bytes, before the headers too. */
  readonly idleTimeoutMs: number;
  /** The proxy for a URL. */
  readonly proxyOf: ProxyOf;
}

/** How a fetch for a model's stream is bounded. */
export interface ModelFetchOptions extends Pick<ModelConnection, 'idleTimeoutMs' | 'proxyOf'> {
  readonly watch: ReplyWatch;
  /** What a good answer is: server-sent events unless told. */
  readonly form?: keyof typeof formTypes;
  /** Longest time for the body of an answer that says nothing before it is whole; a stream is bounded by what reads it. */
  readonly bodyMs?: number;
}

const formTypes = {
  events: /^text\/event-stream\b/i,
  lines: /^application\/x-ndjson\b/i,
  json: /^application\/json\b/i,
};

type FetchInput = Parameters<typeof fetch>[0];
type FetchInit = Parameters<typeof fetch>[1];

/** More than any model writes; beyond it the server is broken or hostile. */
const maxReplyBytes = 64 * 1024 * 1024;
/** What reads events begins anew with each piece as long as one has no end. */
const maxEventBytes = 8 * 1024 * 1024;

/**
 * A fetch for one streamed model call: refuses redirects (they would carry key and code elsewhere), refuses a body that is not a
 * stream, goes through the proxy that is set, and gives up after a silence. It sends by Node's own client: Node's fetch compiles a
 * parser of its own for HTTP at the first request, 10 MB, and gives up by itself where a large prompt on a small machine takes
 * long. Throws CodedErrors; an SDK wraps them, `toModelError` unwraps.
 */
export function createModelFetch(options: ModelFetchOptions): typeof fetch {
  return async (input: FetchInput, init?: FetchInit) => {
    const idle = new AbortController();
    const timer = setTimeout(() => idle.abort(silence(options.idleTimeoutMs)), options.idleTimeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, idle.signal]) : idle.signal;
    try {
      const proxy = options.proxyOf(new URL(input instanceof Request ? input.url : input));
      const { sendPlainly } = await import('./plainFetch.ts');
      return await checked(await sendPlainly(new Request(input, { ...init, signal }), proxy), options);
    } catch (error) {
      throw idle.signal.aborted ? idle.signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
  };
}

async function checked(response: Response, options: ModelFetchOptions): Promise<Response> {
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel();
    throw new CodedError('model.badReply', 'The model server answered with a redirect, which is refused.', {
      hint: 'Set the base URL to the address the server really has.',
      details: { status: response.status },
    });
  }
  if (!response.body) return response;
  const { status, headers } = response;
  if (!response.ok) return new Response(watched(response.body, options), { status, headers });
  const contentType = response.headers.get('content-type') ?? '';
  if (!formTypes[options.form ?? 'events'].test(contentType)) {
    await response.body.cancel();
    throw new CodedError('model.badReply', 'The model server did not answer with a stream.', {
      hint: 'Check the base URL: it may lead to a web page instead of the interface.',
      details: { contentType: contentType.slice(0, 100) },
    });
  }
  options.watch.started = true;
  return new Response(watched(response.body, options), { status, headers });
}

/** Passes the bytes on; fails after a silence; notes whether the end came between two events. */
function watched(body: ReadableStream<Uint8Array>, options: ModelFetchOptions): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let tail = '';
  let total = 0;
  const eventBytes = (options.form ?? 'events') === 'events' ? countOpenEvent() : () => 0;
  const endMs = performance.now() + (options.bodyMs ?? Number.POSITIVE_INFINITY);
  const source = {
    async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const waitMs = Math.min(options.idleTimeoutMs, Math.max(0, endMs - performance.now()));
      const silent = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(silence(options.idleTimeoutMs)), waitMs);
      });
      try {
        const { value, done } = await Promise.race([reader.read(), silent]);
        if (done) {
          options.watch.endedInEvent = tail !== '' && !/(\r?\n|\r)$/.test(tail);
          return controller.close();
        }
        total += value.byteLength;
        if (total > maxReplyBytes || eventBytes(value) > maxEventBytes)
          throw new CodedError('model.badReply', 'The model server sent far too much.');
        tail = (tail + decoder.decode(value.subarray(-16), { stream: true })).slice(-4);
        controller.enqueue(value);
      } catch (error) {
        // The connection is given up; what cancelling it reports adds nothing to the error.
        reader.cancel().catch(() => undefined);
        controller.error(error);
      } finally {
        clearTimeout(timer);
      }
    },
    cancel: (reason: unknown) => reader.cancel(reason),
  };
  // Nothing is read ahead: the end is noted only after every event before it was taken, so that a broken one is never taken for cut.
  return new ReadableStream(source, { highWaterMark: 0 });
}

/** Counts the bytes since the last empty line, which ends a server-sent event. A line ends with CR, LF or both. */
function countOpenEvent(): (bytes: Uint8Array) => number {
  let open = 0;
  let line = 0;
  let before = 0;
  return (bytes) => {
    for (const byte of bytes) {
      open += 1;
      if (byte !== 10 && byte !== 13) line += 1;
      else if (byte === 13 || before !== 13) {
        if (line === 0) open = 0;
        line = 0;
      }
      before = byte;
    }
    return open;
  };
}

function silence(idleTimeoutMs: number): CodedError {
  return new CodedError('model.timeout', `The model sent nothing for ${idleTimeoutMs / 1000} seconds.`, {
    hint: 'Try again, or raise the idle timeout for a slow local model.',
    details: { idleTimeoutMs },
  });
}

import * as z from 'zod';
import { CodedError } from '../../base/errors.ts';
import { type Embedder, normalise } from '../../core/context/embedder.ts';
import { formatModelRef, parseModelRef } from '../../core/model/modelRef.ts';
import { baseUrlOf, keyOf, type Lookup, ollamaRoot, readProxies } from './connection.ts';
import { failedAnswer, toModelError } from './modelError.ts';
import { createModelFetch } from './modelFetch.ts';

/** Where texts are turned into vectors. Can be sent to a thread; it holds a key. */
export interface EmbeddingServer {
  /** As the person wrote it: `ollama/nomic-embed-text`. */
  readonly ref: string;
  readonly model: string;
  readonly baseUrl: string;
  readonly api: 'ollama' | 'openai';
  readonly apiKey: string | undefined;
}

/** A server with the length of its vectors. */
export interface MeasuredServer extends EmbeddingServer {
  readonly dims: number;
}

/** Texts that go with one request; servers take more, but an answer should not take long. */
const textsARequest = 64;
const idleTimeoutMs = 60_000;
/** For one answer, from its first byte to its last. */
const bodyMs = 300_000;
const longestVector = 8_192;

const vectors = z.array(z.array(z.number()).min(1).max(longestVector));
const ollamaReply = z.object({ embeddings: vectors });
const openaiReply = z.object({
  data: z.array(z.object({ index: z.number().int(), embedding: z.array(z.number()).min(1).max(longestVector) })),
});

/**
 * The server that a reference names: Ollama by its own interface, every other one by OpenAI's `/embeddings`, which Gemini has too. Sends nothing.
 * Throws `model.badRef` and `model.noKey`.
 */
export async function findEmbeddingServer(reference: string, lookup: Lookup): Promise<EmbeddingServer> {
  const parsed = parseModelRef(reference);
  if (!('model' in parsed) || parsed.kind === 'anthropic')
    throw new CodedError('model.badRef', `${JSON.stringify(reference)} makes no vectors.`, {
      hint: 'Write ollama/NAME, openai/NAME, gemini/NAME or openai-compatible/NAME@URL.',
    });
  const { ref, baseUrl } = await baseUrlOf(parsed, { lookup });
  const isOllama = ref.kind === 'ollama';
  return {
    ref: formatModelRef(ref),
    model: ref.model,
    baseUrl: isOllama ? ollamaRoot(baseUrl) : baseUrl,
    api: isOllama ? 'ollama' : 'openai',
    apiKey: await keyOf(ref, lookup),
  };
}

/** Asks for one vector, of a word of ours, to see how long vectors are. Throws `model.*`. */
export async function measureServer(
  server: EmbeddingServer,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<MeasuredServer> {
  const [vector = []] = await request({ server, lookup }, ['dimensions'], signal);
  return { ...server, dims: vector.length };
}

/** An embedder that asks a server, some texts at a time. Vectors of another length than before are `model.badReply`. */
export function createRemoteEmbedder(server: MeasuredServer, lookup: Lookup): Embedder {
  const { dims, ref } = server;
  return {
    id: ref,
    dims,
    remote: true,
    async embed(inputs, _purpose, signal) {
      const all = new Float32Array(inputs.length * dims);
      for (let at = 0; at < inputs.length; at += textsARequest) {
        const texts = inputs.slice(at, at + textsARequest).map(({ text }) => (text === '' ? ' ' : text));
        const found = await request({ server, lookup }, texts, signal);
        for (const [index, vector] of found.entries()) {
          if (vector.length !== dims) throw badReply(server, `vectors of ${vector.length} numbers instead of ${dims}`);
          all.set(normalise(Float32Array.from(vector)), (at + index) * dims);
        }
      }
      return all;
    },
  };
}

async function request(
  { server, lookup }: { readonly server: EmbeddingServer; readonly lookup: Lookup },
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly (readonly number[])[]> {
  const { api, baseUrl, model, apiKey } = server;
  const watch = { started: false, endedInEvent: false };
  const secrets = apiKey === undefined ? [] : [apiKey];
  const context = { provider: new URL(baseUrl).host, model, secrets, watch, signal };
  try {
    const send = createModelFetch({ idleTimeoutMs, bodyMs, proxyOf: await readProxies(lookup), watch, form: 'json' });
    const response = await send(`${baseUrl}${api === 'ollama' ? '/api/embed' : '/embeddings'}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model, input: texts }),
      signal,
    });
    const body: unknown = await response.json();
    if (!response.ok) throw failedAnswer({ status: response.status, headers: response.headers, body }, context);
    const found = readVectors(server, body);
    if (found.length !== texts.length) throw badReply(server, `${found.length} vectors for ${texts.length} texts`);
    return found;
  } catch (error) {
    throw toModelError(error, context);
  }
}

function readVectors(server: EmbeddingServer, body: unknown): readonly (readonly number[])[] {
  if (server.api === 'ollama') {
    const parsed = ollamaReply.safeParse(body);
    if (parsed.success) return parsed.data.embeddings;
  } else {
    const parsed = openaiReply.safeParse(body);
    if (parsed.success) return parsed.data.data.sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
  }
  throw badReply(server, 'no vectors');
}

function badReply({ baseUrl, model }: EmbeddingServer, what: string): CodedError {
  return new CodedError('model.badReply', `${new URL(baseUrl).host} answered with ${what}.`, {
    hint: 'Check that the model is one that makes vectors (embeddings).',
    details: { model },
  });
}

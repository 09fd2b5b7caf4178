import * as z from 'zod';
import { ollamaRoot } from './connection.ts';
import { createModelFetch } from './modelFetch.ts';
import { proxiesFrom } from './proxies.ts';

/** A server of models that answers. */
export interface FoundServer {
  readonly baseUrl: string;
  readonly models: readonly FoundModel[];
}

/** A model as its server tells of it. */
export interface FoundModel {
  readonly name: string;
  /** Tokens the model can have at most, where the server says so. */
  readonly maxContextWindow: number | undefined;
}

/** A server on this machine answers at once, or is not there. */
const answerMs = 800;
/** A long list may take a while, but not for ever. */
const bodyMs = 5_000;
const maxListed = 200;

/** The models of an Ollama server (`GET /api/tags`); undefined when it does not answer. Sends nothing but the question. */
export async function findOllama(baseUrl: string, signal: AbortSignal): Promise<FoundServer | undefined> {
  const root = ollamaRoot(baseUrl);
  const tags = z.object({ models: z.array(z.object({ name: z.string() })) });
  const found = await askJson({ url: `${root}/api/tags` }, tags, signal);
  if (!found) return undefined;
  const models = found.models.slice(0, maxListed).map(({ name }) => ({ name, maxContextWindow: undefined }));
  return { baseUrl: root, models };
}

/** The models of an OpenAI-compatible server (`GET /models`); undefined when it does not answer. vLLM tells windows too. */
export async function findCompatible(baseUrl: string, signal: AbortSignal): Promise<FoundServer | undefined> {
  const list = z.object({ data: z.array(z.object({ id: z.string(), max_model_len: z.number().int().nullish() })) });
  const found = await askJson({ url: `${baseUrl}/models` }, list, signal);
  if (!found) return undefined;
  const models = found.data
    .slice(0, maxListed)
    .map(({ id, max_model_len }) => ({ name: id, maxContextWindow: max_model_len ?? undefined }));
  return { baseUrl, models };
}

/** Tokens that an Ollama model can have at most (`POST /api/show`), where the server says so. */
export async function ollamaMaxWindow(
  server: { readonly baseUrl: string; readonly apiKey: string | undefined },
  model: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const show = z.object({ model_info: z.record(z.string(), z.unknown()) });
  const root = ollamaRoot(server.baseUrl);
  const found = await askJson({ url: `${root}/api/show`, body: { model }, apiKey: server.apiKey }, show, signal);
  const length = Object.entries(found?.model_info ?? {}).find(([name]) => name.endsWith('.context_length'))?.[1];
  return typeof length === 'number' && Number.isInteger(length) && length > 0 ? length : undefined;
}

async function askJson<T>(
  question: { readonly url: string; readonly body?: unknown; readonly apiKey?: string | undefined },
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const watch = { started: false, endedInEvent: false };
  const ask = createModelFetch({ idleTimeoutMs: answerMs, bodyMs, watch, proxyOf: proxiesFrom({}), form: 'json' });
  const { url, body, apiKey } = question;
  try {
    const response = await ask(url, {
      signal,
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const parsed = response.ok ? schema.safeParse(await response.json()) : undefined;
    return parsed?.success ? parsed.data : undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    // Whatever it is that answers there, or does not: no server of models.
    return undefined;
  }
}

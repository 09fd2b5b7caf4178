import type OpenAI from 'openai';

/** OpenAI's client for one call. The SDK is loaded here, at the first call. */
export async function openaiClient(
  config: { readonly apiKey: string | undefined; readonly baseUrl: string },
  fetch: typeof globalThis.fetch,
): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  // Everything the SDK would read from the environment is given, so that OpenAI's key never goes to another server.
  return new Client({
    apiKey: config.apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: config.baseUrl,
    maxRetries: 0,
    timeout: 86_400_000,
    logLevel: 'off',
    ...(config.apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
    fetch,
  });
}

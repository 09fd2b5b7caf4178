import { parseModelRef } from '../../core/model/modelRef.ts';

/**
 * Loads what the first question to a model loads: its SDK, and what sends. To be called while something else is
 * waited for, as it holds the process up. Never fails: the question itself says what is wrong.
 */
export function preloadClient(ref: string): void {
  const { kind } = parseModelRef(ref);
  const isSent = kind === 'anthropic' || kind === 'openai' || kind === 'openai-compatible' || kind === 'ollama';
  if (isSent) import('./plainFetch.ts').then(prepareSending).catch(() => undefined);
  if (kind === 'anthropic') import('@anthropic-ai/sdk').catch(() => undefined);
  if (kind === 'openai' || kind === 'openai-compatible') import('openai').catch(() => undefined);
}

/** Node sets up what a request is made of at the first one. */
function prepareSending(): void {
  void new Request('http://localhost/', { method: 'POST', body: '{}', headers: { accept: 'text/event-stream' } });
}

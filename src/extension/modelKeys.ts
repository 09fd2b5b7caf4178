import type * as vscode from 'vscode';

/** A provider whose key can be stored: its name, and the engine's name of the secret. */
export interface KeyedProvider {
  readonly label: string;
  readonly secret: string;
}

/** The providers that take a key. */
export const keyedProviders: readonly KeyedProvider[] = [
  { label: 'Anthropic', secret: 'ANTHROPIC_API_KEY' },
  { label: 'OpenAI', secret: 'OPENAI_API_KEY' },
  { label: 'Gemini', secret: 'GEMINI_API_KEY' },
  { label: 'OpenRouter', secret: 'OPENROUTER_API_KEY' },
  { label: 'Mistral', secret: 'MISTRAL_API_KEY' },
  { label: 'DeepSeek', secret: 'DEEPSEEK_API_KEY' },
];

/** The keys the person has stored, by the engine's name of the secret. */
export async function storedKeys(secrets: vscode.SecretStorage): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { secret } of keyedProviders) {
    const value = await secrets.get(`loopwright.${secret}`);
    if (value !== undefined && value !== '') found.set(secret, value);
  }
  return found;
}

/** Stores a key, or forgets it when undefined. */
export async function storeKey(
  secrets: vscode.SecretStorage,
  secret: string,
  value: string | undefined,
): Promise<void> {
  if (value === undefined) await secrets.delete(`loopwright.${secret}`);
  else await secrets.store(`loopwright.${secret}`, value);
}

import type { ModelVendor } from './modelVendor.ts';

/** A server that is known by name: `gemini/NAME` is all that has to be written. */
export interface ModelPreset {
  readonly vendor: ModelVendor;
  readonly baseUrl: string;
  /** Name of the secret that holds the key; a server that needs none works without it. */
  readonly keyName: string;
  /** Name of the variable that replaces the address. */
  readonly baseUrlName: string;
}

function preset(name: string, vendor: ModelVendor, baseUrl: string): ModelPreset {
  return { vendor, baseUrl, keyName: `${name}_API_KEY`, baseUrlName: `${name}_BASE_URL` };
}

/** Servers that speak Chat Completions, by the word before the slash of a reference. */
export const compatiblePresets: Readonly<Record<string, ModelPreset>> = {
  gemini: preset('GEMINI', 'gemini', 'https://generativelanguage.googleapis.com/v1beta/openai'),
  deepseek: preset('DEEPSEEK', 'deepseek', 'https://api.deepseek.com'),
  mistral: preset('MISTRAL', 'mistral', 'https://api.mistral.ai/v1'),
  openrouter: preset('OPENROUTER', 'openrouter', 'https://openrouter.ai/api/v1'),
  lmstudio: preset('LMSTUDIO', 'local', 'http://127.0.0.1:1234/v1'),
  vllm: preset('VLLM', 'local', 'http://127.0.0.1:8000/v1'),
};

/** Ollama by its own API. */
export const ollamaPreset: ModelPreset = preset('OLLAMA', 'local', 'http://127.0.0.1:11434');

/** A preset by its name, never one of Object's own members. */
export function presetNamed(name: string): ModelPreset | undefined {
  return Object.hasOwn(compatiblePresets, name) ? compatiblePresets[name] : undefined;
}

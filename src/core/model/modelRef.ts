import { CodedError } from '../../base/errors.ts';
import { defaultModels } from './modelCatalog.ts';
import { isPrivateHost, type ModelVendor, vendorOfUrl } from './modelVendor.ts';

/** A parsed model reference. `baseUrl` undefined means: to be taken from the settings or the environment. */
export type ModelRef =
  | { readonly kind: 'anthropic' | 'openai'; readonly model: string }
  | {
      readonly kind: 'openai-compatible';
      readonly model: string;
      readonly vendor: ModelVendor;
      readonly baseUrl: string | undefined;
      /** Name of the secret that holds the key; a server that needs none works without it. */
      readonly keyName: string;
    }
  | { readonly kind: 'paste' | 'recorded' | 'none' | 'auto' };

/** Kinds written alone, without a model name. */
const plainKinds = ['paste', 'recorded', 'none', 'auto'] as const;

const presets: Readonly<Record<string, { readonly baseUrl: string; readonly keyName: string }>> = {
  gemini: { baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai', keyName: 'GEMINI_API_KEY' },
  deepseek: { baseUrl: 'https://api.deepseek.com', keyName: 'DEEPSEEK_API_KEY' },
  mistral: { baseUrl: 'https://api.mistral.ai/v1', keyName: 'MISTRAL_API_KEY' },
  openrouter: { baseUrl: 'https://openrouter.ai/api/v1', keyName: 'OPENROUTER_API_KEY' },
  ollama: { baseUrl: 'http://127.0.0.1:11434/v1', keyName: 'OLLAMA_API_KEY' },
  lmstudio: { baseUrl: 'http://127.0.0.1:1234/v1', keyName: 'LMSTUDIO_API_KEY' },
};

const compatibleKeyName = 'OPENAI_COMPATIBLE_API_KEY';

/**
 * Reads what the person wrote: `anthropic/NAME`, `openai/NAME` (or the bare word for the default model),
 * `openai-compatible/NAME@URL`, a preset such as `ollama/NAME`, `paste`, `recorded`, `none`, `auto`.
 * Throws `model.badRef`, which says what was expected.
 */
export function parseModelRef(text: string): ModelRef {
  const trimmed = text.trim();
  const plain = plainKinds.find((kind) => kind === trimmed);
  if (plain) return { kind: plain };
  const slash = trimmed.indexOf('/');
  const provider = slash < 0 ? trimmed : trimmed.slice(0, slash);
  const rest = slash < 0 ? '' : trimmed.slice(slash + 1);
  if (provider === 'anthropic' || provider === 'openai')
    return { kind: provider, model: checkedName(text, slash < 0 ? defaultModels[provider] : rest) };
  if (provider === 'openai-compatible') return parseCompatible(text, rest);
  const preset = Object.hasOwn(presets, provider) ? presets[provider] : undefined;
  if (!preset) throw badRef(text, 'no provider of that name is known');
  return { ...compatible(checkedName(text, rest), preset.baseUrl), keyName: preset.keyName };
}

/** Checks a base URL and returns it without a trailing slash. Throws `model.badRef`. */
export function checkedBaseUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    // Not repeated: what is not an address may be a key in the wrong variable.
    throw new CodedError('model.badRef', 'The base URL of the model server is not an address.', {
      hint: 'A base URL starts with http:// or https://.',
    });
  if (url.username || url.password)
    throw new CodedError('model.badRef', 'A base URL must not contain a user name or a password.', {
      hint: 'Put the key into the environment variable of the provider instead.',
    });
  if (url.protocol === 'http:' && !isPrivateHost(url.hostname))
    throw new CodedError('model.badRef', `${url.origin} would receive code and key unencrypted.`, {
      hint: 'Use https:// for a server outside this machine and its private network.',
    });
  return text.replace(/\/+$/, '');
}

/** An `openai-compatible` reference for a model at a base URL, which is checked. */
export function compatible(model: string, baseUrl: string): Extract<ModelRef, { kind: 'openai-compatible' }> {
  const checked = checkedBaseUrl(baseUrl);
  const vendor = vendorOfUrl(checked);
  return { kind: 'openai-compatible', model, vendor, baseUrl: checked, keyName: compatibleKeyName };
}

/** The reference as text that parses back to the same. */
export function formatModelRef(ref: ModelRef): string {
  if (!('model' in ref)) return ref.kind;
  const url = ref.kind === 'openai-compatible' && ref.baseUrl ? `@${ref.baseUrl}` : '';
  return `${ref.kind}/${ref.model}${url}`;
}

function parseCompatible(text: string, rest: string): ModelRef {
  const at = rest.search(/@https?:\/\//);
  const model = checkedName(text, at < 0 ? rest : rest.slice(0, at));
  if (at >= 0) return compatible(model, rest.slice(at + 1));
  return { kind: 'openai-compatible', model, vendor: 'unknown', baseUrl: undefined, keyName: compatibleKeyName };
}

function checkedName(text: string, name: string): string {
  if (name === '') throw badRef(text, 'the model name is missing');
  if (name.length > 200 || !/^[\w.:/@+-]+$/.test(name)) throw badRef(text, 'the model name has a character none has');
  return name;
}

function badRef(text: string, why: string): CodedError {
  return new CodedError('model.badRef', `"${text.slice(0, 200)}" is not a model reference: ${why}.`, {
    hint: 'Write anthropic/NAME, openai/NAME, openai-compatible/NAME@URL, ollama/NAME, paste, recorded, auto or none.',
    details: { ref: text.slice(0, 200) },
  });
}

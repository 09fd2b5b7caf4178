import { CodedError } from '../../base/errors.ts';
import { defaultModels } from './modelCatalog.ts';
import { formatModelOptions, type ModelOptions, parseModelOptions } from './modelOptions.ts';
import { type ModelPreset, ollamaPreset, presetNamed } from './modelPresets.ts';
import { isPrivateHost, type ModelVendor, vendorOfUrl } from './modelVendor.ts';

/** A reference to a model that is asked over the network. */
export type NetworkRef =
  | { readonly kind: 'anthropic' | 'openai'; readonly model: string; readonly options: ModelOptions }
  | {
      readonly kind: 'openai-compatible' | 'ollama';
      readonly model: string;
      readonly vendor: ModelVendor;
      /** Undefined means: to be taken from the settings or the environment. */
      readonly baseUrl: string | undefined;
      /** Name of the secret that holds the key; a server that needs none works without it. */
      readonly keyName: string;
      /** The word before the slash, for a server that is known by name. */
      readonly preset: string | undefined;
      readonly options: ModelOptions;
    };

/** A parsed model reference. */
export type ModelRef =
  | NetworkRef
  | { readonly kind: 'paste' | 'recorded' | 'none' | 'auto' }
  /** A model of the editor; `named` is undefined for the first that suits. */
  | { readonly kind: 'vscode'; readonly named: string | undefined };

type ServerRef = Extract<NetworkRef, { preset: string | undefined }>;

/** Kinds written alone, without a model name. */
const plainKinds = ['paste', 'recorded', 'none', 'auto'] as const;

const compatibleKeyName = 'OPENAI_COMPATIBLE_API_KEY';

/**
 * Reads what the person wrote: `anthropic/NAME`, `openai/NAME` (or the bare word for the default model), `ollama/NAME`,
 * `openai-compatible/NAME@URL`, a preset such as `gemini/NAME`, each with options after a `?`; `vscode` or `vscode/NAME` (also
 * `vscode:NAME`); `paste`, `recorded`, `none`, `auto`. Throws `model.badRef`, which says what was expected.
 */
export function parseModelRef(text: string): ModelRef {
  const trimmed = text.trim();
  const plain = plainKinds.find((kind) => kind === trimmed);
  if (plain) return { kind: plain };
  const [, inEditor] = /^vscode(?:[/:](.*))?$/s.exec(trimmed) ?? [];
  if (inEditor !== undefined) return { kind: 'vscode', named: checkedName(text, inEditor) };
  if (trimmed === 'vscode') return { kind: 'vscode', named: undefined };
  const mark = trimmed.indexOf('?');
  const named = parseNamed(text, mark < 0 ? trimmed : trimmed.slice(0, mark));
  if (mark < 0) return named;
  const options = parseModelOptions(trimmed.slice(mark + 1), named.kind);
  if (typeof options === 'string') throw badRef(text, options);
  return { ...named, options };
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

/** The reference of a server once its address is known; the address is checked. */
export function atBaseUrl(ref: ServerRef, baseUrl: string): ServerRef & { readonly baseUrl: string } {
  const checked = checkedBaseUrl(baseUrl);
  return { ...ref, baseUrl: checked, vendor: vendorAt(ref, checked) };
}

/** The reference as text that parses back to the same. */
export function formatModelRef(ref: ModelRef): string {
  return 'model' in ref ? `${formatWithoutOptions(ref)}${formatModelOptions(ref.options)}` : formatWithoutOptions(ref);
}

/** The reference without its options: what names a model for prices and probes. */
export function formatWithoutOptions(ref: ModelRef): string {
  if (ref.kind === 'vscode') return ref.named === undefined ? ref.kind : `${ref.kind}/${ref.named}`;
  if (!('model' in ref)) return ref.kind;
  if (!('preset' in ref)) return `${ref.kind}/${ref.model}`;
  const usual = ref.preset === undefined ? undefined : presetOf(ref)?.baseUrl;
  const url = ref.baseUrl === undefined || ref.baseUrl === usual ? '' : `@${ref.baseUrl}`;
  return `${ref.preset ?? ref.kind}/${ref.model}${url}`;
}

/** The preset that a reference names. */
export function presetOf(ref: NetworkRef): ModelPreset | undefined {
  if (ref.kind === 'ollama') return ollamaPreset;
  return 'preset' in ref && ref.preset !== undefined ? presetNamed(ref.preset) : undefined;
}

function parseNamed(text: string, named: string): NetworkRef {
  const slash = named.indexOf('/');
  const provider = slash < 0 ? named : named.slice(0, slash);
  const rest = slash < 0 ? '' : named.slice(slash + 1);
  if (provider === 'anthropic' || provider === 'openai')
    return { kind: provider, model: checkedName(text, slash < 0 ? defaultModels[provider] : rest), options: {} };
  const server = serverNamed(text, provider);
  const at = rest.search(/@https?:\/\//);
  const ref = { ...server, model: checkedName(text, at < 0 ? rest : rest.slice(0, at)), options: {} };
  return at < 0 ? ref : atBaseUrl(ref, rest.slice(at + 1));
}

function serverNamed(text: string, provider: string): Omit<ServerRef, 'model' | 'options'> {
  if (provider === 'openai-compatible')
    return { kind: provider, vendor: 'unknown', baseUrl: undefined, keyName: compatibleKeyName, preset: undefined };
  const preset = provider === 'ollama' ? ollamaPreset : presetNamed(provider);
  if (!preset) throw badRef(text, 'no provider of that name is known');
  const { vendor, baseUrl, keyName } = preset;
  const kind = provider === 'ollama' ? provider : 'openai-compatible';
  return { kind, vendor, baseUrl, keyName, preset: provider };
}

/** A preset's provider stays what it is behind another address; a local server elsewhere is somebody's service. */
function vendorAt(ref: ServerRef, baseUrl: string): ModelVendor {
  const usual = presetOf(ref)?.vendor;
  return usual === undefined || usual === 'local' ? vendorOfUrl(baseUrl) : usual;
}

function checkedName(text: string, name: string): string {
  if (name === '') throw badRef(text, 'the model name is missing');
  if (name.length > 200 || !/^[\w.:/@+-]+$/.test(name)) throw badRef(text, 'the model name has a character none has');
  return name;
}

function badRef(text: string, why: string): CodedError {
  return new CodedError('model.badRef', `"${text.slice(0, 200)}" is not a model reference: ${why}.`, {
    hint: 'Write anthropic/NAME, openai/NAME, openai-compatible/NAME@URL, ollama/NAME, vscode/NAME, paste, recorded, auto or none.',
    details: { ref: text.slice(0, 200) },
  });
}

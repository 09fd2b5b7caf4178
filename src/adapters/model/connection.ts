import { CodedError } from '../../base/errors.ts';
import { atBaseUrl, checkedBaseUrl, formatModelRef, type NetworkRef, presetOf } from '../../core/model/modelRef.ts';
import { type ProxyOf, proxiesFrom } from './proxies.ts';

/** Finds a secret or an environment variable by its name. */
export type Lookup = (name: string) => string | undefined | Promise<string | undefined>;

const apiUrls = { anthropic: 'https://api.anthropic.com', openai: 'https://api.openai.com/v1' } as const;
const baseUrlNames = {
  anthropic: 'ANTHROPIC_BASE_URL',
  openai: 'OPENAI_BASE_URL',
  'openai-compatible': 'OPENAI_COMPATIBLE_BASE_URL',
  ollama: 'OLLAMA_BASE_URL',
} as const;

/** A value without surrounding white space (keys are often pasted with a line break); empty counts as missing. */
export async function lookupTrimmed(lookup: Lookup, name: string): Promise<string | undefined> {
  return (await lookup(name))?.trim() || undefined;
}

/**
 * Where a model is reached: what the reference writes, else the setting (not for a preset, whose key is for its own
 * provider), else the environment, else the provider's own address. Throws `model.badRef`.
 */
export async function baseUrlOf(
  ref: NetworkRef,
  from: { readonly lookup: Lookup; readonly baseUrl?: string },
): Promise<{ readonly ref: NetworkRef; readonly baseUrl: string }> {
  const preset = presetOf(ref);
  const variable = preset?.baseUrlName ?? baseUrlNames[ref.kind];
  if (!('preset' in ref)) {
    const named = from.baseUrl ?? (await lookupTrimmed(from.lookup, variable));
    return { ref, baseUrl: named === undefined ? apiUrls[ref.kind] : checkedBaseUrl(named) };
  }
  const isWritten = ref.baseUrl !== undefined && ref.baseUrl !== preset?.baseUrl;
  const setting = preset ? undefined : from.baseUrl;
  const named = isWritten ? ref.baseUrl : (setting ?? (await lookupTrimmed(from.lookup, variable)) ?? preset?.baseUrl);
  if (named === undefined)
    throw new CodedError('model.badRef', `${ref.kind}/${ref.model} needs the base URL of its server.`, {
      hint: `Write ${ref.kind}/${ref.model}@http://127.0.0.1:8000/v1 or set ${variable}.`,
    });
  const full = atBaseUrl(ref, named);
  return { ref: full, baseUrl: full.baseUrl };
}

/** The key for a model: its own only, since the key of one provider is never offered to another. Throws `model.noKey`. */
export async function keyOf(ref: NetworkRef, lookup: Lookup): Promise<string | undefined> {
  const name = 'keyName' in ref ? ref.keyName : ref.kind === 'anthropic' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY';
  const key = await lookupTrimmed(lookup, name);
  // A header cannot carry anything else, and the failure would come late and unclear.
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key))
    throw new CodedError('model.noKey', `${name} holds characters that no key has.`, { hint: 'Copy the key again.' });
  if (key === undefined && needsKey(ref))
    throw new CodedError('model.noKey', `${formatModelRef(ref)} needs a key and none was found.`, {
      hint: `Set ${name}, or choose --model none or paste.`,
      details: { keyName: name },
    });
  return key;
}

/** A provider at its own address; a server of one's own, or a proxy in front of a provider, may want none. */
function needsKey(ref: NetworkRef): boolean {
  const preset = presetOf(ref);
  return !('keyName' in ref) || (preset !== undefined && preset.vendor !== 'local' && ref.baseUrl === preset.baseUrl);
}

const proxyVariables = ['https_proxy', 'http_proxy', 'all_proxy', 'no_proxy'];

/** The proxies that the environment names. */
export async function readProxies(lookup: Lookup): Promise<ProxyOf> {
  const names = proxyVariables.flatMap((name) => [name, name.toUpperCase()]);
  const found = await Promise.all(names.map(async (name) => [name, await lookupTrimmed(lookup, name)] as const));
  return proxiesFrom(Object.fromEntries(found));
}

/** Many know Ollama by the address of its compatible interface; its own begins one step above. */
export function ollamaRoot(baseUrl: string): string {
  return baseUrl.replace(/\/(v1|api)$/, '');
}

import { CodedError } from '../../base/errors.ts';
import { defaultModels } from '../../core/model/modelCatalog.ts';
import type { ModelProvider } from '../../core/model/modelProvider.ts';
import { checkedBaseUrl, compatible, formatModelRef, type ModelRef, parseModelRef } from '../../core/model/modelRef.ts';
import type { PasteDesk } from '../../core/model/pasteDesk.ts';
import { withTextProtocol } from '../../core/model/withTextProtocol.ts';
import { createAnthropicModel } from './anthropicModel.ts';
import { createOpenaiModel } from './openaiModel.ts';
import { createPasteFolder } from './pasteFolder.ts';
import { createPasteModel } from './pasteModel.ts';
import { openRecordedFolder } from './recordedFolder.ts';
import { createRecordedModel, type RecordedReplies } from './recordedModel.ts';

/** What a model provider is made from. */
export interface ModelProviderConfig {
  /** As the person wrote it: `--model`, or the setting. */
  readonly ref: string;
  /**
   * Looks up a secret or an environment variable by name: `ANTHROPIC_API_KEY`, `ANTHROPIC_BASE_URL`, `OPENAI_API_KEY`,
   * `OPENAI_BASE_URL`, `OPENAI_COMPATIBLE_API_KEY`, `OPENAI_COMPATIBLE_BASE_URL`, a preset's key. The only source of keys.
   */
  readonly lookup: (name: string) => string | undefined | Promise<string | undefined>;
  /** Base URL from the settings; wins over the environment, not over one written in the reference. */
  readonly baseUrl?: string;
  readonly idleTimeoutMs?: number;
  /** For `paste`: a folder, or a desk of the host. */
  readonly paste?: { readonly dir: string } | { readonly desk: PasteDesk };
  /** For `recorded`: a folder, or another place. */
  readonly recorded?: { readonly dir: string } | { readonly replies: RecordedReplies };
}

const defaultIdleTimeoutMs = 180_000;
const apiUrls = { anthropic: 'https://api.anthropic.com', openai: 'https://api.openai.com/v1' } as const;
const variables = { anthropic: 'ANTHROPIC', openai: 'OPENAI', 'openai-compatible': 'OPENAI_COMPATIBLE' } as const;

/**
 * The provider for a reference, able to use tools whatever the model can do; undefined for `none`, and for `auto` when no
 * key is found. Talks to nobody and loads no SDK yet. Throws `model.badRef`, `model.noKey`, or `model.notConfigured`.
 */
export async function createModelProvider(config: ModelProviderConfig): Promise<ModelProvider | undefined> {
  const ref = await resolveModelRef(parseModelRef(config.ref), config.lookup);
  if ('model' in ref) return withTextProtocol(await networkModel(ref, config));
  if (ref.kind === 'paste') return createPasteModel(deskOf(config));
  return ref.kind === 'recorded' ? createRecordedModel(repliesOf(config)) : undefined;
}

/** `auto` becomes the default model of the first provider whose key is found, else stays `auto`; others are unchanged. */
export async function resolveModelRef(ref: ModelRef, lookup: ModelProviderConfig['lookup']): Promise<ModelRef> {
  if (ref.kind !== 'auto') return ref;
  if (await found(lookup, 'ANTHROPIC_API_KEY')) return { kind: 'anthropic', model: defaultModels.anthropic };
  if (await found(lookup, 'OPENAI_API_KEY')) return { kind: 'openai', model: defaultModels.openai };
  return ref;
}

type NetworkRef = Extract<ModelRef, { model: string }>;

async function networkModel(ref: NetworkRef, config: ModelProviderConfig): Promise<ModelProvider> {
  const idleTimeoutMs = config.idleTimeoutMs ?? defaultIdleTimeoutMs;
  if (ref.kind === 'openai-compatible') {
    const full = ref.baseUrl === undefined ? compatible(ref.model, await baseUrlOf(ref, config)) : ref;
    // Its own key only: the key of one provider is never offered to another.
    const apiKey = await keyNamed(ref.keyName, config);
    const baseUrl = full.baseUrl ?? '';
    const { vendor, model } = full;
    return createOpenaiModel({ ref: formatModelRef(full), model, vendor, apiKey, baseUrl, idleTimeoutMs });
  }
  const keyName = `${variables[ref.kind]}_API_KEY`;
  const apiKey = await keyNamed(keyName, config);
  if (apiKey === undefined)
    throw new CodedError('model.noKey', `${ref.kind}/${ref.model} needs a key and none was found.`, {
      hint: `Set ${keyName}, or choose --model none or paste.`,
      details: { keyName },
    });
  const common = { ref: formatModelRef(ref), model: ref.model, baseUrl: await baseUrlOf(ref, config), idleTimeoutMs };
  return ref.kind === 'anthropic'
    ? createAnthropicModel({ ...common, apiKey })
    : createOpenaiModel({ ...common, apiKey, vendor: 'openai' });
}

async function baseUrlOf(ref: NetworkRef, config: ModelProviderConfig): Promise<string> {
  const named = config.baseUrl ?? (await found(config.lookup, `${variables[ref.kind]}_BASE_URL`));
  if (named !== undefined) return checkedBaseUrl(named);
  if (ref.kind !== 'openai-compatible') return apiUrls[ref.kind];
  throw new CodedError('model.badRef', `openai-compatible/${ref.model} needs the base URL of its server.`, {
    hint: `Write openai-compatible/${ref.model}@http://127.0.0.1:11434/v1 or set OPENAI_COMPATIBLE_BASE_URL.`,
  });
}

async function keyNamed(name: string, config: ModelProviderConfig): Promise<string | undefined> {
  const key = await found(config.lookup, name);
  // A header cannot carry anything else, and the failure would come late and unclear.
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key))
    throw new CodedError('model.noKey', `${name} holds characters that no key has.`, { hint: 'Copy the key again.' });
  return key;
}

/** A value without surrounding white space (keys are often pasted with a line break); empty counts as missing. */
async function found(lookup: ModelProviderConfig['lookup'], name: string): Promise<string | undefined> {
  return (await lookup(name))?.trim() || undefined;
}

function deskOf(config: ModelProviderConfig): PasteDesk {
  if (!config.paste)
    throw new CodedError('model.notConfigured', 'Copy and paste needs a place to put the requests.', {
      hint: 'Give --paste-dir DIR, or run in a terminal.',
    });
  return 'desk' in config.paste ? config.paste.desk : createPasteFolder(config.paste.dir);
}

function repliesOf(config: ModelProviderConfig): RecordedReplies {
  if (!config.recorded)
    throw new CodedError('model.notConfigured', 'No folder with recorded replies was given.', {
      hint: 'Name the folder, or choose another model.',
    });
  return 'replies' in config.recorded ? config.recorded.replies : openRecordedFolder(config.recorded.dir);
}

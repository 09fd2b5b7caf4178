import { CodedError } from '../../base/errors.ts';
import { withRequestChecks } from '../../core/model/checkRequest.ts';
import { chooseEditorModel, type EditorModel, type EditorModels, editorOnly } from '../../core/model/editorModels.ts';
import { defaultModels, type ModelFacts, modelFacts } from '../../core/model/modelCatalog.ts';
import { type ModelProbe, probedCapability, probeKey } from '../../core/model/modelProbe.ts';
import type { ModelCapability, ModelProvider } from '../../core/model/modelProvider.ts';
import { formatModelRef, type ModelRef, type NetworkRef, parseModelRef } from '../../core/model/modelRef.ts';
import type { PasteDesk } from '../../core/model/pasteDesk.ts';
import { withTextProtocol } from '../../core/model/withTextProtocol.ts';
import { stallMsOf } from './abortableEvents.ts';
import { createAnthropicModel } from './anthropicModel.ts';
import { baseUrlOf, keyOf, type Lookup, lookupTrimmed, ollamaRoot, readProxies } from './connection.ts';
import { createEditorModel } from './editorModel.ts';
import type { ModelConnection } from './modelFetch.ts';
import { createOllamaModel } from './ollamaModel.ts';
import { createOpenaiModel } from './openaiModel.ts';
import { createPasteFolder } from './pasteFolder.ts';
import { createPasteModel } from './pasteModel.ts';
import { openRecordedFolder } from './recordedFolder.ts';
import { createRecordedModel, type RecordedReplies } from './recordedModel.ts';
import { createResponsesModel } from './responsesModel.ts';

/** What a model provider is made from. */
export interface ModelProviderConfig {
  /** As the person wrote it: `--model`, or the setting. */
  readonly ref: string;
  /**
   * Looks up a secret or an environment variable by name: `ANTHROPIC_API_KEY`, `ANTHROPIC_BASE_URL`, `OPENAI_API_KEY`,
   * `OPENAI_BASE_URL`, `OPENAI_COMPATIBLE_API_KEY`, `OPENAI_COMPATIBLE_BASE_URL`, those of a preset, `HTTPS_PROXY` and its
   * like. The only source of keys.
   */
  readonly lookup: Lookup;
  /** Base URL from the settings; wins over the environment, not over one written in the reference, nor over a preset's. */
  readonly baseUrl?: string;
  readonly idleTimeoutMs?: number;
  /** For `vscode`: the models of the editor that this runs in, and what ends the search for one. */
  readonly editor?: { readonly models: EditorModels; readonly signal: AbortSignal };
  /** What trying the model showed, by its `probeKey`. */
  readonly findProbe?: (key: string) => Promise<ModelProbe | undefined>;
  /** True for the model without the text protocol and the checks, as a probe needs it. */
  readonly asIs?: boolean;
  /** For `paste`: a folder, or a desk of the host. */
  readonly paste?: { readonly dir: string } | { readonly desk: PasteDesk };
  /** For `recorded`: a folder, or another place; and what the model could do that was recorded. */
  readonly recorded?: ({ readonly dir: string } | { readonly replies: RecordedReplies }) & {
    readonly capability?: ModelCapability;
  };
}

const defaultIdleTimeoutMs = 180_000;
/** A local model may have to be loaded and to read a long prompt before its first word. */
const localIdleTimeoutMs = 900_000;

/**
 * The provider for a reference, able to use tools whatever the model can do; undefined for `none`, and for `auto` when no
 * key is found. Talks to nobody and loads no SDK yet. Throws `model.badRef`, `model.noKey`, `model.notConfigured`, and what `findEditorModel` throws.
 */
export async function createModelProvider(config: ModelProviderConfig): Promise<ModelProvider | undefined> {
  const ref = await resolveModelRef(parseModelRef(config.ref), config.lookup);
  if ('model' in ref) {
    const model = await networkModel(ref, config);
    return config.asIs ? model : withTextProtocol(withRequestChecks(model));
  }
  if (ref.kind === 'vscode') return withRequestChecks(await editorModel(ref, config));
  if (ref.kind === 'paste') return createPasteModel(deskOf(config));
  if (ref.kind !== 'recorded') return undefined;
  const { capability } = config.recorded ?? {};
  return createRecordedModel(repliesOf(config), capability ? { capability } : {});
}

/** `auto` becomes the default model of the first provider whose key is found, else stays `auto`; others are unchanged. */
export async function resolveModelRef(ref: ModelRef, lookup: Lookup): Promise<ModelRef> {
  if (ref.kind !== 'auto') return ref;
  for (const [kind, key] of [
    ['anthropic', 'ANTHROPIC_API_KEY'],
    ['openai', 'OPENAI_API_KEY'],
  ] as const)
    if (await lookupTrimmed(lookup, key)) return { kind, model: defaultModels[kind], options: {} };
  return ref;
}

/** The model of the editor that a reference means. Throws `model.editorOnly`, `model.noneInEditor` and `model.notInEditor`. */
export async function findEditorModel(
  { named }: Extract<ModelRef, { kind: 'vscode' }>,
  models: EditorModels | undefined,
  signal: AbortSignal,
): Promise<EditorModel> {
  if (!models) throw editorOnly();
  return chooseEditorModel(await models.list(signal), named);
}

async function editorModel(
  ref: Extract<ModelRef, { kind: 'vscode' }>,
  { editor, idleTimeoutMs = defaultIdleTimeoutMs }: ModelProviderConfig,
): Promise<ModelProvider> {
  if (!editor) throw editorOnly();
  const model = await findEditorModel(ref, editor.models, editor.signal);
  return createEditorModel({ ref: refOf(model, ref), models: editor.models, model, stallMs: stallMsOf(idleTimeoutMs) });
}

/** The reference that names this very model, where its names allow one. */
function refOf({ vendor, id }: EditorModel, asked: ModelRef): string {
  const exact = `vscode/${vendor}/${id}`;
  return /^[\w.:/@+-]{1,200}$/.test(exact) ? exact : formatModelRef(asked);
}

async function networkModel(named: NetworkRef, config: ModelProviderConfig): Promise<ModelProvider> {
  const { ref, baseUrl } = await baseUrlOf(named, config);
  const apiKey = await keyOf(ref, config.lookup);
  const vendor = 'vendor' in ref ? ref.vendor : ref.kind;
  const facts = modelFacts(vendor, ref.model);
  requireEffort(ref, facts);
  const { effort } = ref.options;
  const connection: ModelConnection = {
    ref: formatModelRef(ref),
    model: ref.model,
    baseUrl,
    idleTimeoutMs: config.idleTimeoutMs ?? (vendor === 'local' ? localIdleTimeoutMs : defaultIdleTimeoutMs),
    proxyOf: await readProxies(config.lookup),
  };
  if (ref.kind === 'anthropic') return createAnthropicModel({ ...connection, apiKey: apiKey ?? '', effort });
  if (ref.kind === 'openai') {
    const api = ref.options.api ?? facts.api;
    const capability = { ...statedBy(facts), toolCalls: api === 'responses' || facts.tools !== 'none' };
    const create = api === 'responses' ? createResponsesModel : createOpenaiModel;
    return create({ ...connection, apiKey, vendor: 'openai', effort, capability });
  }
  const { window, keepAlive } = ref.options;
  const probe = await config.findProbe?.(probeKey(ref));
  const capability = probedCapability(statedBy(facts), probe, window);
  if (ref.kind === 'openai-compatible') {
    // DeepSeek is asked for JSON only; what JSON it is, it is told in words.
    const own = vendor === 'deepseek' ? { ...capability, responseSchema: false } : capability;
    return createOpenaiModel({ ...connection, apiKey, vendor: ref.vendor, effort, capability: own });
  }
  return createOllamaModel({
    ...connection,
    baseUrl: ollamaRoot(baseUrl),
    apiKey,
    effort,
    ...ollamaRoom(capability, keepAlive),
  });
}

/**
 * What an Ollama model is loaded with when nobody says: room for an agent's conversation, on a machine that can hold the
 * model at all. Ollama's own default depends on the memory of the graphics card, and may be 4,096 (docs.ollama.com/context-length).
 */
const defaultOllamaWindow = 32_768;
/** Longer than a run of tests between two calls, so that the model is not loaded anew for each. */
const defaultKeepAlive = '15m';

function ollamaRoom(stated: ModelCapability, keepAlive: string | undefined) {
  const window = stated.contextWindow ?? defaultOllamaWindow;
  const maxOutputTokens = Math.min(stated.maxOutputTokens, Math.floor(window / 4));
  const capability: ModelCapability = { ...stated, contextWindow: window, maxOutputTokens };
  const kept = keepAlive ?? defaultKeepAlive;
  return { window, maxOutputTokens, capability, keepAlive: /^-?\d+$/.test(kept) ? Number(kept) : kept };
}

function statedBy(facts: ModelFacts): ModelCapability {
  return {
    toolCalls: facts.tools !== 'none',
    editFormat: 'search-replace',
    contextWindow: facts.contextWindow,
    maxOutputTokens: facts.maxOutputTokens,
    responseSchema: true,
  };
}

/** A level written by a person has to be one that the model takes; only what an agent wishes is brought near. */
function requireEffort(ref: NetworkRef, facts: ModelFacts): void {
  const { effort } = ref.options;
  if (effort === undefined || facts.efforts === undefined || facts.efforts.includes(effort)) return;
  const takes = facts.efforts.length === 0 ? 'no effort' : `effort ${facts.efforts.join(', ')}`;
  throw new CodedError('model.badRef', `${ref.kind}/${ref.model} takes ${takes}, not ${effort}.`, {
    hint: 'Correct the reference, or leave ?effort= out for the default of the model.',
  });
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

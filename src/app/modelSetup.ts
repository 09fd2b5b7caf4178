import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../adapters/host/systemClock.ts';
import { createModelProvider, type ModelProviderConfig } from '../adapters/model/createModelProvider.ts';
import { openModelProbes, openSendConsents } from '../adapters/model/modelRecords.ts';
import { openRecordedFolder } from '../adapters/model/recordedFolder.ts';
import { createRecordingModel } from '../adapters/model/recordedModel.ts';
import type { AgentModel, AskModel } from '../core/agent/askModel.ts';
import { editInstruction } from '../core/agent/editInstruction.ts';
import type { EditorModels } from '../core/model/editorModels.ts';
import type { EditFormat, ModelCapability, ModelProvider } from '../core/model/modelProvider.ts';
import { parseModelRef } from '../core/model/modelRef.ts';
import type { PasteDesk } from '../core/model/pasteDesk.ts';
import { type PriceOverrides, priceOf } from '../core/model/pricing.ts';
import { isAgreed, requireConsent } from '../core/model/sendConsent.ts';
import { type PreparedPrompt, preparePrompt } from '../core/prompt/renderPrompt.ts';
import type { FixRequest } from '../protocol/engine.ts';
import type { FixExtras } from './loopwright.ts';

/** Replies are small: an edit and a few sentences. The bound also keeps reservations near what a call costs. */
const maxReplyTokens = 16_000;

/** A model as an agent needs to know it. In a small window a reply takes a quarter at most, so that there is room to read. */
export function agentModelOf(capability: ModelCapability, ask: AskModel): AgentModel {
  const { editFormat, contextWindow, maxOutputTokens, responseSchema = false } = capability;
  const quarter = contextWindow === undefined ? maxReplyTokens : Math.floor(contextWindow / 4);
  const replyTokens = Math.min(maxReplyTokens, maxOutputTokens, quarter);
  return { ask, editFormat, contextWindow, responseSchema, maxOutputTokens: replyTokens };
}

/** What setting up a model needs from the process. */
export interface ModelEnvironment {
  readonly lookup: (name: string) => string | undefined;
  readonly dataFolder: string;
  /** The models of the editor that this runs in; absent on the command line. */
  readonly editorModels?: EditorModels | undefined;
  /** Tells the person a sentence. */
  readonly notice: (sentence: string) => void;
}

/**
 * The model that a run asks for, ready to be called; undefined when the run is to go without one. No code is sent to an
 * endpoint that the person has not agreed to: a model that was named is then an error (`model.notAgreed`); one that `auto`
 * found is left out, which the person is told.
 */
export async function setUpModel(
  request: Pick<FixRequest, 'model' | 'baseUrl'>,
  task: { readonly extras: FixExtras; readonly environment: ModelEnvironment; readonly pasteFolder: string },
  signal: AbortSignal,
): Promise<ModelProvider | undefined> {
  const { environment, extras } = task;
  const { pasteDir, pasteDesk, recordedDir, recordDir } = extras;
  const recorded = recordedDir === undefined ? undefined : await recordedIn(recordedDir, signal);
  const provider = await createModelProvider({
    ...providerConfig(request, environment, signal),
    ...(pasteDir === undefined ? {} : { paste: { dir: pasteDir } }),
    ...(pasteDir === undefined && pasteDesk ? { paste: { desk: keepingDesk(pasteDesk, task.pasteFolder) } } : {}),
    ...(recorded === undefined ? {} : { recorded }),
  });
  if (!provider) return undefined;
  const { ref, endpoint } = provider;
  const known = knownConsents(environment, extras.agreedEndpoints ?? []);
  if (parseModelRef(request.model).kind !== 'auto') await requireConsent({ ref, endpoint }, known, signal);
  else if (!(await isAgreed(endpoint, known, signal))) {
    environment.notice(
      `The key for ${ref} is there, but nobody has agreed to send code to ${endpoint}: going on without a model. To agree: loopwright models allow ${endpoint}`,
    );
    return undefined;
  }
  return recordDir === undefined ? provider : recordInto(recordDir, provider, signal);
}

/** Recorded replies are found by the whole request, and that depends on what the recorded model could do. */
async function recordedIn(dir: string, signal: AbortSignal) {
  const capability = await openRecordedFolder(dir).capability(signal);
  return { dir, ...(capability ? { capability } : {}) };
}

/** The same model, whose answers are kept in a folder, from which `recorded` gives them later. */
async function recordInto(dir: string, provider: ModelProvider, signal: AbortSignal): Promise<ModelProvider> {
  const folder = openRecordedFolder(dir);
  await folder.keepCapability(provider.capability, signal);
  return createRecordingModel(provider, folder.save);
}

/** What every provider is made from here: keys, addresses, and what trying the model showed. */
export function providerConfig(
  request: Pick<FixRequest, 'model' | 'baseUrl'>,
  { lookup, dataFolder, editorModels }: Pick<ModelEnvironment, 'lookup' | 'dataFolder' | 'editorModels'>,
  signal: AbortSignal,
): ModelProviderConfig {
  return {
    ref: request.model,
    lookup,
    findProbe: async (key) => (await openModelProbes(dataFolder).list(signal)).find(({ ref }) => ref === key),
    ...(request.baseUrl === undefined ? {} : { baseUrl: request.baseUrl }),
    ...(editorModels ? { editor: { models: editorModels, signal } } : {}),
  };
}

/** The agreements that are kept, those of the environment (`LOOPWRIGHT_YES_SEND_TO`), and those of one run. */
export function knownConsents(
  { lookup, dataFolder }: Pick<ModelEnvironment, 'lookup' | 'dataFolder'>,
  agreedNow: readonly string[],
) {
  const named = (lookup('LOOPWRIGHT_YES_SEND_TO') ?? '').split(/[\s,]+/).filter((text) => text !== '');
  return { consents: openSendConsents(dataFolder, systemClock.nowMs), agreed: [...agreedNow, ...named] };
}

/** The price of a provider's model, when it is known. */
export function priceOfProvider(provider: ModelProvider, own: PriceOverrides) {
  return priceOf(parseModelRef(provider.ref), own);
}

/** A desk that also keeps each request as a file, so that it can be copied from an editor. */
function keepingDesk(desk: PasteDesk, folder: string): PasteDesk {
  return {
    awaitReply: (signal) => desk.awaitReply(signal),
    async show(request, signal) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = path.join(folder, `request-${String(request.number).padStart(4, '0')}.md`);
      await writeFile(file, request.markdown, { mode: 0o600 });
      await desk.show({ ...request, file }, signal);
    },
  };
}

/** An agent's prompt for a way of writing edits: the workspace's own where it has one. Throws what `loadPrompt` throws. */
export async function agentPrompt(
  workspace: string,
  { name, editFormat }: { readonly name: string; readonly editFormat: EditFormat },
  signal: AbortSignal,
): Promise<PreparedPrompt> {
  const { loadPrompt } = await import('./promptLibrary.ts');
  const loaded = await loadPrompt(workspace, name, signal);
  return preparePrompt(loaded.prompt, loaded, { editInstruction: editInstruction(editFormat) });
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createModelProvider } from '../adapters/model/createModelProvider.ts';
import { editInstruction } from '../core/agent/editInstruction.ts';
import type { EditFormat, ModelProvider } from '../core/model/modelProvider.ts';
import { parseModelRef } from '../core/model/modelRef.ts';
import type { PasteDesk } from '../core/model/pasteDesk.ts';
import { type PriceOverrides, priceOf } from '../core/model/pricing.ts';
import { type PreparedPrompt, preparePrompt } from '../core/prompt/renderPrompt.ts';
import type { FixRequest } from '../protocol/engine.ts';
import type { FixExtras } from './loopwright.ts';
import { loadPrompt } from './promptLibrary.ts';

/** Replies are small: an edit and a few sentences. The bound also keeps reservations near what a call costs. */
export const maxReplyTokens = 16_000;

/** The model that a run asks for, ready to be called; undefined when the run is to go without one. */
export async function setUpModel(
  request: Pick<FixRequest, 'model' | 'baseUrl'>,
  extras: FixExtras,
  environment: { readonly lookup: (name: string) => string | undefined; readonly pasteFolder: string },
): Promise<ModelProvider | undefined> {
  const { pasteDir, pasteDesk, recordedDir } = extras;
  return createModelProvider({
    ref: request.model,
    lookup: environment.lookup,
    ...(request.baseUrl === undefined ? {} : { baseUrl: request.baseUrl }),
    ...(pasteDir === undefined ? {} : { paste: { dir: pasteDir } }),
    ...(pasteDir === undefined && pasteDesk
      ? { paste: { desk: keepingDesk(pasteDesk, environment.pasteFolder) } }
      : {}),
    ...(recordedDir === undefined ? {} : { recorded: { dir: recordedDir } }),
  });
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
  const loaded = await loadPrompt(workspace, name, signal);
  return preparePrompt(loaded.prompt, loaded, { editInstruction: editInstruction(editFormat) });
}

import { constants, setPriority } from 'node:os';
import { createLoopwright } from '../app/createLoopwright.ts';
import { Emitter } from '../base/event.ts';
import type { EditorContract } from '../protocol/editorSymbols.ts';
import type { EngineContract } from '../protocol/engine.ts';
import { createClient, serve } from '../protocol/rpc.ts';
import { createEditorModels } from './editorModels.ts';
import { createEditorSymbols } from './editorSymbols.ts';
import { createEngineHandlers } from './engineHandlers.ts';
import { openParentChannel } from './parentChannel.ts';
import { createWriteRelay } from './writeRelay.ts';

yieldToEditor();

const channel = openParentChannel();
const editor = createClient<EditorContract>(channel);
const app = createLoopwright({
  env: process.env,
  editorModels: createEditorModels(editor),
  languageServices: createEditorSymbols(editor),
});
const asked = new Emitter<EngineContract['events']['didAskPaste']>();
const writing = new Emitter<EngineContract['events']['didAskWrite']>();
const indexing = new Emitter<EngineContract['events']['didIndex']>();
const writes = createWriteRelay((request) => writing.fire(request));
const { emit } = serve<EngineContract>(
  channel,
  createEngineHandlers(app, {
    ask: (request) => asked.fire(request),
    writes,
    indexed: (change) => indexing.fire(change),
  }),
);
writing.event((request) => emit('didAskWrite', request));
asked.event((request) => emit('didAskPaste', request));
indexing.event((change) => emit('didIndex', change));
app.onDidChangeRun((change) => emit('didChangeRun', change));
app.onDidOutput((output) => emit('didOutput', output));

/**
 * On a machine with fewer processors than the tests of a run keep busy, the editor comes first: this process and those that it
 * starts have the lower priority.
 */
function yieldToEditor(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Only a matter of comfort.
  }
}

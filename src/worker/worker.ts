import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { createLoopwright } from '../app/createLoopwright.ts';
import { Emitter } from '../base/event.ts';
import type { EditorContract } from '../protocol/editorSymbols.ts';
import type { EngineContract } from '../protocol/engine.ts';
import { type Channel, createClient, serve } from '../protocol/rpc.ts';
import { createEditorModels } from './editorModels.ts';
import { createEditorSymbols } from './editorSymbols.ts';
import { createEngineHandlers } from './engineHandlers.ts';
import { createWriteRelay } from './writeRelay.ts';

const port = parentPort;
if (!port) throw new Error('the engine runs in a worker thread only');

yieldToEditor();

const messages = new Emitter<unknown>();
port.on('message', (message) => messages.fire(message));
const channel: Channel = { post: (message) => port.postMessage(message), onMessage: messages.event };

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
 * On a machine with fewer processors than the tests of a run keep busy, the editor comes first: this thread and the processes it
 * starts inherit the lower priority. On Linux it is a thread's own (setpriority(2), "C library/kernel differences"); elsewhere it
 * would be the whole extension host's.
 */
function yieldToEditor(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Only a matter of comfort.
  }
}

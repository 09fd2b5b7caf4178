import type { MessagePort } from 'node:worker_threads';
import { MessageChannel } from 'node:worker_threads';
import type { EditorModels } from '../../src/core/model/editorModels.ts';
import { answerModels } from '../../src/extension/models/answerModels.ts';
import type { ChatModels } from '../../src/extension/models/chatModels.ts';
import type { EditorModelsContract } from '../../src/protocol/editorModels.ts';
import { type Channel, createClient, serve } from '../../src/protocol/rpc.ts';
import { createEditorModels } from '../../src/worker/editorModels.ts';

/** The engine's port to models of an editor, over a real channel that clones every message. */
export function editorModelsOver(models: ChatModels): { readonly models: EditorModels; close(): void } {
  const { port1, port2 } = new MessageChannel();
  const { emit } = serve<EditorModelsContract>(
    channelOf(port1),
    answerModels(models, (event) => emit('didAnswer', event)),
  );
  return {
    models: createEditorModels(createClient<EditorModelsContract>(channelOf(port2))),
    close: () => port1.close(),
  };
}

function channelOf(port: MessagePort): Channel {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', listener);
      return { dispose: () => port.off('message', listener) };
    },
  };
}

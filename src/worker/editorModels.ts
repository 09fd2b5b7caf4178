import { throwIfAborted } from '../base/abort.ts';
import type { EditorEvent, EditorModels, EditorRequest } from '../core/model/editorModels.ts';
import type { EditorAnswerPart, EditorModelsContract } from '../protocol/editorModels.ts';
import type { Client } from '../protocol/rpc.ts';

/** The editor's models as the engine's port, over the channel to the extension. Answers stream; an abort crosses the wire. */
export function createEditorModels(client: Client<EditorModelsContract>): EditorModels {
  const streams = new Map<number, (part: EditorAnswerPart) => void>();
  let last = 0;
  client.on('didAnswer', ({ stream, part }) => streams.get(stream)?.(part));

  async function* ask(
    model: { readonly vendor: string; readonly id: string },
    request: EditorRequest,
    signal: AbortSignal,
  ): AsyncGenerator<EditorEvent> {
    throwIfAborted(signal);
    const stream = ++last;
    // Whoever stops reading ends the request, too.
    const left = new AbortController();
    const answer = collect();
    streams.set(stream, answer.push);
    const { vendor, id } = model;
    client
      .call('askEditorModel', { stream, vendor, id, ...request }, AbortSignal.any([signal, left.signal]))
      .then((tokens) => answer.end(tokens && { type: 'counted', ...tokens }), answer.fail);
    try {
      yield* answer.events();
    } finally {
      left.abort();
      streams.delete(stream);
    }
  }
  return { list: (signal) => client.call('listEditorModels', null, signal), ask };
}

/** Events as they come in, read as they are wanted. */
function collect() {
  const waiting: EditorEvent[] = [];
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => undefined;
  return {
    push(event: EditorEvent): void {
      waiting.push(event);
      wake();
    },
    end(event: EditorEvent | undefined): void {
      if (event) waiting.push(event);
      ended = true;
      wake();
    },
    fail(error: unknown): void {
      failure = { error };
      wake();
    },
    async *events(): AsyncGenerator<EditorEvent> {
      for (;;) {
        for (let event = waiting.shift(); event; event = waiting.shift()) yield event;
        if (failure) throw failure.error;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
          // Something may have come while the reader was busy.
          if (waiting.length > 0 || ended || failure) resolve();
        });
      }
    },
  };
}

import { throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import type {
  EditorAnswerPart,
  EditorMessageView,
  EditorModelRequest,
  EditorModelsContract,
  EditorTokens,
} from '../../protocol/editorModels.ts';
import type { Handlers } from '../../protocol/rpc.ts';
import { chatModelError } from './chatModelError.ts';
import type { ChatModel, ChatModels } from './chatModels.ts';

/** A counter that is slower than this is not waited for. */
const countMs = 2_000;

/** Answers the engine's questions to the editor's models; `tell` is given each part of an answer as it comes. */
export function answerModels(
  models: ChatModels,
  tell: (event: EditorModelsContract['events']['didAnswer']) => void,
): Handlers<EditorModelsContract> {
  return {
    async listEditorModels() {
      const found = await models.select();
      return found.map(({ id, vendor, family, name, maxInputTokens }) => ({
        id,
        vendor,
        family,
        name,
        maxInputTokens,
      }));
    },
    async askEditorModel(request, signal) {
      const { vendor, id, stream } = request;
      const [model] = await models.select({ vendor, id });
      throwIfAborted(signal);
      if (!model)
        throw new CodedError('model.notInEditor', `VS Code no longer offers the model ${vendor}/${id}.`, {
          hint: 'Choose another model, or start the extension that brings it.',
        });
      const input = count(model, textOf(request), signal);
      let said = '';
      try {
        for await (const part of model.send(request, signal)) {
          throwIfAborted(signal);
          said += saidIn(part);
          tell({ stream, part });
        }
      } catch (error) {
        throwIfAborted(signal);
        throw chatModelError(error, model.name);
      }
      return tokensOf(await input, await count(model, said, signal));
    },
  };
}

function tokensOf(inputTokens: number | undefined, outputTokens: number | undefined): EditorTokens | undefined {
  return inputTokens === undefined || outputTokens === undefined ? undefined : { inputTokens, outputTokens };
}

/** Tokens of a text by the model's own counter; undefined when it does not count, or takes its time. */
async function count(model: ChatModel, text: string, signal: AbortSignal): Promise<number | undefined> {
  const timely = AbortSignal.any([signal, AbortSignal.timeout(countMs)]);
  const late = new Promise<undefined>((resolve) =>
    timely.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  // A model that cannot count is no trouble: its tokens are estimated.
  const counted = model.countTokens(text, timely).catch(() => undefined);
  const tokens = await Promise.race([counted, late]);
  return tokens !== undefined && Number.isFinite(tokens) && tokens >= 0 ? tokens : undefined;
}

/** All that a request says, for counting. */
function textOf({ messages, tools }: Pick<EditorModelRequest, 'messages' | 'tools'>): string {
  const said = messages.flatMap(({ content }) => content.map(saidIn));
  return [...said, ...tools.map((tool) => JSON.stringify(tool))].join('\n');
}

function saidIn(part: EditorMessageView['content'][number] | EditorAnswerPart): string {
  return part.type === 'toolCall' ? `${part.name} ${JSON.stringify(part.input)}` : part.text;
}

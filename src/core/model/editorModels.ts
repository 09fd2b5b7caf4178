import { CodedError } from '../../base/errors.ts';
import type { ToolSpec } from './modelProvider.ts';

/** A language model that an editor offers to its extensions. `vendor` and `id` together name it. */
export interface EditorModel {
  readonly id: string;
  readonly vendor: string;
  readonly family: string;
  /** As people know it. */
  readonly name: string;
  /** Tokens of a request at most; the editor does not say how long a reply may be. */
  readonly maxInputTokens: number;
}

/** A part of what is said to an editor's model. */
export type EditorPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'toolCall'; readonly callId: string; readonly name: string; readonly input: object }
  | { readonly type: 'toolResult'; readonly callId: string; readonly text: string };

/** One message. There is no role for instructions. */
export interface EditorMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly EditorPart[];
}

/** What is asked of an editor's model. */
export interface EditorRequest {
  readonly messages: readonly EditorMessage[];
  readonly tools: readonly ToolSpec[];
}

/** What comes back, in order. `counted` comes last, where the editor's own counter could be asked. */
export type EditorEvent =
  | Exclude<EditorPart, { type: 'toolResult' }>
  | { readonly type: 'counted'; readonly inputTokens: number; readonly outputTokens: number };

/**
 * Port: the language models of the editor that Loopwright runs in. Outside an editor there is no such port.
 *
 * Contract: `list` sends nothing and gives none where there are none. `ask` throws the codes of ModelProvider; the signal ends
 * it at once with AbortError. The editor may ask the person whether the extension may use the model.
 */
export interface EditorModels {
  list(signal: AbortSignal): Promise<readonly EditorModel[]>;
  ask(
    model: Pick<EditorModel, 'vendor' | 'id'>,
    request: EditorRequest,
    signal: AbortSignal,
  ): AsyncIterable<EditorEvent>;
}

/** What the person agrees to when code is to go to a model of the editor: everybody behind a vendor's models. */
export function editorEndpoint({ vendor }: Pick<EditorModel, 'vendor'>): string {
  return `vscode:${encodeURIComponent(vendor)}`;
}

/** Below this a conversation of an agent does not fit; such a model is taken only by its name. */
const leastWindow = 16_000;

/**
 * The model that a name means: its id, its family, or its vendor, the first two also behind the vendor and a slash. Without a
 * name the first one that an agent's conversation fits in. Throws `model.noneInEditor` and `model.notInEditor`.
 */
export function chooseEditorModel(models: readonly EditorModel[], named: string | undefined): EditorModel {
  const [first] = models;
  if (!first)
    throw new CodedError('model.noneInEditor', 'VS Code offers no language model here.', {
      hint: 'Install an extension that brings one, such as GitHub Copilot, and sign in there; or choose another model.',
    });
  if (named === undefined) return models.find(({ maxInputTokens }) => maxInputTokens >= leastWindow) ?? first;
  const namesOf: readonly ((model: EditorModel) => string)[] = [
    ({ vendor, id }) => `${vendor}/${id}`,
    ({ id }) => id,
    ({ vendor, family }) => `${vendor}/${family}`,
    ({ family }) => family,
    ({ vendor }) => vendor,
  ];
  for (const nameOf of namesOf) {
    const found = models.find((model) => nameOf(model) === named);
    if (found) return found;
  }
  const there = [...new Set(models.map(({ vendor, id }) => `${vendor}/${id}`))].slice(0, 12).join(', ');
  throw new CodedError('model.notInEditor', `VS Code offers no language model called ${named}.`, {
    hint: `There are: ${there}.`,
  });
}

/** The error for a model of the editor where there is no editor. */
export function editorOnly(): CodedError {
  return new CodedError('model.editorOnly', 'The models of VS Code can be used in VS Code only.', {
    hint: 'Begin the run in VS Code, or name another model here: loopwright models list',
  });
}

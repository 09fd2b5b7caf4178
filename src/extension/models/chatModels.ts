import type {
  EditorAnswerPart,
  EditorMessageView,
  EditorModelRequest,
  EditorModelView,
} from '../../protocol/editorModels.ts';

/** A language model as VS Code hands it out, without what we do not use. */
export interface ChatModel extends EditorModelView {
  /** Sends a request. VS Code may ask the person first whether the extension may. */
  send(
    request: { readonly messages: readonly EditorMessageView[]; readonly tools: EditorModelRequest['tools'] },
    signal: AbortSignal,
  ): AsyncIterable<EditorAnswerPart>;
  countTokens(text: string, signal: AbortSignal): Promise<number>;
  /** Whether the person lets the extension use it; undefined when they were not asked yet. */
  readonly allowed: boolean | undefined;
}

/** Port of the extension: `vscode.lm`, as narrow as it is needed. Contract: `select` sends nothing; zero models is normal. */
export interface ChatModels {
  select(model?: { readonly vendor: string; readonly id: string }): Promise<readonly ChatModel[]>;
}

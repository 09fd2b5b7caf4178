/** A language model that the editor offers. */
export interface EditorModelView {
  readonly id: string;
  readonly vendor: string;
  readonly family: string;
  readonly name: string;
  readonly maxInputTokens: number;
}

/** What a model of the editor says. */
export type EditorAnswerPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'toolCall'; readonly callId: string; readonly name: string; readonly input: object };

/** What is said to it. */
export interface EditorMessageView {
  readonly role: 'user' | 'assistant';
  readonly content: readonly (
    | EditorAnswerPart
    | { readonly type: 'toolResult'; readonly callId: string; readonly text: string }
  )[];
}

/** A request to a model of the editor. `stream` is the asking side's name for it: the parts of the answer bear it. */
export interface EditorModelRequest {
  readonly stream: number;
  readonly vendor: string;
  readonly id: string;
  readonly messages: readonly EditorMessageView[];
  readonly tools: readonly {
    readonly name: string;
    readonly description: string;
    readonly inputSchema: Readonly<Record<string, unknown>>;
  }[];
}

/** Tokens as the editor counts them. */
export interface EditorTokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What the engine, in its own process, asks of the editor. It goes over the engine's channel, the other way round. */
export interface EditorModelsContract {
  readonly calls: {
    /** Sends nothing to any model. */
    readonly listEditorModels: { readonly input: null; readonly output: readonly EditorModelView[] };
    /** Resolves once the answer is complete: all `didAnswer` of its stream come before. Fails with the codes of the ModelProvider port. */
    readonly askEditorModel: {
      readonly input: EditorModelRequest;
      /** undefined when the editor does not count. */
      readonly output: EditorTokens | undefined;
    };
  };
  readonly events: {
    readonly didAnswer: { readonly stream: number; readonly part: EditorAnswerPart };
  };
}

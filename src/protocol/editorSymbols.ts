import type { EditorModelsContract } from './editorModels.ts';

/** What the engine asks of the editor's language services. */
export type EditorSymbolCalls = {
  /**
   * The definitions of files, by path; a file that no service knows, or whose text in the editor is another one, is left out. Rows begin
   * at 0; both belong to the definition. Never fails but by abort.
   */
  readonly listDefinitions: {
    readonly input: {
      /** An absolute path. */
      readonly workspace: string;
      /** `hash` is the SHA-256 of the text as UTF-8, in hexadecimal. */
      readonly files: readonly { readonly path: string; readonly hash: string }[];
    };
    readonly output: Readonly<
      Record<string, readonly { readonly name: string; readonly startRow: number; readonly endRow: number }[]>
    >;
  };
};

/** All that the engine asks of the editor. It goes over the engine's channel, the other way round. */
export interface EditorContract {
  readonly calls: EditorModelsContract['calls'] & EditorSymbolCalls;
  readonly events: EditorModelsContract['events'];
}

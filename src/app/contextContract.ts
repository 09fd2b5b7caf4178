import type {
  ContextAnswerView,
  ContextPieceView,
  ContextQuestion,
  ContextStatusView,
  ContextUpdateView,
  EmbeddingTargetView,
} from '../protocol/context.ts';

/** How an index is brought up to date. */
export interface ContextUpdateRequest {
  /** Throw the index away first. */
  readonly rebuild?: boolean;
  /** See `ContextCalls`. */
  readonly embedder?: string;
  /** Told now and then how many of the changed files are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A question, and the embedder. */
export type AskedQuestion = ContextQuestion & { readonly embedder?: string };

/**
 * What can be asked of the code of a workspace. `embedder` names the model that makes vectors, as LOOPWRIGHT_EMBEDDER does: empty is what that says,
 * absent the one that is in use. Another one means another index. Throws `model.*` where one cannot be had, or nobody has agreed to send code there.
 */
export interface ContextCalls {
  /**
   * Finds pieces of the workspace's files, in its index as it is; see `updateContext`. In other scopes also, or instead, files of a run, what is
   * remembered, and other workspaces: each hit says where it comes from. Throws `query.*`.
   */
  searchContext(workspace: string, question: AskedQuestion, signal: AbortSignal): Promise<ContextAnswerView>;
  /** Brings the index up to date with the files; what is written when the signal fires stays. Calls at the same time share one update. */
  updateContext(workspace: string, request: ContextUpdateRequest, signal: AbortSignal): Promise<ContextUpdateView>;
  /** Pieces for an agent: in an index that is there already, as it is; undefined where there is none. Changes nothing. */
  findKnownCode(workspace: string, text: string, signal: AbortSignal): Promise<readonly ContextPieceView[] | undefined>;
  getContextStatus(workspace: string, signal: AbortSignal): Promise<ContextStatusView>;
  /** Where an embedder would get code. Sends nothing. Throws `model.badRef` and `model.noKey`. */
  getEmbeddingTarget(embedder: string, signal: AbortSignal): Promise<EmbeddingTargetView>;
}

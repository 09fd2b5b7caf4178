import type { EditFormat, ModelRequest } from '../model/modelProvider.ts';
import type { ModelReply } from '../model/replyOf.ts';

/** The model answered. */
export interface ModelAnswer {
  readonly kind: 'answer';
  readonly reply: ModelReply;
}

/** The budget does not allow the call; nothing was sent. */
export interface ModelRefusedByBudget {
  readonly kind: 'exhausted';
}

/**
 * Asks the run's model. Budget, retries, recording and redaction are the asked side's matter: an agent sees an answer, or
 * that the budget is exhausted; other failures are the CodedErrors of the ModelProvider port.
 */
export type AskModel = (request: ModelRequest, signal: AbortSignal) => Promise<ModelAnswer | ModelRefusedByBudget>;

/** The model as an agent needs to know it. */
export interface AgentModel {
  readonly ask: AskModel;
  readonly editFormat: EditFormat;
  readonly maxOutputTokens: number;
  /** Tokens of input and output together; undefined when unknown. A conversation that nears it has to be shortened. */
  readonly contextWindow?: number | undefined;
  /** Whether requests may carry a `responseSchema`. Absent: they may not, and the schema goes into the prompt. */
  readonly responseSchema?: boolean;
}

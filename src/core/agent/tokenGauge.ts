import { requestTokensRoughly, tokensRoughly } from '../model/tokenEstimate.ts';
import type { AgentModel } from './askModel.ts';

/** Counts the tokens of texts as a model's tokenizer does, as far as that is known. */
export interface TokenGauge {
  /** Tokens of a text: an estimate, from the first answer on by the model's own measure. */
  count(text: string): number;
  /** The same model; the gauge learns from what it says of its requests. */
  over(model: AgentModel): AgentModel;
}

/** In a smaller request what wraps the texts weighs more than they do. */
const fewestTokens = 200;
const [lowest, highest] = [0.5, 2.5];

/**
 * Creates a gauge. Providers say how many tokens a request had by their own tokenizer: the ratio of that to the estimate, in the latest
 * request (it holds the ones before), is what texts are counted by. It depends on the conversation alone, so that one which is gone
 * through again counts the same.
 */
export function createTokenGauge(): TokenGauge {
  let ratio = 1;
  return {
    count: (text) => Math.ceil(tokensRoughly(text) * ratio),
    over: (model) => ({
      ...model,
      async ask(request, signal) {
        const answer = await model.ask(request, signal);
        const told = answer.kind === 'answer' ? (answer.reply.usage?.inputTokens ?? 0) : 0;
        const estimated = requestTokensRoughly(request);
        if (told > 0 && estimated >= fewestTokens) ratio = Math.min(highest, Math.max(lowest, told / estimated));
        return answer;
      },
    }),
  };
}

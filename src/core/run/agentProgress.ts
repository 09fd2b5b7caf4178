import type { BudgetSpent } from './budget.ts';
import type { RunEvent } from './runEvent.ts';
import { seconds } from './seconds.ts';

const maxShownQuestion = 80;

/** What an agent's question, to its model or to the person, changes of a run. A failed call keeps its place in the count. */
export function agentProgress(
  spent: BudgetSpent,
  event: RunEvent,
): { readonly spent?: BudgetSpent; readonly costEstimated?: true; readonly line?: string } | undefined {
  switch (event.type) {
    case 'model.requested':
      return {
        spent: { ...spent, calls: spent.calls + 1 },
        line: `asking ${event.model} (call ${event.call})…`,
      };
    case 'model.failed': {
      const wait = event.retryInMs === undefined ? '' : `, waiting ${seconds(event.retryInMs)}`;
      return { line: `the model did not answer (${event.code})${wait}` };
    }
    case 'model.replaced': {
      const next = event.by === undefined ? 'no other is left' : `going on with ${event.by}`;
      return { line: `${event.model} failed (${event.code}), ${next}` };
    }
    case 'person.asked':
      return { line: `${event.node ?? 'an agent'} asks: ${event.question.slice(0, maxShownQuestion)}` };
    case 'model.replied':
    case 'model.charged': {
      const { usd, tokensIn, tokensOut } = spent;
      return {
        ...(event.usage?.estimated && event.usd !== 0 ? { costEstimated: true } : {}),
        spent: {
          ...spent,
          usd: usd === undefined || event.usd === undefined ? undefined : usd + event.usd,
          tokensIn: tokensIn + (event.usage?.inputTokens ?? 0),
          tokensOut: tokensOut + (event.usage?.outputTokens ?? 0),
        },
      };
    }
    default:
      return undefined;
  }
}

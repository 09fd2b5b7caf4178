import type { Loopwright, RunRef } from '../app/loopwright.ts';
import { isCoded } from '../base/errors.ts';
import type { NodeView } from '../protocol/engine.ts';

const never = new AbortController().signal;

/** The node whose summary says which way a run takes. */
const planNode = 'plan';

/**
 * Which way a run takes, in its own words: the summary of its plan, as soon as that is there. Empty when its plan came to nothing,
 * or when its workflow makes none. Never resolves for a run that ends before.
 */
export async function wayOf(
  app: Pick<Loopwright, 'onDidChangeRun' | 'getWorkflowRun' | 'listEvents' | 'getWorkflow'>,
  run: RunRef,
): Promise<string> {
  if (!(await plans(app, run))) return '';
  return new Promise((resolve) => {
    const subscription = app.onDidChangeRun(({ runId }) => {
      if (runId === run.runId) look();
    });
    const look = () => {
      // A run that cannot be read now is read with its next change.
      app.getWorkflowRun(run, never).then(
        ({ nodes }) => {
          const plan = nodes.find(({ node }) => node === planNode);
          if (!plan || !isOut(plan)) return;
          subscription.dispose();
          resolve(summaryOf(plan));
        },
        () => undefined,
      );
    };
    look();
  });
}

async function plans(app: Pick<Loopwright, 'listEvents' | 'getWorkflow'>, run: RunRef): Promise<boolean> {
  try {
    const defined = (await app.listEvents(run, never)).find((event) => event.type === 'workflow.defined');
    if (defined?.type !== 'workflow.defined') return false;
    const { graph } = await app.getWorkflow(run, defined.definition, never);
    return graph.nodes.some(({ id }) => id === planNode);
  } catch (error) {
    if (isCoded(error)) return false;
    throw error;
  }
}

const isOut = ({ status }: NodeView) => ['succeeded', 'failed', 'skipped', 'cancelled'].includes(status);

function summaryOf({ output }: NodeView): string {
  const { summary } = (output ?? {}) as { readonly summary?: unknown };
  return typeof summary === 'string' ? summary : '';
}

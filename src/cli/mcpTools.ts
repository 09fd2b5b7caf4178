import { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { StartedRun } from '../app/loopwright.ts';
import { isCoded, messageOf } from '../base/errors.ts';
import type { ReviewView } from '../protocol/runView.ts';

/** What the tools do, apart from the protocol. */
export interface McpActions {
  startFix(tests: readonly string[]): Promise<StartedRun>;
  /** The review of a run by its id or the beginning of it, or of the newest. Throws `run.unknown` and its like. */
  readRun(runId: string | undefined): Promise<ReviewView>;
  cancelRun(runId: string): Promise<void>;
}

const maxTests = 50;
const maxName = 1_000;
const maxLines = 40;
const maxAnswer = 8_000;
const runId = z.string().max(100).describe('The id of the run, or its beginning.');

/**
 * A server of the Model Context Protocol that lets another agent start and read runs. It cannot decide on a proposal, nor write
 * into the workspace: that is a person's. What a caller sends is bounded, and a failure is an answer with its code.
 */
export function createMcpServer(actions: McpActions, version: string): McpServer {
  const server = new McpServer({ name: 'loopwright', version });
  server.registerTool(
    'start_fix',
    {
      title: 'Start a fix run',
      description:
        'Starts a Loopwright run that fixes failing tests of the workspace in an isolated copy, within the limits the person has set. It gives the id of the run at once; the run goes on for seconds to minutes. It never changes files of the workspace: a person reviews and applies what it proposes. Read it with read_run.',
      inputSchema: z.object({
        tests: z
          .array(z.string().min(1).max(maxName))
          .max(maxTests)
          .optional()
          .describe('Files, ids or titles of failing tests. Absent: every failing test.'),
      }),
    },
    ({ tests }) =>
      answering(async () => {
        const started = await actions.startFix(tests ?? []);
        // What becomes of it is in its log; here nobody waits for it.
        started.ended.catch(() => undefined);
        return {
          runId: started.runId,
          next: 'It goes on in an isolated copy. Read it with read_run; a person reviews and applies what it proposes.',
        };
      }),
  );
  server.registerTool(
    'read_run',
    {
      title: 'Read a run',
      description:
        'Says how a Loopwright run stands: its status, what is proved by tests (red before, green after), what is not, the files of its proposal with how many changes a person has decided on, and what went wrong.',
      inputSchema: z.object({ runId: runId.optional() }),
      annotations: { readOnlyHint: true },
    },
    (input) => answering(async () => inWords(await actions.readRun(input.runId))),
  );
  server.registerTool(
    'cancel_run',
    {
      title: 'Cancel a run',
      description: 'Tells a Loopwright run of this workspace to end. What it has found so far stays.',
      inputSchema: z.object({ runId }),
    },
    (input) =>
      answering(async () => {
        await actions.cancelRun(input.runId);
        return { cancelled: input.runId };
      }),
  );
  return server;
}

async function answering(action: () => Promise<object>) {
  try {
    return { content: [text(JSON.stringify(await action(), undefined, 1))] };
  } catch (error) {
    const hint = isCoded(error) ? error.hint : undefined;
    const code = isCoded(error) ? error.code : 'internal';
    return { content: [text(JSON.stringify({ code, message: messageOf(error), hint }))], isError: true };
  }
}

const text = (value: string) => ({ type: 'text' as const, text: value.slice(0, maxAnswer) });

/** What is known of a run. Bounded: a model that reads it pays for every word. */
function inWords({ run, summary, evidence, files }: ReviewView) {
  const { title, status, line, costUsd, trouble } = run;
  return {
    runId: run.runId,
    title,
    status,
    line,
    costUsd,
    summary: summary.slice(0, maxAnswer / 4),
    evidence: evidence && {
      before: evidence.before,
      after: evidence.after,
      goalReached: evidence.goalReached,
      fixed: evidence.fixed.slice(0, maxLines),
      stillFailing: evidence.stillFailing.slice(0, maxLines),
      broken: evidence.broken.slice(0, maxLines),
      testsChanged: evidence.testsChanged.slice(0, maxLines),
      notProved: evidence.notProved.slice(0, maxLines),
    },
    files: files.slice(0, maxLines).map(({ path, kind, hunks }) => ({
      path,
      kind,
      changes: hunks.length,
      decided: hunks.filter(({ decision }) => decision !== 'undecided').length,
      applied: hunks.filter(({ applied }) => applied).length,
    })),
    trouble,
  };
}

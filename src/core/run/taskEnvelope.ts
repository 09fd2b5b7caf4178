import * as z from 'zod';
import { CodedError } from '../../base/errors.ts';
import type { AgentLimits } from '../workflow/catalog.ts';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import { parseWorkflow } from '../workflow/parseWorkflow.ts';

/** Version of the envelopes this program writes. Older ones are read, newer ones refused. */
export const envelopeVersion = 1;

const taskSchema = z.strictObject({
  type: z.literal('AgentTask'),
  version: z.literal(envelopeVersion).default(envelopeVersion),
  id: z.string().min(1).max(200),
  agent: z.string().min(1).optional(),
  payload: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/), z.unknown()).default({}),
  constraints: z
    .strictObject({
      timeoutMs: z.number().int().positive().optional(),
      budgetUsd: z.number().nonnegative().optional(),
      maxTokens: z.number().int().positive().optional(),
      maxCalls: z.number().int().positive().optional(),
      model: z.string().min(1).optional(),
    })
    .default({}),
  idempotencyKey: z.string().min(1).max(500).optional(),
});

/** A task for one agent, as it comes in a file or over the wire. Without an agent one is chosen that can take the payload. */
export type AgentTask = z.infer<typeof taskSchema>;

/** What came of a task. */
export interface AgentResult {
  readonly type: 'AgentResult';
  readonly version: typeof envelopeVersion;
  readonly id: string;
  readonly ok: true;
  readonly runId: string;
  readonly agent: string;
  readonly outcome: string;
  readonly output: unknown;
  readonly cost: {
    readonly usd: number | null;
    readonly tokensIn: number;
    readonly tokensOut: number;
    readonly calls: number;
  };
  readonly wallMs: number;
}

/** Why a task has no result. */
export interface AgentError {
  readonly type: 'AgentError';
  readonly version: typeof envelopeVersion;
  readonly id: string;
  readonly ok: false;
  readonly runId: string | null;
  readonly traceId: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

/**
 * Reads a task envelope. Throws `task.invalid`, which names every field that is wrong, and `task.newer`. A version before this
 * one would be brought up to it here, as the schemas of manifests are.
 */
export function parseTask(text: string): AgentTask {
  const value = parseJson(text);
  const { version } = (value ?? {}) as { readonly version?: unknown };
  if (typeof version === 'number' && version > envelopeVersion)
    throw new CodedError(
      'task.newer',
      `The task has version ${version}; this program reads up to ${envelopeVersion}.`,
      {
        hint: 'Update Loopwright, or write the task in the older form.',
      },
    );
  const parsed = taskSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'the task'}: ${message}`,
  );
  throw new CodedError('task.invalid', `The task cannot be read: ${problems.join('; ')}.`, {
    hint: 'A task looks like {"type":"AgentTask","version":1,"id":"t1","agent":"review","payload":{"request":"…"}}.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodedError('task.invalid', `The task is not JSON: ${why}`, { cause });
  }
}

/** The workflow of one node that carries a task out. What the payload holds is data: nothing in it is an expression. */
export function taskWorkflow(
  { payload, constraints }: AgentTask,
  agent: string,
  limits: AgentLimits = {},
): WorkflowDefinition {
  const fields = Object.keys(payload).map((key) => [key, `\${{ inputs.payload['${key}'] }}`] as const);
  const node = {
    agent,
    with: Object.fromEntries(fields),
    ...(constraints.timeoutMs === undefined ? {} : { timeout: `${constraints.timeoutMs}ms` }),
  };
  const source = {
    version: 1,
    name: 'agent-task',
    inputs: { payload: { type: 'map', default: {} } },
    nodes: { task: node },
  };
  const { definition, problems } = parseWorkflow(JSON.stringify(source), 'task.json', {
    agents: { [agent]: { description: '', input: undefined, output: undefined, limits } },
  });
  if (definition) return definition;
  throw new CodedError('task.invalid', `The task cannot be run: ${problems.map(({ message }) => message).join(' ')}`);
}

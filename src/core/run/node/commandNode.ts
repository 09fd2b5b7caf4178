import { CodedError } from '../../../base/errors.ts';
import type { WorkspaceCopy } from '../../workspace/workspace.ts';
import type { CommandRequest } from '../fixPorts.ts';
import { sayCommand, writeResult } from '../recordedCommands.ts';
import type { FileTexts } from '../workingCopy.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

const maxShown = 64_000;
const maxInMessage = 600;

/** How a command of a node ended, its output bounded. */
export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A node `run`: runs its command in the sandbox, in the copy; `with` becomes environment variables. What it changes in the copy
 * is part of the change from then on. Output: `{exitCode, stdout, stderr}`. Throws `command.failed`.
 */
export const commandNode: NodeHandler = async (input, scope, signal) => {
  const { subject } = scope.context;
  const argv = Array.isArray(subject) ? subject.map(String) : ['sh', '-c', String(subject)];
  const env = Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  return scope.run.copy.alone(async (copy) => {
    const output = await runIn(copy, { argv, env }, scope, signal);
    await keepChanges(copy, scope, signal);
    return output;
  }, signal);
};

/** Runs a command in the copy and keeps what came of it. Throws `command.failed` when it does not end with 0. */
export async function runIn(
  copy: WorkspaceCopy,
  command: {
    readonly argv: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly stdin?: string;
    readonly program?: NonNullable<CommandRequest['program']>;
    readonly timeoutMs?: number;
    readonly network?: boolean;
    readonly offline?: boolean;
  },
  { ports, node }: NodeScope,
  signal: AbortSignal,
): Promise<CommandOutput> {
  const timeoutMs = Math.min(
    command.timeoutMs ?? node.timeoutMs ?? Number.POSITIVE_INFINITY,
    ports.budget.remainingMs(),
  );
  const { network: needsNetwork = false, ...given } = command;
  const ran = await ports.runCommand({ ...given, copy, timeoutMs, needsNetwork }, signal);
  const { exitCode, limit, stdout, stderr, wallMs } = ran;
  const shown = sayCommand(command.argv);
  const result = await ports.log.keepText(writeResult(ran), signal);
  await ports.log.append({ type: 'command.ran', command: shown, result, exitCode, ms: wallMs }, signal);
  if (exitCode === 0) return { exitCode, stdout: clip(stdout), stderr: clip(stderr) };
  const how =
    limit === undefined ? `ended with ${exitCode ?? ran.signal ?? 'no exit code'}` : `passed its limit of ${limit}`;
  const said = (stderr.trim() || stdout.trim()).slice(-maxInMessage);
  throw new CodedError('command.failed', `${shown} ${how}.${said === '' ? '' : ` It printed at last: ${said}`}`, {
    details: { exitCode, limit },
  });
}

/** What a command changed in the copy belongs to the change, so that a run that goes on elsewhere has it too. */
async function keepChanges(copy: WorkspaceCopy, { run, ports }: NodeScope, signal: AbortSignal): Promise<void> {
  const { proposal, blobs } = await ports.workspace.collect(copy, signal);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const changed: FileTexts = new Map(
    proposal.files
      .filter(({ binary }) => !binary)
      .map(({ path, result }) => {
        const bytes = result.hash === undefined ? undefined : blobs.get(result.hash);
        return [path, bytes && decoder.decode(bytes)] as const;
      }),
  );
  if (!isSame(changed, await run.copy.changes(signal))) await run.copy.settle(changed, signal);
}

function isSame(a: FileTexts, b: FileTexts): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.has(path) && b.get(path) === text);
}

const clip = (text: string) => (text.length > maxShown ? `${text.slice(0, maxShown)}\n(the rest is cut)` : text);

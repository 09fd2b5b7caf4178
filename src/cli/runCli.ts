import path from 'node:path';
import { parseArgs } from 'node:util';
import { CodedError, isAbort, messageOf } from '../base/errors.ts';
import { type CliIo, paintFor } from './cliIo.ts';
import { type Arguments, type Command, exitCode } from './command.ts';
import { renderCommandHelp } from './commandHelp.ts';
import { loadCommand, renderHelp } from './commandTable.ts';
import { printable, printableLines } from './printable.ts';
import { version } from './version.ts';

/** Runs one command line and gives its exit code. Never rejects. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const wantsJson = argv.includes('--json');
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (isAbort(error)) return reportCancelled(io, wantsJson);
    return reportError(error, io, wantsJson);
  }
}

async function dispatch(argv: readonly string[], io: CliIo): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') {
    io.stdout.write(`${version}\n`);
    return exitCode.reached;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const about = name === 'help' && rest[0] !== undefined ? await loadCommand(rest[0]) : undefined;
    io.stdout.write(about ? renderCommandHelp(about) : renderHelp());
    return exitCode.reached;
  }
  const command = await loadCommand(name);
  if (!command) {
    throw new CodedError('usage.unknownCommand', `There is no command ${JSON.stringify(name)}.`, {
      hint: 'See: loopwright --help',
    });
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout.write(renderCommandHelp(command));
    return exitCode.reached;
  }
  return runCommand(command, parse(command, rest), io);
}

async function runCommand(command: Command, args: Arguments, io: CliIo): Promise<number> {
  const workspace = path.resolve(io.cwd, args.text('workspace') ?? '.');
  // Help and wrong arguments need none of it.
  const { createLoopwright } = await import('../app/createLoopwright.ts');
  const app = createLoopwright({ env: io.env, notice: (sentence) => io.stderr.write(`${printable(sentence)}\n`) });
  const controller = new AbortController();
  // The first Ctrl+C cancels in good order; a second one ends the process at once, as people expect.
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCode.cancelled);
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await command.run({ io, args, workspace, app, exitCodeOf }, controller.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    app.dispose();
  }
}

function parse(command: Command, argv: readonly string[]): Arguments {
  const options = { workspace: { type: 'string' }, json: { type: 'boolean' }, ...command.options } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options,
      allowPositionals: command.positionals,
      strict: true,
    });
    const text = (name: string) => {
      const value = (values as Record<string, unknown>)[name];
      return typeof value === 'string' ? value : undefined;
    };
    return {
      positionals,
      text,
      texts: (name) => {
        const value = (values as Record<string, unknown>)[name];
        return Array.isArray(value) ? value.map(String) : [];
      },
      flag: (name) => (values as Record<string, unknown>)[name] === true,
      number: (name) => positiveNumber(name, text(name)),
    };
  } catch (error) {
    throw new CodedError('usage.badArguments', messageOf(error), {
      hint: `Usage: loopwright ${command.usage}`,
      cause: error,
    });
  }
}

function positiveNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new CodedError('usage.badNumber', `--${name} takes a number above 0, not ${JSON.stringify(text)}.`);
  }
  return value;
}

/** Codes that stand for wrong usage or configuration; every other failure is one of the environment. */
const usagePrefixes = [
  'merge.',
  'tool.unknown',
  'usage.',
  'tests.unknownName',
  'model.badRef',
  'model.noKey',
  'model.notConfigured',
  'model.notAgreed',
  'model.editorOnly',
  'model.badProxy',
  'model.badRecord',
  'prices.',
  'limits.',
  'compare.',
  'store.badSettings',
  'redaction.',
  'data.',
  'include.',
  'run.unknown',
  'workflow.unknown',
  'workflow.exists',
  'prompt.',
  'workflow.invalid',
  'hooks.',
  'security.',
  'sandbox.badChoice',
  'policy.',
  'input.invalid',
  'task.',
  'fork.',
  'approval.',
  'question.',
  'run.ended',
  'run.notRunning',
  'node.notRunning',
  'node.holdsOthers',
  'run.noWorkflow',
  'run.notForkable',
  'run.notResumable',
  'node.badInput',
  'node.unknownName',
  'workspace.linked',
  'run.ambiguous',
  'run.noProposal',
  'workspace.missing',
  'query.',
  'context.badSettings',
];

/** Codes of workflows whose steps did not come to what they were for; the machine is as it should be. */
const notReachedPrefixes = [
  'gate.',
  'command.',
  'agent.',
  'reply.',
  'output.',
  'tool.',
  // Of a node: a run whose own budget is used up is paused, and no failure.
  'budget.',
  'node.timeout',
  'run.timeout',
  'race.',
  'forEach.',
];

/** The exit code of a failure. */
export function exitCodeOf(code: string): number {
  if (notReachedPrefixes.some((prefix) => code.startsWith(prefix))) return exitCode.notReached;
  return usagePrefixes.some((prefix) => code.startsWith(prefix)) ? exitCode.usage : exitCode.environment;
}

/** Cancelled before there was a run to show. */
function reportCancelled(io: CliIo, json: boolean): number {
  const error = { code: 'run.cancelled', message: 'Cancelled. Nothing of yours has changed.', hint: '' };
  if (json) io.stdout.write(`${JSON.stringify({ ok: false, traceId: null, error })}\n`);
  io.stderr.write(`${error.message}\n`);
  return exitCode.cancelled;
}

const defectHint = 'This is a defect of Loopwright, not of your project. Please report it with the lines above.';

function reportError(error: unknown, io: CliIo, json: boolean): number {
  const coded = error instanceof CodedError ? error : undefined;
  const code = coded?.code ?? 'internal';
  const message = coded ? coded.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  const hint = coded?.hint ?? (code === 'internal' ? defectHint : '');
  const traceId = typeof coded?.details.traceId === 'string' ? coded.details.traceId : null;
  const runId = typeof coded?.details.runId === 'string' ? { runId: coded.details.runId } : {};
  if (json) io.stdout.write(`${JSON.stringify({ ok: false, ...runId, traceId, error: { code, message, hint } })}\n`);
  const paint = paintFor(io.stderr, io.env);
  io.stderr.write(`${paint.bad('Error')} ${printableLines(message)} ${paint.dim(`(${code})`)}\n`);
  if (hint !== '') io.stderr.write(`${printableLines(hint)}\n`);
  return exitCodeOf(code);
}

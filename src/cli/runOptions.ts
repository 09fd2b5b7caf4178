import type { ParseArgsOptionsConfig } from 'node:util';
import type { FixExtras } from '../app/loopwright.ts';
import { CodedError } from '../base/errors.ts';
import type { BudgetLimits } from '../core/run/budget.ts';
import type { RunOptionsView } from '../protocol/engine.ts';
import type { CliIo } from './cliIo.ts';
import type { Arguments } from './command.ts';
import { createTerminalPasteDesk } from './terminalPasteDesk.ts';

/** What a run may use: flags of every command that lets a run go on. */
export const limitOptions = {
  model: { type: 'string' },
  'budget-usd': { type: 'string' },
  'max-tokens': { type: 'string' },
  'max-minutes': { type: 'string' },
  'max-calls': { type: 'string' },
  'paste-dir': { type: 'string' },
  'recorded-dir': { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** How a new run works. */
export const startOptions = {
  'test-command': { type: 'string' },
  include: { type: 'string', multiple: true },
  'base-url': { type: 'string' },
  'repair-seconds': { type: 'string' },
  'no-sandbox': { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

/** Sentences for the help, by option. */
export const limitHelp: Readonly<Record<keyof typeof limitOptions, string>> = {
  model: 'auto (default), none, paste, anthropic/…, openai/…, openai-compatible/…',
  'budget-usd': 'What the run may cost, in USD (default 1).',
  'max-tokens': 'Tokens of all model calls together.',
  'max-minutes': 'How long the run may take (default 15).',
  'max-calls': 'How many model calls it may make (default 40).',
  'paste-dir': 'With --model paste: folder for request-0001.md and reply-0001.md.',
  'recorded-dir': 'With --model recorded: folder of the recorded replies.',
};

/** Sentences for the help, by option. */
export const startHelp: Readonly<Record<keyof typeof startOptions, string>> = {
  'test-command': 'Run the tests with this command, as it is.',
  include: 'Ignored file or folder that the tests need (repeatable): in the copy, never in the proposal.',
  'base-url': 'Address of an OpenAI-compatible server.',
  'repair-seconds': 'How long repair without a model may search; 0 leaves it out.',
  'no-sandbox': 'Run project code not isolated, with all that your account may do.',
};

/** What the flags of a new run say; what is not said is undefined. */
export function readRunOptions(args: Arguments): RunOptionsView {
  return {
    model: args.text('model') ?? 'auto',
    baseUrl: args.text('base-url'),
    budgetUsd: args.number('budget-usd'),
    maxTokens: args.number('max-tokens'),
    maxMinutes: args.number('max-minutes'),
    maxCalls: args.number('max-calls'),
    testCommand: givenCommand(args),
    include: args.texts('include'),
    repairSeconds: args.text('repair-seconds') === '0' ? 0 : args.number('repair-seconds'),
    notIsolated: args.flag('no-sandbox'),
  };
}

/** The limits that flags raise or lower for a run that goes on. */
export function readLimits(args: Arguments): Partial<BudgetLimits> {
  const minutes = args.number('max-minutes');
  const limits: Record<string, number | undefined> = {
    usd: args.number('budget-usd'),
    tokens: args.number('max-tokens'),
    calls: args.number('max-calls'),
    wallMs: minutes === undefined ? undefined : minutes * 60_000,
  };
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}

/** What only a command line has for a run: folders of replies, and a terminal to paste them into. */
export function fixExtras(io: CliIo, args: Arguments): FixExtras {
  const pasteDir = args.text('paste-dir');
  const recordedDir = args.text('recorded-dir');
  return {
    ...(pasteDir === undefined ? {} : { pasteDir }),
    ...(recordedDir === undefined ? {} : { recordedDir }),
    ...(io.stdin.isTTY && io.stderr.isTTY ? { pasteDesk: createTerminalPasteDesk(io) } : {}),
  };
}

/** An empty command would run nothing and count as green. */
function givenCommand(args: Arguments): string | undefined {
  const command = args.text('test-command');
  if (command?.trim() !== '') return command;
  throw new CodedError('usage.emptyCommand', '--test-command is empty, so it would test nothing.', {
    hint: 'Give the command that runs the tests, for example: --test-command "npm test"',
  });
}

import type { CodePieceView } from '../../app/mapCalls.ts';
import type { MapAnswer } from '../../core/run/mapView.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { printable, printableLines } from '../printable.ts';

const usualTokens = 2_000;

/** `loopwright map`: how the project hangs together around some files. */
export const mapCommand: Command = {
  usage: 'map [FILE…] [--names NAME] [--tokens N] [--code]',
  summary:
    'Show what the project defines and where, nearest first to files and names, within a bound of tokens; and which tests reach the files.',
  arguments: { FILE: 'Files to begin at, relative to the workspace; the first counts most (default: all alike).' },
  positionals: true,
  options: {
    names: { type: 'string', multiple: true },
    tokens: { type: 'string' },
    code: { type: 'boolean' },
  },
  help: {
    'names NAME': 'A function, class or value: what defines it is near, too; repeatable.',
    'tokens N': 'How long the answer may be, in tokens of about four characters (default: 2,000).',
    code: 'Show the code itself, each stretch with the reason for it, in place of what is defined where.',
  },
  exits: { reached: 'something is shown', notReached: 'no file of the project can be read by a grammar' },
  json: 'tokens, left (files that found no room or were too many), files (each with path, rank, why, definitions), related (for each FILE: path, isTest, files with path, steps, why); with --code: pieces (each with path, firstLine, lastLine, text, tokens, reasons)',
  async run(context, signal) {
    const { args, app, workspace, io } = context;
    const maxTokens = Math.ceil(args.number('tokens') ?? usualTokens);
    const question = { files: args.positionals, names: args.texts('names'), maxTokens };
    if (args.flag('code')) return showCode(context, await app.getCode(workspace, question, signal));
    const answer = await app.getMap(workspace, question, signal);
    const { text: _text, left, unread, ...rest } = answer;
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, ...rest, left: left + unread })}\n`);
    else io.stdout.write(sayMap(answer));
    return answer.files.length > 0 ? exitCode.reached : exitCode.notReached;
  },
};

function sayMap({ text, left, unread, related }: MapAnswer): string {
  const near = related.flatMap(({ path, isTest, files }) => [
    files.length === 0
      ? `Nothing ${isTest ? 'is reached by' : 'tests'} ${path}.`
      : isTest
        ? `${path} reaches:`
        : `Tests of ${path}:`,
    ...files.map((one) => `  ${one.path} (${one.why})`),
  ]);
  const more = left + unread === 0 ? [] : [`${left + unread} more files are not shown.`];
  const parts = [text, near.join('\n'), more.join('')].filter((part) => part !== '');
  return parts.length === 0
    ? 'No file of this project can be read by a grammar (JavaScript, TypeScript, Python, Go).\n'
    : printableLines(`${parts.join('\n\n')}\n`);
}

function showCode({ io, args }: CommandContext, pieces: readonly CodePieceView[]): number {
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, pieces })}\n`);
  else {
    const paint = paintFor(io.stdout, io.env);
    for (const { path, firstLine, lastLine, text, reasons } of pieces) {
      const head = paint.dim(printable(`${path}:${firstLine}-${lastLine}  ${reasons.join('; ')}`));
      io.stdout.write(`${head}\n${printableLines(text)}\n\n`);
    }
  }
  return pieces.length > 0 ? exitCode.reached : exitCode.notReached;
}

import { CodedError } from '../../base/errors.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { updateShown } from '../updateShown.ts';

/** `loopwright index`: brings the index of a project up to date, or says what it holds. */
export const indexCommand: Command = {
  usage: 'index [--status | --rebuild]',
  summary:
    'Bring the index of the project up to date, so that questions find what is there now. It lies in the data folder; deleting it is safe. What .gitignore leaves out, binary and large files, lock files and secrets are not in it.',
  positionals: false,
  options: { status: { type: 'boolean' }, rebuild: { type: 'boolean' } },
  help: {
    status: 'Change nothing, say what the index holds and how many files differ from it.',
    rebuild: 'Throw the index away first.',
  },
  json: 'files, chunks, terms, bytes, embedder, pending (files that differ from the index); without --status also indexed, removed, unchanged, durationMs',
  async run(context, signal) {
    const { args, io } = context;
    if (args.flag('status') && args.flag('rebuild'))
      throw new CodedError('usage.badArguments', '--status changes nothing: it cannot be given with --rebuild.');
    const update = args.flag('status') ? undefined : await updated(context, signal);
    const status = await context.app.getContextStatus(context.workspace, signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, ...update, ...status })}\n`);
    else {
      if (update) {
        const { indexed, removed, unchanged, durationMs } = update;
        const counts = `${number(indexed)} indexed, ${number(removed)} removed, ${number(unchanged)} unchanged`;
        io.stdout.write(`Files: ${counts}, in ${(durationMs / 1000).toFixed(1)} s.\n`);
      }
      const { files, chunks, bytes, embedder, pending } = status;
      const size = `${(bytes / 1e6).toFixed(1)} MB on the disk, vectors of ${embedder}`;
      io.stdout.write(`The index holds ${number(chunks)} pieces of ${number(files)} files (${size}).\n`);
      if (pending > 0) io.stdout.write(`${number(pending)} files differ from it: loopwright index brings them in.\n`);
    }
    return exitCode.reached;
  },
};

function updated({ app, io, workspace, args }: CommandContext, signal: AbortSignal) {
  return updateShown({ app, io, workspace, rebuild: args.flag('rebuild') }, signal);
}

const number = (value: number) => value.toLocaleString('en');

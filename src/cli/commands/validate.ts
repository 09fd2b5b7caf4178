import { findManifests, readManifest } from '../../app/manifestFiles.ts';
import { validateManifests } from '../../app/workflowLibrary.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { renderProblem } from '../renderProblem.ts';

/** `loopwright validate`: everything that is wrong with workflow files. */
export const validateCommand: Command = {
  usage: 'validate [FILE…]',
  summary:
    'Check workflow files and other manifests. Each problem is told with its place, the line, what is expected and what may have been meant.',
  arguments: { 'FILE…': 'The files to check (default: all manifests in .loopwright).' },
  positionals: true,
  options: {},
  help: {},
  exits: {
    reached: 'no errors; there may be warnings',
    notReached: 'errors',
    usage: 'wrong usage, or there is no such file',
  },
  json: 'valid, files (each with file, valid, problems)',
  async run({ io, args, workspace }, signal) {
    const named: Awaited<ReturnType<typeof findManifests>> = [];
    for (const file of args.positionals) named.push(await readManifest(file, workspace, signal));
    const files = args.positionals.length > 0 ? named : await findManifests(workspace, signal);
    const checked = await validateManifests(files, { workspace, env: io.env }, signal);
    const problems = checked.flatMap((one) => one.problems);
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    if (args.flag('json')) {
      const list = checked.map((one) => ({ file: one.file, valid: isValid(one.problems), problems: one.problems }));
      io.stdout.write(`${JSON.stringify({ ok: true, valid: errors === 0, files: list })}\n`);
      return errors === 0 ? exitCode.reached : exitCode.notReached;
    }
    const paint = paintFor(io.stdout, io.env);
    for (const { text, problems: own } of checked) {
      for (const problem of own) io.stdout.write(`${renderProblem(problem, text, paint).join('\n')}\n\n`);
    }
    io.stdout.write(`${summary({ files: files.length, errors, warnings: problems.length - errors })}\n`);
    return errors === 0 ? exitCode.reached : exitCode.notReached;
  },
};

function isValid(problems: readonly { readonly severity: string }[]): boolean {
  return problems.every(({ severity }) => severity !== 'error');
}

function summary({ files, errors, warnings }: Readonly<Record<'files' | 'errors' | 'warnings', number>>): string {
  if (files === 0)
    return 'No workflow files and no other manifests in .loopwright. Begin with: loopwright workflows eject fix-test';
  const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  return `${counted(files, 'file')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
}

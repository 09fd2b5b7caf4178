import { type ImportedFile, importWorkspaceRules, type RuleImport } from '../../app/ruleFiles.ts';
import { type CliIo, paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { printable } from '../printable.ts';

/** `loopwright import-rules`: rules that other tools left, as files of `.loopwright/rules`. */
export const importRulesCommand: Command = {
  usage: 'import-rules [--force] [--dry-run]',
  summary: 'Turn the rules that other tools left in the workspace into .loopwright/rules.',
  positionals: false,
  options: { force: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
  help: {
    force: 'Overwrite rules that are there already.',
    'dry-run': 'Say what would be written, and write nothing.',
  },
  async run({ io, args, workspace }, signal) {
    const dryRun = args.flag('dry-run');
    const imported = await importWorkspaceRules(workspace, { force: args.flag('force'), dryRun }, signal);
    const blocked = imported.rules.filter(({ state }) => state === 'exists').length;
    const reached = imported.rules.length > 0 && blocked === 0;
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, dryRun, ...imported })}\n`);
    else render(io, imported, { dryRun, blocked });
    return reached ? exitCode.reached : exitCode.notReached;
  },
};

function render(
  io: CliIo,
  { rules, skipped }: RuleImport,
  { dryRun, blocked }: { readonly dryRun: boolean; readonly blocked: number },
): void {
  const paint = paintFor(io.stdout, io.env);
  const words: Readonly<Record<ImportedFile['state'], string>> = {
    written: dryRun ? 'would be written' : 'written',
    replaced: dryRun ? 'would be replaced' : 'replaced',
    unchanged: 'there already, the same',
    exists: 'there already, not touched',
  };
  for (const { file, source, state, notes } of rules) {
    const word = state === 'exists' ? paint.warn(words[state]) : words[state];
    io.stdout.write(`${printable(file)}  ${word}  ${paint.dim(`from ${printable(source)}`)}\n`);
    for (const note of notes) io.stdout.write(`  ${printable(note)}\n`);
  }
  for (const { path, why } of skipped) io.stdout.write(paint.dim(`${printable(path)}: not read, ${printable(why)}\n`));
  if (rules.length === 0) io.stdout.write('No rules of other tools were found.\n');
  if (blocked > 0) io.stdout.write('To overwrite what is there already: loopwright import-rules --force\n');
}

import type { FactView } from '../../app/memoryCalls.ts';
import { CodedError } from '../../base/errors.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { printable, printableLines } from '../printable.ts';

/** `loopwright memory`: what earlier runs proved here, and what a person makes of it. */
export const memoryCommand: Command = {
  usage: 'memory [list | show ID | forget ID | keep ID | snapshots | rollback SNAPSHOT]',
  summary:
    'List what is remembered of this workspace, show one fact, forget it, keep it in .loopwright/memory for the team, or go back to what was remembered before.',
  arguments: {
    list: 'List what is remembered, and what of it cannot be read (the default).',
    'show ID': 'Print a fact as it stands in its file.',
    'forget ID': 'Remove a fact.',
    'keep ID': 'Move a fact that runs learnt into .loopwright/memory, where the team reviews it.',
    snapshots: 'List what was remembered before each change, newest first.',
    'rollback SNAPSHOT': 'Make the learnt memory what it was then.',
  },
  positionals: true,
  options: { global: { type: 'boolean' } },
  help: { global: 'With keep: keep it for yourself, in every workspace, instead of for the team in this one.' },
  exits: { reached: 'done', notReached: 'list: a file cannot be read' },
  json: 'list: facts (each with id, kind, about, scope, place, file, confidence, confirmed, refuted, evidence, run, verified, accepted, tests, files, command, text), problems; show: fact; forget, keep: id, file; snapshots: snapshots (id, at, facts); rollback: snapshot, before',
  async run(context, signal) {
    const [verb = 'list', name, ...rest] = context.args.positionals;
    if (verb === 'list' && name === undefined) return list(context, signal);
    if (verb === 'snapshots' && name === undefined) return snapshots(context, signal);
    const action = { show, forget, keep, rollback }[verb];
    if (action && name !== undefined && rest.length === 0) return action(context, name, signal);
    throw new CodedError('usage.badArguments', `"memory ${context.args.positionals.join(' ')}" is not understood.`, {
      hint: `Usage: loopwright ${memoryCommand.usage}`,
    });
  },
};

async function list({ io, args, workspace, app }: CommandContext, signal: AbortSignal): Promise<number> {
  const { facts, problems } = await app.getMemory(workspace, signal);
  const code = problems.length === 0 ? exitCode.reached : exitCode.notReached;
  if (args.flag('json')) {
    io.stdout.write(`${JSON.stringify({ ok: true, facts, problems })}\n`);
    return code;
  }
  const paint = paintFor(io.stdout, io.env);
  if (facts.length === 0 && problems.length === 0)
    io.stdout.write('Nothing is remembered yet: runs write down here what they prove.\n');
  for (const fact of facts) {
    const trust = `${fact.place.padEnd(7)} ${fact.confidence.toFixed(2)}`;
    io.stdout.write(`${printable(fact.id)}\n  ${paint.dim(trust)}  ${printable(fact.about)}${said(fact)}\n`);
  }
  for (const { file, line, column, message, suggestion } of problems) {
    const hint = suggestion === undefined ? '' : ` ${suggestion}`;
    io.stdout.write(`${paint.bad(printable(`${file}:${line}:${column}`))} ${printable(`${message}${hint}`)}\n`);
  }
  return code;
}

function said({ evidence, verified, accepted }: FactView): string {
  const parts = [
    ...(evidence === null ? [] : [evidence]),
    ...(verified === null ? [] : [`proved ${verified.slice(0, 10)}`]),
    ...(accepted === null ? [] : [`accepted ${accepted.slice(0, 10)}`]),
  ];
  return parts.length === 0 ? '' : printable(` (${parts.join('; ')})`);
}

async function show({ io, args, workspace, app }: CommandContext, id: string, signal: AbortSignal): Promise<number> {
  const { facts } = await app.getMemory(workspace, signal);
  const fact = facts.find((one) => one.id === id);
  if (!fact)
    throw new CodedError('memory.unknown', `Nothing is remembered as ${JSON.stringify(id)}.`, {
      hint: 'See: loopwright memory list',
    });
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, fact })}\n`);
  else io.stdout.write(printableLines(fact.text.endsWith('\n') ? fact.text : `${fact.text}\n`));
  return exitCode.reached;
}

async function forget({ io, args, workspace, app }: CommandContext, id: string, signal: AbortSignal): Promise<number> {
  const file = await app.forgetFact(workspace, id, signal);
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, id, file })}\n`);
  else io.stdout.write(`Forgotten: ${printable(file)}\n`);
  return exitCode.reached;
}

async function keep({ io, args, workspace, app }: CommandContext, id: string, signal: AbortSignal): Promise<number> {
  const file = await app.keepFact(workspace, { id, everywhere: args.flag('global') }, signal);
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, id, file })}\n`);
  else io.stdout.write(`Kept: ${printable(file)}\n`);
  return exitCode.reached;
}

async function snapshots({ io, args, workspace, app }: CommandContext, signal: AbortSignal): Promise<number> {
  const all = await app.listMemorySnapshots(workspace, signal);
  const rows = all.map(({ id, atMs, facts }) => ({ id, at: new Date(atMs).toISOString(), facts }));
  if (args.flag('json')) {
    io.stdout.write(`${JSON.stringify({ ok: true, snapshots: rows })}\n`);
    return exitCode.reached;
  }
  if (rows.length === 0) io.stdout.write('No snapshot yet: one is taken before each change.\n');
  for (const { id, at, facts } of rows) io.stdout.write(`${id}  ${at}  ${facts} ${facts === 1 ? 'fact' : 'facts'}\n`);
  return exitCode.reached;
}

async function rollback(
  { io, args, workspace, app }: CommandContext,
  id: string,
  signal: AbortSignal,
): Promise<number> {
  const before = await app.rollbackMemory(workspace, id, signal);
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, snapshot: id, before })}\n`);
  else
    io.stdout.write(
      `The learnt memory is what it was in ${printable(id)}. To undo this: loopwright memory rollback ${before}\n`,
    );
  return exitCode.reached;
}

import path from 'node:path';
import { findTool, toolRows } from '../../app/toolRows.ts';
import { describeTool } from '../../app/toolText.ts';
import type { ToolRow } from '../../protocol/library.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { printable, printableLines } from '../printable.ts';

const doing: Readonly<Record<ToolRow['does'], string>> = {
  looks: 'looks',
  asks: 'asks',
  runs: 'runs code',
  step: 'step',
};

/** `loopwright tools`: what agents and workflows can use. */
export const toolsCommand: Command = {
  usage: 'tools [NAME]',
  summary:
    'List the tools that agents and workflows can use, built in or declared in .loopwright/tools.yaml; or say of one what it takes, what it does at most, and which agents have it.',
  arguments: { NAME: 'The name of a tool.' },
  positionals: true,
  options: {},
  help: {},
  json: 'tools (each with name, from, description, inputs, does, network, agents, hidden, command, file, line); with NAME: tool',
  async run(context, signal) {
    const { args, io, workspace } = context;
    const [name] = args.positionals;
    if (name !== undefined) return show(context, await findTool(workspace, name, signal));
    const rows = await toolRows(workspace, signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, tools: rows.map(toJson) })}\n`);
    else io.stdout.write(`${list(context, rows).join('\n')}\n`);
    return exitCode.reached;
  },
};

/** JSON has no undefined: what there is none of is null. */
function toJson({ command, at, inputs, ...row }: ToolRow) {
  const given = inputs.map(({ description, ...input }) => ({ ...input, description: description ?? null }));
  return { ...row, inputs: given, command: command ?? null, file: at?.path ?? null, line: at?.line ?? null };
}

function list({ io }: CommandContext, rows: readonly ToolRow[]): readonly string[] {
  const paint = paintFor(io.stdout, io.env);
  const width = Math.max(...rows.map((row) => row.name.length)) + 2;
  return rows.map((row) => {
    const about = row.hidden ? paint.warn('not used: a built-in tool has this name') : printable(row.description);
    return `${printable(row.name).padEnd(width)}${paint.dim(`${row.from.padEnd(10)} ${doing[row.does].padEnd(10)}`)} ${about}`;
  });
}

function show({ io, args, workspace }: CommandContext, row: ToolRow): number {
  if (args.flag('json')) {
    io.stdout.write(`${JSON.stringify({ ok: true, tool: toJson(row) })}\n`);
    return exitCode.reached;
  }
  const { at } = row;
  const place = at ? `\nDeclared in ${path.relative(workspace, at.path)}:${at.line}` : '';
  io.stdout.write(`${printableLines(describeTool(row) + place)}\n`);
  return exitCode.reached;
}

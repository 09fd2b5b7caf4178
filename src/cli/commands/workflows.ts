import path from 'node:path';
import { ejectWorkflow, findWorkflow, listWorkflows } from '../../app/workflowLibrary.ts';
import { CodedError } from '../../base/errors.ts';
import { jsonSchemaOf } from '../../core/workflow/schemaRegistry.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';

/** `loopwright workflows`: which workflows there are, one as text, one as a copy to change. */
export const workflowsCommand: Command = {
  usage: 'workflows [list | show NAME | eject NAME | schema]',
  summary: 'List workflows, show one, or copy one to change it.',
  arguments: {
    list: "List the workspace's own workflows and those built in (the default).",
    'show NAME': 'Print a workflow.',
    'eject NAME': 'Copy a built-in workflow into .loopwright/workflows to change it; never overwrites.',
    schema: 'Print the JSON Schema of workflow files, for editors.',
  },
  positionals: true,
  options: {},
  help: {},
  json: 'workflows; show: name, from, file, text, definition, problems; eject: file; schema: schema',
  async run(context, signal) {
    const [verb = 'list', name, ...rest] = context.args.positionals;
    if (verb === 'list' && name === undefined) return list(context, signal);
    if (verb === 'schema' && name === undefined) return schema(context);
    if (name !== undefined && rest.length === 0 && verb === 'show') return show(context, name, signal);
    if (name !== undefined && rest.length === 0 && verb === 'eject') return eject(context, name, signal);
    throw new CodedError('usage.badArguments', `"workflows ${context.args.positionals.join(' ')}" is not understood.`, {
      hint: `Usage: loopwright ${workflowsCommand.usage}`,
    });
  },
};

async function list({ io, args, workspace }: CommandContext, signal: AbortSignal): Promise<number> {
  const workflows = await listWorkflows(workspace, signal);
  if (args.flag('json')) {
    const rows = workflows.map(({ name, from, description, file, definition }) => ({
      name,
      from,
      description,
      file,
      valid: definition !== undefined,
    }));
    io.stdout.write(`${JSON.stringify({ ok: true, workflows: rows })}\n`);
    return exitCode.reached;
  }
  const paint = paintFor(io.stdout, io.env);
  for (const { name, from, description, definition } of workflows) {
    const state = definition ? description : paint.bad('has errors: see loopwright validate');
    io.stdout.write(`${name.padEnd(22)} ${paint.dim(from.padEnd(10))} ${state}\n`);
  }
  return exitCode.reached;
}

async function show({ io, args, workspace }: CommandContext, name: string, signal: AbortSignal): Promise<number> {
  const { text, from, file, definition, problems } = await findWorkflow(workspace, name, signal);
  if (args.flag('json'))
    io.stdout.write(
      `${JSON.stringify({ ok: true, name, from, file, text, definition: definition ?? null, problems })}\n`,
    );
  else io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return exitCode.reached;
}

async function eject({ io, args, workspace }: CommandContext, name: string, signal: AbortSignal): Promise<number> {
  const file = path.relative(workspace, await ejectWorkflow(workspace, name, signal));
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, file })}\n`);
  else
    io.stdout.write(
      `${file}\nIt is used in the place of the built-in one from now on. Check it after a change with: loopwright validate\n`,
    );
  return exitCode.reached;
}

function schema({ io, args }: CommandContext): number {
  const text = jsonSchemaOf('workflow');
  io.stdout.write(
    `${args.flag('json') ? JSON.stringify({ ok: true, schema: text }) : JSON.stringify(text, null, 2)}\n`,
  );
  return exitCode.reached;
}

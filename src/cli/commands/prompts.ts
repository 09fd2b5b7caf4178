import { diffPrompt, ejectPrompt, findPrompt, listPrompts, type PromptListing } from '../../app/promptLibrary.ts';
import { CodedError } from '../../base/errors.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { printable, printableLines } from '../printable.ts';
import { renderProblem } from '../renderProblem.ts';

/** `loopwright prompts`: which prompts there are, one as text, its difference, a copy to change, and what is wrong. */
export const promptsCommand: Command = {
  usage: 'prompts [list | show NAME | diff NAME | eject NAME | check]',
  summary:
    'List prompts, show one, show what the workspace changes in one, copy a built-in one into .loopwright/prompts to change it, or check them all.',
  arguments: {
    list: "List the workspace's own prompts and those built in (the default).",
    'show NAME': 'Print a prompt; with --json also what it is given and what may be tuned.',
    'diff NAME': "Print what the workspace's prompt says differently from the built-in one, as a unified diff.",
    'eject NAME': 'Copy a built-in prompt into .loopwright/prompts to change it; never overwrites.',
    check: 'Say everything that is wrong with the prompts.',
  },
  positionals: true,
  options: {},
  help: {},
  exits: { reached: 'done; with check: no errors, there may be warnings', notReached: 'with check: errors' },
  json: 'prompts; show: name, from, file, version, agent, description, hash, overrides, valid, inputs, parameters, optimise, text, problems; diff: name, workspace, builtIn, diff; eject: file; check: valid, prompts',
  async run(context, signal) {
    const [verb = 'list', name, ...rest] = context.args.positionals;
    if (verb === 'list' && name === undefined) return list(context, signal);
    if (verb === 'check' && name === undefined) return check(context, signal);
    const action = { show, diff, eject }[verb];
    if (action && name !== undefined && rest.length === 0) return action(context, name, signal);
    throw new CodedError('usage.badArguments', `"prompts ${context.args.positionals.join(' ')}" is not understood.`, {
      hint: `Usage: loopwright ${promptsCommand.usage}`,
    });
  },
};

async function list({ io, args, workspace }: CommandContext, signal: AbortSignal): Promise<number> {
  const prompts = await listPrompts(workspace, signal);
  if (args.flag('json')) {
    io.stdout.write(`${JSON.stringify({ ok: true, prompts: prompts.map(rowOf) })}\n`);
    return exitCode.reached;
  }
  const paint = paintFor(io.stdout, io.env);
  for (const { name, from, prompt } of prompts) {
    const state = prompt ? printable(prompt.description) : paint.bad('has errors: see loopwright prompts check');
    const version = prompt ? `v${prompt.version}` : '';
    io.stdout.write(`${name.padEnd(18)} ${paint.dim(`${from.padEnd(10)} ${version.padEnd(4)}`)} ${state}\n`);
  }
  return exitCode.reached;
}

async function show({ io, args, workspace }: CommandContext, name: string, signal: AbortSignal): Promise<number> {
  const found = await findPrompt(workspace, name, signal);
  const { text, problems, prompt } = found;
  if (args.flag('json')) {
    const { inputs = {}, parameters = {}, optimise = null } = prompt ?? {};
    io.stdout.write(`${JSON.stringify({ ok: true, ...rowOf(found), inputs, parameters, optimise, text, problems })}\n`);
  } else io.stdout.write(printableLines(text.endsWith('\n') ? text : `${text}\n`));
  return exitCode.reached;
}

async function diff({ io, args, workspace }: CommandContext, name: string, signal: AbortSignal): Promise<number> {
  const { prompt, builtIn, diff: text } = await diffPrompt(workspace, name, signal);
  if (args.flag('json')) {
    const sides = { workspace: prompt.from === 'workspace' ? rowOf(prompt) : null, builtIn: rowOf(builtIn) };
    io.stdout.write(`${JSON.stringify({ ok: true, name, ...sides, diff: text })}\n`);
    return exitCode.reached;
  }
  const paint = paintFor(io.stdout, io.env);
  if (text === '') {
    const same = prompt.from === 'workspace' ? 'says the same as the built-in one' : 'is the built-in one';
    io.stdout.write(`The prompt ${name} ${same}.\n`);
  }
  for (const line of text.split('\n').slice(0, -1)) {
    const added = line.startsWith('+') && !line.startsWith('+++');
    const removed = line.startsWith('-') && !line.startsWith('---');
    const shown = printable(line);
    io.stdout.write(`${added ? paint.added(shown) : removed ? paint.removed(shown) : shown}\n`);
  }
  return exitCode.reached;
}

async function eject({ io, args, workspace }: CommandContext, name: string, signal: AbortSignal): Promise<number> {
  const file = await ejectPrompt(workspace, name, signal);
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, file })}\n`);
  else
    io.stdout.write(
      `${file}\nIt is used in the place of the built-in one from now on. Check it after a change with: loopwright prompts check\n`,
    );
  return exitCode.reached;
}

async function check({ io, args, workspace }: CommandContext, signal: AbortSignal): Promise<number> {
  const prompts = await listPrompts(workspace, signal);
  const problems = prompts.flatMap((one) => one.problems);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const code = errors === 0 ? exitCode.reached : exitCode.notReached;
  if (args.flag('json')) {
    const files = prompts.map((one) => ({ ...rowOf(one), problems: one.problems }));
    io.stdout.write(`${JSON.stringify({ ok: true, valid: errors === 0, prompts: files })}\n`);
    return code;
  }
  const paint = paintFor(io.stdout, io.env);
  for (const { text, problems: own } of prompts) {
    for (const problem of own) io.stdout.write(`${renderProblem(problem, text, paint).join('\n')}\n\n`);
  }
  const own = prompts.filter(({ from }) => from === 'workspace').length;
  const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  const counts = `${counted(errors, 'error')}, ${counted(problems.length - errors, 'warning')}`;
  io.stdout.write(`${counted(prompts.length, 'prompt')}, ${own} of the workspace: ${counts}\n`);
  return code;
}

/** What `--json` says of a prompt everywhere. */
function rowOf({ name, from, file, hash, overrides, prompt }: PromptListing) {
  return {
    name,
    from,
    file,
    version: prompt?.version ?? null,
    agent: prompt?.agent ?? null,
    description: prompt?.description ?? null,
    hash,
    overrides,
    valid: prompt !== undefined,
  };
}

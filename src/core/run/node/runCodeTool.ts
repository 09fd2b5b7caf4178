import * as z from 'zod';
import { defineTool, toolInput } from '../../tool/defineTool.ts';
import type { Tool, ToolResult } from '../../tool/tool.ts';
import { toolAction } from '../guardedTool.ts';
import { type CommandOutput, runIn } from './commandNode.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';
import { onCopy } from './onCopy.ts';

/** The tool's name: an agent has it only where its manifest or the node names it. */
export const runCodeTool = 'run_code';

const usualMs = 30_000;
const mostPrinted = 8_000;

const codeInput = toolInput(
  z.object({
    language: z.enum(['python', 'javascript', 'sh']),
    code: z.string().min(1).max(60_000),
    input: z.string().max(1_000_000).default(''),
  }),
);

type Program = z.infer<typeof codeInput.schema>;

/** A script first, as for `node -e`; what is none may be a module. Both find what they import as from a file of the current folder. */
const startJavascript = `{
  const { readFileSync } = require('node:fs');
  const { registerHooks } = require('node:module');
  const { pathToFileURL } = require('node:url');
  const vm = require('node:vm');
  const [file] = process.argv.splice(1, 1);
  const text = readFileSync(file, 'utf8');
  let script;
  try {
    const importModuleDynamically = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    script = new vm.Script(text, { filename: '[eval]', importModuleDynamically });
  } catch {
    const own = pathToFileURL(registerHooks ? '[eval]' : file).href;
    registerHooks?.({
      resolve: (name, context, next) => (name === own ? { url: own, shortCircuit: true } : next(name, context)),
      load: (url, context, next) =>
        url === own ? { format: 'module', source: text, shortCircuit: true } : next(url, context),
    });
    import(own);
  }
  script?.runInThisContext();
}`;

/** What runs the text of a file as if it had been an argument, without the file's name in sight of it. */
const starters: Readonly<Record<Program['language'], readonly string[]>> = {
  python: [
    'python3',
    '-I',
    '-c',
    'exec(compile(open(__import__("sys").argv.pop(1), encoding="utf-8").read(), "program", "exec"))',
  ],
  javascript: ['node', '-e', startJavascript],
  sh: ['sh', '-c', 'program=$(cat <"$1"); shift; eval "$program"', 'sh'],
};

/**
 * What it is called is the program itself: rules, questions and the log are about that. What is started finds it in a file, and its
 * input comes on standard input: no word of either becomes part of a command line.
 */
function commandOf({ language, code, input }: Program) {
  const argv = {
    python: ['python3', '-I', '-c', code],
    javascript: ['node', '-e', code],
    sh: ['sh', '-c', code],
  }[language];
  // What a model writes is run as it comes: it must not send away what it reads, to a host that the project may reach neither.
  return { argv, program: { argv: starters[language], text: code }, env: {}, stdin: input, offline: true };
}

/** Runs a program in the sandbox, in the copy, and takes away what it left there. Throws `command.failed`. */
function runProgram(program: Program, scope: NodeScope, signal: AbortSignal): Promise<CommandOutput> {
  const command = { timeoutMs: scope.node.timeoutMs ?? usualMs, ...commandOf(program) };
  return onCopy(scope, (copy) => runIn(copy, command, scope, signal), signal);
}

/** A program of an agent: what it prints is the answer, and so is that it failed. */
export function createRunCodeTool(scope: NodeScope): Tool {
  return defineTool(
    runCodeTool,
    'Runs a short program (python, javascript or sh) in a sandbox without network and gives what it prints. Nothing that it leaves behind is kept.',
    codeInput,
    async (program, signal): Promise<ToolResult> => {
      const { stdout, stderr } = await runProgram(program, scope, signal);
      const said = [stdout, ...(stderr === '' ? [] : [`It printed as errors:\n${stderr}`])].join('\n').trim();
      const text = said === '' ? 'It printed nothing.' : said.slice(0, mostPrinted);
      return { text, isError: false, summary: `${program.language}: ended with 0` };
    },
  );
}

/** The same as a node. Output: `{exitCode, stdout, stderr}`. Throws `command.failed`. */
export const runCodeNode: NodeHandler = async (input, scope, signal) => {
  const program = codeInput.schema.parse(input);
  return scope.guard.around(toolAction(runCodeTool, false), () => runProgram(program, scope, signal), signal);
};

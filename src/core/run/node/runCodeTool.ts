import * as z from 'zod';
import { defineTool, toolInput } from '../../tool/defineTool.ts';
import type { Tool, ToolResult } from '../../tool/tool.ts';
import { toolAction } from '../guardedTool.ts';
import { type CommandOutput, runIn } from './commandNode.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

/** The tool's name: an agent has it only where its manifest or the node names it. */
export const runCodeTool = 'run_code';

const usualMs = 30_000;
const mostPrinted = 8_000;

const codeInput = toolInput(
  z.object({
    language: z.enum(['python', 'javascript', 'sh']),
    // One argument of a command, of which Linux takes 128 kB.
    code: z.string().min(1).max(60_000),
    input: z.string().max(1_000_000).default(''),
  }),
);

type Program = z.infer<typeof codeInput.schema>;

/** The program is an argument of its own, and its input comes on standard input: no word of either becomes part of a command line. */
function commandOf({ language, code, input }: Program) {
  const argv = {
    python: ['python3', '-I', '-c', code],
    javascript: ['node', '-e', code],
    sh: ['sh', '-c', code],
  }[language];
  // What a model writes is run as it comes: it must not send away what it reads, to a host that the project may reach neither.
  return { argv, env: {}, stdin: input, offline: true };
}

/** Runs a program in the sandbox, in the copy, and takes away what it left there. Throws `command.failed`. */
function runProgram(program: Program, scope: NodeScope, signal: AbortSignal): Promise<CommandOutput> {
  return scope.run.copy.alone(async (copy) => {
    try {
      const timeoutMs = scope.node.timeoutMs ?? usualMs;
      return await runIn(copy, { timeoutMs, ...commandOf(program) }, scope, signal);
    } finally {
      await scope.run.copy.restore(copy, new AbortController().signal);
    }
  }, signal);
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

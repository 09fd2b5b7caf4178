import { CodedError } from '../../../base/errors.ts';
import type { TurnPorts } from '../../agent/turnLoop.ts';
import { type PreparedPrompt, Verbatim } from '../../prompt/renderPrompt.ts';
import type { CopyFiles } from '../../tool/tool.ts';
import { guardedTool } from '../guardedTool.ts';
import { hookedTool } from '../hookedCalls.ts';
import type { MemoryQuestion, Recalled } from '../runMemory.ts';
import type { DeclaredTool } from './declaredToolNode.ts';
import { filesAtHand } from './filesAtHand.ts';
import type { NodeScope } from './nodeScope.ts';
import { toolsOf } from './roleTools.ts';

/** Who is to take turns. */
export interface AgentRole {
  /** The prompt it speaks by. */
  readonly name: string;
  /** Its own name, where that is another. */
  readonly agent?: string;
  /** The tools that its manifest names; absent: those of its role. */
  readonly tools?: readonly string[] | undefined;
  /** Commands that the workspace declares. */
  readonly declared?: Readonly<Record<string, DeclaredTool>>;
}

/** What an agent of a node takes turns with, and the prompt it speaks by. */
export interface AgentTurns {
  readonly prompt: PreparedPrompt;
  readonly ports: TurnPorts;
  readonly files: CopyFiles;
}

const maxListed = 150;

/** Makes ready what an agent takes turns with. Throws `model.notConnected` when the run goes without a model. */
export async function agentTurns(
  scope: NodeScope,
  { name, agent = name, tools, declared = {} }: AgentRole,
  signal: AbortSignal,
): Promise<AgentTurns> {
  const { ports, run } = scope;
  const { model, log, clock, hooks } = ports;
  if (!model)
    throw new CodedError('model.notConnected', `The agent ${name} needs a model, and this run goes without one.`, {
      hint: 'Connect one: set ANTHROPIC_API_KEY or OPENAI_API_KEY, or use --model paste with your own chat window.',
    });
  const prompt = await ports.promptOf(name, signal);
  const { version, from, hash } = prompt;
  await log.append({ type: 'prompt.used', name: prompt.name, version, from, hash }, signal);
  const files = ports.openFiles(await run.copy.open(signal));
  const nowMs = () => clock.monotonicMs();
  return {
    prompt,
    files,
    ports: {
      model,
      tools: toolsOf(scope, { agent, files, own: tools, declared }).map((tool) => {
        const isDeclared = Object.hasOwn(declared, tool.name);
        return guardedTool(hookedTool(tool, { hooks, nowMs }), scope.guard, { isDeclared });
      }),
      system: prompt.system,
      parameters: prompt.parameters,
      onTool: (call) => log.append({ type: 'tool.called', ...call }, signal),
      onRefused: (why) =>
        log.append({ type: 'edit.refused', attempt: log.state().attempts + 1, why: why.slice(0, 2_000) }, signal),
      onCompacted: (size) => log.append({ type: 'conversation.compacted', ...size }, signal),
      nowMs,
    },
  };
}

/** The rules of the project for the files that the agent works on, as a value for its prompt. What it is given is recorded. */
export async function rulesFor(
  { ports, run }: NodeScope,
  at: { readonly input: Readonly<Record<string, unknown>>; readonly files: CopyFiles },
  signal: AbortSignal,
): Promise<Verbatim | undefined> {
  const listed = await at.files.list(signal);
  const changed = (await run.copy.changes(signal)).keys();
  const { text, from, cut } = await ports.rulesFor(filesAtHand(at.input, { listed, changed }), signal);
  if (text === '') return undefined;
  await ports.log.append({ type: 'rules.given', from, cut, text: await ports.log.keepText(text, signal) }, signal);
  return new Verbatim(text);
}

/** What earlier runs proved of a task, for its prompt. What is used of it is recorded. */
export async function knownFor(
  { ports }: NodeScope,
  question: MemoryQuestion,
  signal: AbortSignal,
): Promise<Recalled | undefined> {
  const known = await ports.memory?.recall(question, signal);
  if (!known) return undefined;
  const { facts, files } = known;
  const text = await ports.log.keepText(known.text, signal);
  await ports.log.append({ type: 'memory.recalled', use: 'prompt', facts, files, text }, signal);
  return known;
}

/** The files of the copy for a first message; a long list is cut, and says so. */
export async function listing(files: CopyFiles, signal: AbortSignal): Promise<string> {
  const listed = await files.list(signal);
  const more = listed.length > maxListed ? `\n(${listed.length - maxListed} more: use list_files)` : '';
  return listed.slice(0, maxListed).join('\n') + more;
}

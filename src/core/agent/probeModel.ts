import { isCoded } from '../../base/errors.ts';
import { requireRoom } from '../model/checkRequest.ts';
import type { ModelProbe } from '../model/modelProbe.ts';
import type { EditFormat, ModelProvider, ModelRequest } from '../model/modelProvider.ts';
import { type ModelReply, replyOf } from '../model/replyOf.ts';
import { editInstruction } from './editInstruction.ts';
import { readEdit } from './readEdit.ts';

/** What a probe is told of the model beforehand. */
export interface ProbeTask {
  /** The name to keep it under. */
  readonly key: string;
  readonly nowMs: number;
  /** What the server says the model can have at most. */
  readonly maxContextWindow: number | undefined;
  /** Told of each trial as it begins. */
  readonly onTrial: (trial: string) => void;
}

const formats: readonly EditFormat[] = ['search-replace', 'unified-diff', 'whole-file'];
/** Prompts longer than this take a small machine minutes to read, and a trap shows earlier. */
const longestTrial = 16_384;
const shortestTrial = 2_048;
/** The share of the window that a trial fills; the rest is for the reply. */
const trialShare = 0.75;

/**
 * Tries what a model can do, with texts of our own: nothing of any project is sent. A trial that the model fails is a
 * result; a failure to reach it (no server, no key, an unknown model) is thrown. The provider is asked as it is: without
 * the text protocol, or every model would call tools.
 */
export async function probeModel(provider: ModelProvider, task: ProbeTask, signal: AbortSignal): Promise<ModelProbe> {
  const trial = <T>(name: string, run: () => Promise<T>): Promise<T> => {
    task.onTrial(name);
    return run();
  };
  // The plainest question comes first, so that what is wrong with server or name is not taken for a weakness of the model.
  await trial('answer', () => replyOf(provider.stream(ask(provider, 'Answer with the word: ready'), signal)));
  const toolCalls = await trial('tool call', () => callsTools(provider, signal));
  const structured = await trial('JSON Schema', () => keepsSchema(provider, signal));
  const editFormats: EditFormat[] = [];
  for (const format of formats)
    if (await trial(`edit as ${format}`, () => writesEdit(provider, format, signal))) editFormats.push(format);
  const contextWindow = await trial('window', () => findWindow(provider, signal));
  const { key: ref, nowMs: probedMs, maxContextWindow } = task;
  return { ref, probedMs, toolCalls, structured, editFormats, contextWindow, maxContextWindow };
}

function ask(provider: ModelProvider, text: string, more: Partial<ModelRequest> = {}): ModelRequest {
  const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }];
  // Room for the reasoning of models that think before they answer.
  const maxOutputTokens = Math.min(4_096, provider.capability.maxOutputTokens);
  return { system: '', messages, tools: [], maxOutputTokens, temperature: 0, ...more };
}

/** The reply, or undefined when the model or its server turns the request down; other failures are thrown. */
async function tryReply(
  provider: ModelProvider,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<ModelReply | undefined> {
  try {
    return await replyOf(provider.stream(request, signal));
  } catch (error) {
    const isNo = ['model.badRequest', 'model.badReply', 'model.refused', 'model.contextTooLong', 'model.promptCut'];
    if (isCoded(error) && isNo.includes(error.code)) return undefined;
    throw error;
  }
}

async function callsTools(provider: ModelProvider, signal: AbortSignal): Promise<boolean> {
  const tool = {
    name: 'report_number',
    description: 'Reports a number.',
    inputSchema: { type: 'object', properties: { value: { type: 'integer' } }, required: ['value'] },
  };
  const request = ask(provider, 'Call the tool report_number with the value 42.', { tools: [tool] });
  const [call] = (await tryReply(provider, request, signal))?.calls ?? [];
  const input = call?.name === tool.name ? call.input : undefined;
  return typeof input === 'object' && input !== null && 'value' in input && Number(input.value) === 42;
}

async function keepsSchema(provider: ModelProvider, signal: AbortSignal): Promise<boolean> {
  const properties = { city: { type: 'string' }, letters: { type: 'integer' } };
  const schema = { type: 'object', properties, required: ['city', 'letters'], additionalProperties: false };
  const responseSchema = { name: 'city', schema };
  const reply = await tryReply(
    provider,
    ask(provider, 'Which city is the capital of France?', { responseSchema }),
    signal,
  );
  try {
    const value: unknown = JSON.parse(reply?.text ?? '');
    if (typeof value !== 'object' || value === null) return false;
    return 'city' in value && typeof value.city === 'string' && 'letters' in value && Number.isInteger(value.letters);
  } catch {
    // Not JSON: that is the answer to the question of this trial.
    return false;
  }
}

const sample = `export function total(prices) {
  let sum = 1;
  for (const price of prices) sum += price;
  return sum;
}
`;

async function writesEdit(provider: ModelProvider, format: EditFormat, signal: AbortSignal): Promise<boolean> {
  const path = 'src/total.js';
  const system = `You repair programs.\n\n${editInstruction(format)}`;
  const text = `The sum of no prices has to be 0, and this function gives 1. Answer with the edit that repairs it.\n\n${path}\n\`\`\`\n${sample}\`\`\``;
  const reply = await tryReply(provider, ask(provider, text, { system }), signal);
  if (!reply) return false;
  const read = async (asked: string) => (asked === path ? sample : undefined);
  const edit = await readEdit(reply.text, format, read, signal);
  return edit.kind === 'edit' && edit.files.get(path) === sample.replace('sum = 1', 'sum = 0');
}

/**
 * The longest prompt, from long to short, whose first line the model can still repeat: servers that cut a prompt cut its
 * beginning, or say so. A window beyond the longest trial is taken as claimed once that trial was read whole.
 */
async function findWindow(provider: ModelProvider, signal: AbortSignal): Promise<number | undefined> {
  const claimed = provider.capability.contextWindow ?? longestTrial;
  for (let window = Math.min(claimed, longestTrial); window >= shortestTrial; window = Math.floor(window / 2)) {
    const request = needle(provider, Math.floor(window * trialShare));
    if (!fits(request, provider)) continue;
    const reply = await tryReply(provider, request, signal);
    if (reply?.text.toLowerCase().includes('marzipan')) return window === longestTrial ? claimed : window;
  }
  return undefined;
}

function fits(request: ModelRequest, provider: ModelProvider): boolean {
  try {
    requireRoom(request, provider);
    return true;
  } catch (error) {
    if (isCoded(error, 'model.contextTooLong')) return false;
    throw error;
  }
}

function needle(provider: ModelProvider, tokens: number): ModelRequest {
  // About eight tokens a line; numbered, so that no tokenizer folds them.
  const lines = Array.from({ length: Math.floor(tokens / 8) }, (_, index) => `Line ${index} says nothing new.`);
  const text = `The secret word is marzipan.\n${lines.join('\n')}\nWhat is the secret word of the first line? Answer with that word.`;
  return ask(provider, text);
}

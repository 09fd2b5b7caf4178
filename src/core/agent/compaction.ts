import type { ContentPart, ModelMessage } from '../model/modelProvider.ts';
import { tokensRoughly } from '../model/tokenEstimate.ts';
import { type ProgressLedger, renderLedger, withFilesSeen } from './progressLedger.ts';

/** How often a conversation was shortened, and how often since it last brought something. Begins as `noCompactions`. */
export interface CompactionCount {
  readonly total: number;
  readonly sinceArtefact: number;
}

/** The count of a conversation that was never shortened. */
export const noCompactions: CompactionCount = { total: 0, sinceArtefact: 0 };

/** The count after something new came of the conversation: an edit that was tried, a result of tests. */
export function afterArtefact(count: CompactionCount): CompactionCount {
  return { ...count, sinceArtefact: 0 };
}

/** A conversation that may have to be shortened. */
export interface LongConversation {
  /** The task first; calls and their results in turns. */
  readonly messages: readonly ModelMessage[];
  readonly ledger: ProgressLedger;
  readonly count: CompactionCount;
  /** Tokens that the model reads and writes at most; undefined (unknown) never shortens. */
  readonly contextWindow: number | undefined;
  /** Tokens beside the messages: system text, tools, and the reply. */
  readonly reservedTokens: number;
}

/** What became of it. `stuck`: going on would only repeat; the run ends with that reason. */
export type Compaction =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'compacted';
      readonly messages: readonly ModelMessage[];
      /** With the files that the calls so far have read. */
      readonly ledger: ProgressLedger;
      readonly count: CompactionCount;
      readonly tokensBefore: number;
      readonly tokensAfter: number;
    }
  | { readonly kind: 'stuck'; readonly why: string };

/** Shortened when it fills this share of the room; down to half of it, so that the cached beginning is lost seldom. */
const fullShare = 0.8;
const targetShare = 0.5;
/** Turns at the end that stay as they are. */
const keptTurns = 2;
/** Results up to this many characters stay whole: their stand-in would be no shorter. */
const shortResult = 400;
/** How often a conversation may be shortened without anything new. */
const maxBarren = 1;

/**
 * Shortens a conversation that nears the model's window. First older tool results give way to a sentence; if that is not
 * enough, older turns go, and the ledger takes their place beside the task. Calls and results stay in pairs, the task and
 * the last turns stay whole. The second time without a new edit or test result since the first, it is stuck.
 */
export function compactConversation(conversation: LongConversation): Compaction {
  const { messages, contextWindow, reservedTokens, count } = conversation;
  if (contextWindow === undefined) return { kind: 'unchanged' };
  const room = contextWindow - reservedTokens;
  const tokensBefore = messageTokens(messages);
  if (tokensBefore <= room * fullShare) return { kind: 'unchanged' };
  if (count.sinceArtefact >= maxBarren) {
    const why = `the conversation filled the model's window (${contextWindow} tokens) twice without a new edit or test result`;
    return { kind: 'stuck', why };
  }
  const ledger = withFilesSeen(conversation.ledger, messages);
  const shorter = shorten(messages, ledger, room * targetShare);
  const tokensAfter = messageTokens(shorter);
  // Nothing to take out, and room for it as it is: estimates are no reason to give up.
  if (tokensAfter >= tokensBefore && tokensBefore <= room) return { kind: 'unchanged' };
  if (tokensAfter > room * fullShare) {
    const why = `the task and the last turns alone have about ${tokensAfter} tokens, more than the model's window (${contextWindow}) takes`;
    return { kind: 'stuck', why };
  }
  const after = { total: count.total + 1, sinceArtefact: count.sinceArtefact + 1 };
  return { kind: 'compacted', messages: shorter, ledger, count: after, tokensBefore, tokensAfter };
}

/** A middle estimate of the tokens of messages. */
export function messageTokens(messages: readonly ModelMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.reduce((tokens, part) => tokens + partTokens(part), 4), 0);
}

function partTokens(part: ContentPart): number {
  const text = part.type === 'toolCall' ? `${part.inputText}${part.providerState ?? ''}` : part.text;
  return 8 + tokensRoughly(text);
}

function shorten(messages: readonly ModelMessage[], ledger: ProgressLedger, target: number): readonly ModelMessage[] {
  const [task, ...rest] = messages;
  if (!task) return messages;
  const told = withLedger(task, ledger);
  const starts = turnStarts(rest);
  const lastTurns = starts.at(-keptTurns) ?? starts[0] ?? rest.length;
  const stubbed = rest.map((message, index) => (index < lastTurns ? withoutResults(message) : message));
  // A turn begins with the assistant's message, so a cut there never parts a result from its call.
  for (const start of [0, ...starts.filter((at) => at > 0 && at <= lastTurns)]) {
    const candidate = [told, ...stubbed.slice(start)];
    if (messageTokens(candidate) <= target) return candidate;
  }
  const last = [told, ...rest.slice(starts.at(-1) ?? rest.length)];
  const lastTwo = [told, ...rest.slice(lastTurns)];
  return messageTokens(lastTwo) <= target ? lastTwo : last;
}

/** Where the assistant's messages stand. */
function turnStarts(messages: readonly ModelMessage[]): readonly number[] {
  return messages.flatMap(({ role }, index) => (role === 'assistant' ? [index] : []));
}

/** The task with the ledger behind it; an older ledger is replaced. */
function withLedger(task: ModelMessage, ledger: ProgressLedger): ModelMessage {
  const own = task.content.filter((part) => part.type !== 'text' || !part.text.startsWith(ledgerMark));
  return { role: task.role, content: [...own, { type: 'text', text: `${ledgerMark}\n${renderLedger(ledger)}` }] };
}

const ledgerMark =
  'To save room, earlier turns of this conversation were taken out. What they came to is kept in this ledger:';

function withoutResults(message: ModelMessage): ModelMessage {
  return { role: message.role, content: message.content.map(withoutResult) };
}

function withoutResult(part: ContentPart): ContentPart {
  if (part.type !== 'toolResult' || part.text.length <= shortResult) return part;
  const text = `(${part.text.length} characters were taken out to save room. Call ${part.name} again if you need them.)`;
  return { ...part, text };
}

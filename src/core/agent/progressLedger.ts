import type { ModelMessage } from '../model/modelProvider.ts';

/** What a run knows apart from its conversation, so that the conversation may be shortened. Newest last. */
export interface ProgressLedger {
  /** What was tried and what came of it. */
  readonly progress: readonly string[];
  /** What is to be done next. */
  readonly plan: readonly string[];
  /** Results that were seen: of tests, of checks. */
  readonly evidence: readonly string[];
  /** Paths that the model has read. */
  readonly filesSeen: readonly string[];
}

/** A ledger with nothing in it. */
export const emptyLedger: ProgressLedger = { progress: [], plan: [], evidence: [], filesSeen: [] };

const maxEntries = 30;
const maxLength = 400;
const maxFiles = 100;

/** The ledger with one more entry. Long ones are cut, repeated ones move to the end, and the oldest go. */
export function noted(ledger: ProgressLedger, list: 'progress' | 'evidence', entry: string): ProgressLedger {
  const line = oneLine(entry);
  if (line === '') return ledger;
  return { ...ledger, [list]: [...ledger[list].filter((old) => old !== line), line].slice(-maxEntries) };
}

/** The ledger with another plan in the place of the old one. */
export function planned(ledger: ProgressLedger, steps: readonly string[]): ProgressLedger {
  return {
    ...ledger,
    plan: steps
      .map(oneLine)
      .filter((step) => step !== '')
      .slice(0, maxEntries),
  };
}

/** The ledger with the files that a conversation's tool calls have read: every call with a text `path`. */
export function withFilesSeen(ledger: ProgressLedger, messages: readonly ModelMessage[]): ProgressLedger {
  const seen = new Set(ledger.filesSeen);
  for (const part of messages.flatMap(({ content }) => content)) {
    const input = part.type === 'toolCall' ? part.input : undefined;
    if (typeof input !== 'object' || input === null || !('path' in input)) continue;
    if (typeof input.path === 'string' && input.path !== '') seen.add(oneLine(input.path));
  }
  return { ...ledger, filesSeen: [...seen].slice(-maxFiles) };
}

/** The ledger as text for a model. It holds what models and projects said, so it is marked as data. */
export function renderLedger(ledger: ProgressLedger): string {
  const sections: readonly (readonly [title: string, entries: readonly string[]])[] = [
    ['Tried so far', ledger.progress],
    ['Plan', ledger.plan],
    ['Evidence', ledger.evidence],
    ['Files read', ledger.filesSeen],
  ];
  const filled = sections.filter(([, entries]) => entries.length > 0);
  const lines = filled.flatMap(([title, entries]) => [`${title}:`, ...entries.map((entry) => `- ${entry}`)]);
  return ['<data name="ledger">', ...(lines.length > 0 ? lines : ['(nothing yet)']), '</data>'].join('\n');
}

/** A line of bounded length that cannot end the block it stands in. */
function oneLine(text: string): string {
  const line = text.replaceAll('</data', '<\\/data').replace(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

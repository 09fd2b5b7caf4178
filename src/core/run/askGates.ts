import type { HookPayloads } from '../hook/hookPayload.ts';
import type { Hooks } from '../hook/hooks.ts';
import { diffHunks } from '../patch/hunks.ts';
import { unifiedPatch } from '../patch/unifiedPatch.ts';
import type { FileState, Proposal, ProposedFile } from '../workspace/workspace.ts';
import type { GateWord } from './gateWord.ts';
import type { RunLog } from './runLog.ts';

type Question = HookPayloads['gate'];

/**
 * Asks the gates of a run and puts on record what they said; gives the refusals. With no gate the question is not even made,
 * and nothing is recorded.
 */
export async function askGates(
  { hooks, log }: { readonly hooks: Pick<Hooks, 'listens' | 'gate'>; readonly log: RunLog },
  question: () => Promise<Question>,
  signal: AbortSignal,
): Promise<readonly GateWord[]> {
  if (!hooks.listens('gate')) return [];
  const { allow, gates } = await hooks.gate(await question(), signal);
  if (gates.length === 0) return [];
  const words = gates.map(({ origin: from, ...gate }): GateWord => ({ ...gate, from }));
  await log.append({ type: 'gate.decided', allow, gates: words }, signal);
  return words.filter((word) => !word.allow);
}

/** Refusals for a person: `the gate small-change: 80 lines are changed, 50 are the most`. */
export function sayRefusals(refusals: readonly GateWord[]): string {
  return refusals.map(({ name, reason = '' }) => `the gate ${name}: ${reason.replace(/[.\s]+$/, '')}`).join('; ');
}

/** A change as gates see it. */
export async function hookedProposal(
  { files }: Proposal,
  log: RunLog,
  signal: AbortSignal,
): Promise<NonNullable<Question['proposal']>> {
  const read = async ({ hash }: FileState) => (hash === undefined ? undefined : log.readText(hash, signal));
  const texts = await Promise.all(
    files.map(async (file) => ({ file, before: await read(file.base), after: await read(file.result) })),
  );
  const sized = texts.map(({ file, before, after }) => ({
    path: file.path,
    change: changeOf(file),
    ...linesOf(file, before, after),
  }));
  const patch = unifiedPatch(
    texts.map(({ file: { path, base, result }, before, after }) => {
      return { path, before, after, executable: { before: base.executable, after: result.executable } };
    }),
  );
  return {
    changedLines: sized.reduce((sum, { addedLines, removedLines }) => sum + addedLines + removedLines, 0),
    files: sized,
    patch,
  };
}

function changeOf({ kind }: ProposedFile): 'added' | 'changed' | 'deleted' {
  return kind === 'modified' ? 'changed' : kind;
}

function linesOf({ binary, path }: ProposedFile, before = '', after = '') {
  const hunks = binary ? [] : diffHunks(before, after, { path });
  return {
    addedLines: hunks.reduce((sum, { added }) => sum + added, 0),
    removedLines: hunks.reduce((sum, { removed }) => sum + removed, 0),
  };
}

import { CodedError } from '../base/errors.ts';
import type { CommentView, Decision } from '../protocol/runView.ts';

const decisions: readonly unknown[] = ['undecided', 'accepted', 'rejected'] satisfies Decision[];
const longestReason = 4_000;
const sides: readonly unknown[] = ['old', 'new'] satisfies CommentView['side'][];

function refuse(what: string): never {
  throw new CodedError('review.input', `The view sent ${what}.`);
}

function fieldsOf(input: unknown): Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : refuse('no object');
}

/** Hunk ids from a view. */
export function hunkIdsOf(input: unknown): readonly string[] {
  const { hunkIds } = fieldsOf(input);
  if (!Array.isArray(hunkIds) || hunkIds.length > 100_000) return refuse('no list of hunks');
  return hunkIds.every((id) => typeof id === 'string' && id.length < 200) ? hunkIds : refuse('a hunk without a name');
}

/** Like `hunkIdsOf`; undefined stays undefined and means all accepted hunks. */
export function optionalHunkIdsOf(input: unknown): readonly string[] | undefined {
  return fieldsOf(input).hunkIds === undefined ? undefined : hunkIdsOf(input);
}

/** A decision from a view, with its reason. */
export function decisionOf(input: unknown): { readonly decision: Decision; readonly reason: string | undefined } {
  const { decision, reason } = fieldsOf(input);
  if (!decisions.includes(decision)) return refuse('an unknown decision');
  if (reason !== undefined && typeof reason !== 'string') return refuse('a reason that is no text');
  return { decision: decision as Decision, reason: reason?.slice(0, longestReason) };
}

/** A file of the proposal, named by a view; refused when the proposal does not have it. */
export function pathOf(input: unknown, known: readonly string[]): string {
  const { path } = fieldsOf(input);
  return typeof path === 'string' && known.includes(path) ? path : refuse('a file that is not in the proposal');
}

/** A line number from a view, counted from 1. */
export function lineOf(input: unknown): number {
  const { line } = fieldsOf(input);
  return Number.isSafeInteger(line) && (line as number) > 0 ? (line as number) : 1;
}

/** Rejected hunks and why, from a view; a new attempt without a reason is refused. */
export function retryOf(input: unknown): { readonly hunkIds: readonly string[]; readonly reason: string } {
  const { reason } = fieldsOf(input);
  if (typeof reason !== 'string' || reason.trim() === '') return refuse('no reason');
  return { hunkIds: hunkIdsOf(input), reason: reason.trim().slice(0, longestReason) };
}

/** The number of a choice, from a view. */
export function choiceOf(input: unknown): number {
  const { number } = fieldsOf(input);
  return Number.isSafeInteger(number) && (number as number) > 0 ? (number as number) : refuse('no number of a choice');
}

/** The id of the run that proposed a merge, from a view. */
export function mergeRunOf(input: unknown): string {
  const { mergeRun } = fieldsOf(input);
  return typeof mergeRun === 'string' && mergeRun !== '' && mergeRun.length < 200 ? mergeRun : refuse('no merge');
}

/** What a view says about a line of a hunk. */
export function commentOf(input: unknown): { readonly hunkId: string } & CommentView {
  const { hunkId, side, line, text } = fieldsOf(input);
  if (typeof hunkId !== 'string' || hunkId.length > 200) return refuse('a hunk without a name');
  if (!sides.includes(side) || !Number.isSafeInteger(line) || typeof text !== 'string') return refuse('no comment');
  return { hunkId, side: side as CommentView['side'], line: line as number, text: text.trim().slice(0, longestReason) };
}

import { CodedError } from '../base/errors.ts';
import type { GraphContract, StatesMark } from '../protocol/graph.ts';
import type { TextRange } from '../protocol/manifests.ts';

const mostOpen = 1_000;
const longestPath = 2_000;

function refuse(what: string): never {
  throw new CodedError('graph.input', `The view sent ${what}.`);
}

function fieldsOf(input: unknown): Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : refuse('no object');
}

const isPath = (value: unknown): value is string => typeof value === 'string' && value.length <= longestPath;

/** Which graph a view wants, and what of it is drawn open. */
export function viewOf(input: unknown): GraphContract['calls']['getGraph']['input'] {
  const { level, open } = fieldsOf(input);
  if (!isPath(level)) return refuse('a level that is no text');
  if (!Array.isArray(open) || open.length > mostOpen || !open.every(isPath)) return refuse('no list of open nodes');
  return { level, open };
}

/** Up to where a view knows the states. */
export function markOf(input: unknown): StatesMark | undefined {
  const { since } = fieldsOf(input);
  if (since === undefined || since === null) return undefined;
  const { seq, atRest } = fieldsOf(since);
  if (!Number.isSafeInteger(seq) || typeof atRest !== 'boolean') return refuse('a mark that is none');
  return { seq: seq as number, atRest };
}

/** The path of a node, named by a view under this key. */
export function nodeOf(input: unknown, key: 'node' | 'path'): string {
  const value = fieldsOf(input)[key];
  return isPath(value) && value !== '' ? value : refuse('no node');
}

/** The id of a span, or undefined for the whole trace. */
export function spanIdOf(input: unknown): string | undefined {
  const { spanId } = fieldsOf(input);
  if (spanId === undefined || spanId === null) return undefined;
  return typeof spanId === 'string' && /^[0-9a-f]{16}$/.test(spanId) ? spanId : refuse('no span');
}

/** Lines of a text, counted from 1. */
export function rangeOf(input: unknown): TextRange {
  const { line, column, endLine, endColumn } = fieldsOf(fieldsOf(input).range);
  const numbers = [line, column, endLine, endColumn];
  if (!numbers.every((value) => Number.isSafeInteger(value) && (value as number) > 0)) return refuse('no range');
  return { line, column, endLine, endColumn } as TextRange;
}

/** Whether the keyboard is to go to the text as well. */
export function focusOf(input: unknown): boolean {
  return fieldsOf(input).focus === true;
}

import { CodedError } from '../base/errors.ts';
import type { PlaceView, TraceFormat } from '../protocol/trace.ts';

const longestPath = 1_000;
const longestWords = 200;

function refuse(what: string): never {
  throw new CodedError('trace.input', `The view sent ${what}.`);
}

function fieldsOf(input: unknown): Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : refuse('no object');
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The number of a span from a view. */
export function spanOf(input: unknown): number {
  const { span } = fieldsOf(input);
  return isCount(span) ? span : refuse('no span');
}

/** Like `spanOf`; undefined stays undefined and means the whole trace. */
export function optionalSpanOf(input: unknown): number | undefined {
  return fieldsOf(input).span === undefined ? undefined : spanOf(input);
}

/** The event up to which a view knows the trace. */
export function knownOf(input: unknown): number | undefined {
  const { known } = fieldsOf(input);
  return isCount(known) ? known : undefined;
}

/** The key of a text. */
export function keyOf(input: unknown): string {
  const { key } = fieldsOf(input);
  return typeof key === 'string' && /^\d{1,9}$/.test(key) ? key : refuse('no key of a text');
}

/** Where a piece of a text begins. */
export function fromOf(input: unknown): number {
  const { from } = fieldsOf(input);
  return isCount(from) ? from : refuse('no place in a text');
}

/** What is looked for. */
export function wordsOf(input: unknown): string {
  const { text } = fieldsOf(input);
  return typeof text === 'string' ? text.slice(0, longestWords) : refuse('nothing to look for');
}

/** The form of an export. */
export function formatOf(input: unknown): TraceFormat {
  const { format } = fieldsOf(input);
  return format === 'json' || format === 'otlp' ? format : refuse('an unknown format');
}

/** A file and a line in it; whether it may be opened is for `openPlace` to say. */
export function placeOf(input: unknown): PlaceView {
  const { path, line } = fieldsOf(input);
  if (typeof path !== 'string' || path === '' || path.length > longestPath || path.includes('\0'))
    return refuse('no path of a file');
  return { path, line: isCount(line) && line > 0 ? line : undefined };
}

/** A side of a comparison, and the node in it. */
export function sideOf(input: unknown): { readonly side: 'a' | 'b'; readonly node: string | undefined } {
  const { side, node } = fieldsOf(input);
  if (side !== 'a' && side !== 'b') return refuse('no side');
  return { side, node: typeof node === 'string' ? node.slice(0, longestPath) : undefined };
}

import { jsonrepair } from 'jsonrepair';
import { findJson, type JsonSlice, marksIn } from './findJson.ts';

/** Why an answer has no JSON that could be used. */
export type JsonFault = 'missing' | 'truncated' | 'syntax';

/** The JSON of an answer, or why there is none, phrased for the model. */
export type JsonReading =
  | { readonly kind: 'value'; readonly value: unknown; readonly repaired: boolean; readonly before: string }
  | { readonly kind: 'fault'; readonly fault: JsonFault; readonly why: string };

const maxLength = 400_000;
/** So many may be repaired; each makes the library go through the rest again, some for every quote and bracket there: minutes for 20 kB of them. */
const mostMisfits = 20;

/**
 * Reads the JSON of an answer. What is nearly right (quotes, commas, comments, Python's words) is repaired. Never repaired is
 * what has no end, and what a repair would have to add brackets to or take some from.
 */
export function readJson(text: string): JsonReading {
  if (text.length > maxLength)
    return fault('syntax', `The answer has ${text.length} characters; ${maxLength} are the most.`);
  const found = findJson(text);
  if (found.kind === 'none') return fault('missing', 'The answer holds no JSON object.');
  if (found.kind === 'open') return fault(found.why === 'cut' ? 'truncated' : 'syntax', openWords[found.why]);
  const { start, end } = found.slice;
  const source = text.slice(start, end);
  const before = text.slice(0, start);
  const exact = parse(source);
  if (exact.ok) return usable(exact.value, { repaired: false, before });
  const repaired = repair(source, found.slice);
  return repaired?.ok
    ? usable(repaired.value, { repaired: true, before })
    : fault('syntax', `This is not JSON: ${exact.message}`);
}

const openWords = {
  cut: 'The JSON is cut: it has no end.',
  elided: 'The JSON leaves something out ("..."). Write all of it.',
  tangled: 'The brackets or quotes of the JSON do not match.',
} as const;

const fault = (kind: JsonFault, why: string): JsonReading => ({ kind: 'fault', fault: kind, why });

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

function parse(source: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(source) };
  } catch (error) {
    // The engine's own words, without the text that it quotes.
    const message =
      error instanceof SyntaxError ? error.message.replace(/, ?(?:\.\.\.)?"[\s\S]*$/, '') : 'it cannot be read';
    return { ok: false, message: `${message}.` };
  }
}

/**
 * The value of JSON that is nearly right; undefined when the repair would be more than quotes, commas, comments and bare words.
 * The library guesses where a text ends: brackets and texts that come out otherwise than they stand there are not believed.
 */
function repair(source: string, { containers, strings, misfits }: JsonSlice): Parsed | undefined {
  if (misfits > 0 && misfits + marksIn(strings) > mostMisfits) return undefined;
  let text: string;
  try {
    text = jsonrepair(source);
  } catch {
    // It throws JSONRepairError for what it cannot repair, and a RangeError for what is nested too deeply for it.
    return undefined;
  }
  const after = findJson(text);
  if (after.kind !== 'found' || after.slice.end !== text.trimEnd().length) return undefined;
  if (after.slice.containers !== containers || !keepsStrings(strings, after.slice.strings)) return undefined;
  return parse(text);
}

/** Whether every text is there again, in order, and what came in addition was a word without quotes. */
function keepsStrings(before: readonly string[], after: readonly string[]): boolean {
  let kept = 0;
  for (const one of after) {
    if (one === before[kept]) kept += 1;
    else if (!/^[\w$-]+$/.test(one)) return false;
  }
  return kept === before.length;
}

/** JSON can say two things that no value of ours may be: a key that would change an object's prototype, and a number without end. */
function usable(value: unknown, how: { readonly repaired: boolean; readonly before: string }): JsonReading {
  const todo: unknown[] = [value];
  for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
    if (typeof one === 'number' && !Number.isFinite(one)) return fault('syntax', 'A number of the JSON is too large.');
    if (typeof one !== 'object' || one === null) continue;
    if (Object.hasOwn(one, '__proto__')) return fault('syntax', 'The key __proto__ is not allowed.');
    // Not all at once: there is a limit to the arguments of a call.
    for (const inner of Object.values(one)) todo.push(inner);
  }
  return { kind: 'value', value, ...how };
}

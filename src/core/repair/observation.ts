import type { EditFamily } from './candidateEdit.ts';
import type { ObservedTest } from './observedTest.ts';

/** What the failing tests expected and got, read for what it says about the kind of mistake. */
export interface Observation {
  /** Factor per edit family, the mean over the failures; absent (1) when nothing speaks for it, at most 4. */
  readonly factors: Readonly<Partial<Record<EditFamily, number>>>;
  /** True when a failure is about an exception, thrown or missing, and not about a value. */
  readonly concernsErrors: boolean;
  /** Text values the tests expected, without quotes. */
  readonly expectedTexts: readonly string[];
  /** Exception types the tests expected. */
  readonly expectedErrors: readonly string[];
  /** Names the messages complain about (`x is not a function`, `KeyError: 'x'`). */
  readonly namesInMessages: ReadonlySet<string>;
  /** False when the failures are about values, and none of those that were expected is true or false. */
  readonly mayWantTruth: boolean;
  /** Failures that are about two numbers. */
  readonly gaps: readonly { readonly expected: number; readonly actual: number }[];
}

type Rule = readonly [test: (seen: Seen) => boolean, raise: Partial<Record<EditFamily, number>>];

interface Seen {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

/**
 * The rules: what a person would conclude from the two values. The factors are set by hand, and only order the search:
 * a wrong conclusion costs time, never a wrong proof.
 */
const rules: readonly Rule[] = [
  [({ actual }) => /^(undefined|None|null)$/.test(actual), { return: 4, name: 1.3, constant: 1.3 }],
  [({ actual, message }) => /Promise|coroutine/.test(actual) || /coroutine|never awaited/.test(message), { await: 4 }],
  [
    ({ actual, message }) => actual === 'NaN' || /\bnan\b/.test(message),
    { guard: 2, boundary: 1.6, constant: 1.5, name: 1.3 },
  ],
  [({ expected, actual }) => numericGap(expected, actual) === 1, { boundary: 2, constant: 1.5 }],
  [
    ({ expected, actual }) => isNumber(expected) && Number(expected) === -Number(actual),
    { arithmetic: 2.5, argument: 1.8, order: 1.8 },
  ],
  [
    ({ expected, actual }) => isNumber(expected) && Math.trunc(Number(expected)) === Math.trunc(Number(actual)),
    { arithmetic: 1.8, wrap: 2.5, method: 1.6 },
  ],
  [
    ({ expected, actual }) => isNumber(expected) && isNumber(actual),
    { arithmetic: 1.4, wrap: 1.4, boundary: 1.2, name: 1.2 },
  ],
  [
    ({ expected, actual }) => isFlag(expected) && isFlag(actual) && expected !== actual,
    { logic: 1.6, boundary: 1.6, constant: 1.4, return: 1.3 },
  ],
  [
    ({ expected, actual }) => Math.abs(elements(expected) - elements(actual)) === 1,
    { boundary: 1.8, statement: 1.5, guard: 1.2 },
  ],
  [
    ({ expected, actual }) => expected !== actual && sameParts(expected, actual),
    { order: 2.5, argument: 1.8, boundary: 1.3, method: 1.5 },
  ],
  [
    ({ expected, actual }) => expected !== actual && plain(expected) === plain(actual),
    { text: 3, method: 2.5, wrap: 2 },
  ],
  [({ message }) => /recursion|call stack/i.test(message), { boundary: 1.6, guard: 1.6, argument: 2, logic: 1.3 }],
  [
    ({ message }) => /timed? ?out|time limit|^Endless: /i.test(message),
    { wrap: 1.8, boundary: 1.7, arithmetic: 1.6, statement: 1.6, logic: 1.3, argument: 1.3 },
  ],
  [({ message }) => /index out of range|IndexError|out of bounds/.test(message), { boundary: 2, guard: 1.8 }],
  [({ message }) => /ZeroDivision|division by zero/.test(message), { guard: 3, boundary: 1.3 }],
  [
    ({ message }) => /NoneType|of undefined|of null|undefined is not|null is not/.test(message),
    { guard: 2.5, logic: 1.4, return: 1.4, name: 1.2 },
  ],
  [
    ({ message }) =>
      /NameError|ReferenceError|AttributeError|is not a function|has no attribute|KeyError|is not defined/.test(
        message,
      ),
    { name: 2.5, method: 2 },
  ],
  [
    ({ message }) => /not raised|Missing expected (exception|rejection)|DID NOT RAISE|to throw/i.test(message),
    { guard: 1.8, boundary: 1.8, logic: 1.6, exception: 1.5 },
  ],
  [({ message }) => /TypeError.*(argument|operand|positional)/.test(message), { argument: 1.8, wrap: 1.8, name: 1.3 }],
];

/** Of a message: what it says stands at its beginning, and the patterns go through it again and again. */
const longestMessage = 2_000;

/** Reads the failures of the tests to be fixed. */
export function observeFailures(failing: readonly ObservedTest[]): Observation {
  const factors: Partial<Record<EditFamily, number>> = {};
  const each: Partial<Record<EditFamily, number>>[] = [];
  const expectedTexts = new Set<string>();
  const expectedErrors = new Set<string>();
  const namesInMessages = new Set<string>();
  const gaps: { expected: number; actual: number }[] = [];
  const wanted: string[] = [];
  const texts = failing.map((test) => test.failure?.message ?? '').join('\n');
  for (const { failure } of failing) {
    if (!failure) continue;
    const seen = seenIn(failure.message.slice(0, longestMessage), failure.expected, failure.actual);
    const own: Partial<Record<EditFamily, number>> = {};
    each.push(own);
    wanted.push(seen.expected);
    const numbers = [seen, difference(seen)].find(({ expected, actual }) => isNumber(expected) && isNumber(actual));
    if (numbers) gaps.push({ expected: Number(numbers.expected), actual: Number(numbers.actual) });
    for (const [applies, raise] of rules) {
      if (!applies(seen) && !applies(difference(seen))) continue;
      for (const [family, factor] of Object.entries(raise) as [EditFamily, number][])
        own[family] = Math.max(own[family] ?? 1, factor);
    }
    for (const text of quoted(seen.expected)) expectedTexts.add(text);
    for (const error of seen.message.match(/\b[A-Z]\w*(?:Error|Exception)\b/g) ?? []) expectedErrors.add(error);
    for (const name of seen.message.matchAll(
      /['"`]?([A-Za-z_]\w*)['"`]? is not (?:a function|defined)|(?:attribute|name|property|KeyError:?|properties of \w+ \(reading) '(\w+)'/g,
    ))
      for (const part of [name[1], name[2]]) if (part) namesInMessages.add(part);
  }
  for (const family of new Set(each.flatMap((own) => Object.keys(own) as EditFamily[])))
    factors[family] = each.reduce((sum, own) => sum + (own[family] ?? 1), 0) / each.length;
  const concernsErrors =
    [...expectedErrors].some((name) => name !== 'AssertionError') ||
    /not raised|missing expected|to throw/i.test(texts);
  return {
    factors,
    concernsErrors,
    expectedTexts: [...expectedTexts],
    expectedErrors: [...expectedErrors],
    namesInMessages,
    mayWantTruth: wanted.some((value) => value === '' || isFlag(value)) || wanted.length === 0,
    gaps,
  };
}

/** Where two printed structures differ in one value only: that value, on both sides. */
function difference(seen: Seen): Seen {
  const tokens = (text: string): readonly string[] => text.match(/-?\d+(?:\.\d+)?|'[^']*'|"[^"]*"|\w+/g) ?? [];
  const [expected, actual] = [tokens(seen.expected), tokens(seen.actual)];
  if (expected.length !== actual.length) return seen;
  const at = expected.findIndex((token, i) => token !== actual[i]);
  return at < 0 ? seen : { message: '', expected: expected[at] ?? '', actual: actual[at] ?? '' };
}

/** Expected and actual as the runner gave them, or read from the sentence the assertion library wrote. */
function seenIn(message: string, expected: string | undefined, actual: string | undefined): Seen {
  if (expected !== undefined || actual !== undefined)
    return { message, expected: (expected ?? '').trim(), actual: (actual ?? '').trim() };
  const python =
    /AssertionError: (?:\w+ differ: )?(.+?) != (.+?)(?: : .*)?$/m.exec(message) ??
    /assert (.+?) == (.+)$/m.exec(message);
  if (python) return { message, actual: (python[1] ?? '').trim(), expected: (python[2] ?? '').trim() };
  const flag = /(True|False|None|.+) is not (true|false)/i.exec(message);
  if (flag) return { message, actual: flag[1] ?? '', expected: flag[2]?.toLowerCase() === 'true' ? 'True' : 'False' };
  const strict = /^(.+?) !== (.+)$/m.exec(message);
  return { message, actual: (strict?.[1] ?? '').trim(), expected: (strict?.[2] ?? '').trim() };
}

function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?(e-?\d+)?$/.test(text);
}

function isFlag(text: string): boolean {
  return /^(true|false)$/i.test(text);
}

function numericGap(expected: string, actual: string): number | undefined {
  return isNumber(expected) && isNumber(actual) ? Math.abs(Number(expected) - Number(actual)) : undefined;
}

/** Elements of a printed list, characters of a printed text; NaN for anything else. */
function elements(text: string): number {
  if (/^\[.*\]$/s.test(text)) return text === '[]' ? 0 : text.split(',').length;
  return /^['"].*['"]$/s.test(text) ? text.length : Number.NaN;
}

function sameParts(a: string, b: string): boolean {
  const sorted = (text: string): string => (text.match(/[\w.-]+/g) ?? []).sort().join(' ');
  const letters = (text: string): string => [...text.replace(/\W/g, '')].sort().join('');
  return sorted(a).length > 0 && (sorted(a) === sorted(b) || letters(a) === letters(b));
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '');
}

function quoted(text: string): readonly string[] {
  return [...text.matchAll(/(['"])((?:(?!\1)[^\\\n]){1,80})\1/g)].map((match) => match[2] ?? '');
}

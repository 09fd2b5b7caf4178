import type { z } from 'zod';
import { expectedMark } from './expected.ts';
import { nearestName } from './nearest.ts';
import { type Reporter, replaceWith } from './reporter.ts';
import type { Path } from './yamlSource.ts';

type Issue = z.core.$ZodIssue;

/** A value to be checked, where it stands and what it is called in messages. */
export interface Subject {
  readonly value: unknown;
  readonly path: Path;
  /** `node "plan"`, `the workflow`. */
  readonly label: string;
}

/** Checks a value against a schema and reports what does not fit. Gives whether it fits. */
export function checkShape(schema: z.ZodType, subject: Subject, reporter: Reporter): boolean {
  const result = schema.safeParse(subject.value);
  if (result.success) return true;
  for (const issue of result.error.issues) reportIssue(issue, { schema, subject, reporter });
  return false;
}

interface Context {
  readonly schema: z.ZodType;
  readonly subject: Subject;
  readonly reporter: Reporter;
}

function reportIssue(issue: Issue, context: Context): void {
  const { subject, reporter } = context;
  const { source } = reporter;
  if (issue.code === 'invalid_union') {
    // The alternative that is right but for something inside it says more than "none of them fits".
    const inner = issue.errors.find(
      (issues) => issues.length > 0 && issues.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
    );
    if (inner) {
      for (const one of inner) reportIssue({ ...one, path: [...issue.path, ...one.path] } as Issue, context);
      return;
    }
  }
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) reportUnknownKey(key, path, context);
    return;
  }
  const whole = [...subject.path, ...path];
  const found = valueAt(subject.value, path);
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1) ?? '');
    const message = `${nameOf(path.slice(0, -1), subject)}: found the name ${show(key)}, expected ${expectationOf(issue.issues[0] as Issue | undefined)}.`;
    reporter.add({ code: 'schema.name', at: source.keyRangeOf(whole), message });
    return;
  }
  if (found === undefined) {
    const message = `${nameOf(path.slice(0, -1), subject)}: ${show(String(path.at(-1) ?? 'the value'))} is missing, expected ${expectationOf(issue)}.`;
    const holder = source.keyRangeOf(whole.slice(0, -1));
    // The whole file would be underlined for what is missing at its top.
    const at = whole.length > 1 ? holder : { ...holder, endLine: holder.line, endColumn: holder.column + 1 };
    reporter.add({ code: 'schema.missing', at, message });
    return;
  }
  const at = source.rangeOf(whole);
  const message = `${nameOf(path, subject)}: found ${show(found)}, expected ${expectationOf(issue)}.`;
  reporter.add({ code: 'schema.value', at, message, ...unitFix(found, issue, at), ...choiceFix(found, issue, at) });
}

function reportUnknownKey(
  key: string,
  path: readonly (string | number)[],
  { schema, subject, reporter }: Context,
): void {
  const known = keysAt(schema, path);
  const near = nearestName(key, known);
  const at = reporter.source.keyRangeOf([...subject.path, ...path, key]);
  const message = `${nameOf(path, subject)}: the key ${show(key)} is not known; known are ${known.join(', ')}.`;
  const extras = near === undefined ? {} : { suggestion: `Did you mean "${near}"?`, fix: replaceWith(at, near) };
  reporter.add({ code: 'schema.unknownKey', at, message, ...extras });
}

/** A number where a time is expected most often means seconds. */
function unitFix(found: unknown, issue: Issue, at: Parameters<typeof replaceWith>[0]) {
  const text = typeof found === 'string' || typeof found === 'number' ? String(found) : '';
  if (!issue.message.includes('a time with its unit') || !/^\d+(\.\d+)?( ?[a-z]+)?$/i.test(text)) return {};
  const [, amount = '', unit = ''] = /^([\d.]+) ?([a-z]*)$/i.exec(text) ?? [];
  const short = {
    '': 's',
    sec: 's',
    secs: 's',
    second: 's',
    seconds: 's',
    min: 'm',
    mins: 'm',
    minute: 'm',
    minutes: 'm',
    hr: 'h',
    hour: 'h',
    hours: 'h',
    milliseconds: 'ms',
  }[unit.toLowerCase()];
  return short === undefined
    ? {}
    : { suggestion: `Write ${amount}${short}.`, fix: replaceWith(at, `${amount}${short}`) };
}

function choiceFix(found: unknown, issue: Issue, at: Parameters<typeof replaceWith>[0]) {
  const words = /^~(?:one of )?([\w., ]+? or [\w.]+|[\w, ]+?)(?: or \{.*| \(or .*)?$/
    .exec(issue.message)?.[1]
    ?.split(/, | or /);
  const near = typeof found === 'string' && words && words.length > 1 ? nearestName(found, words) : undefined;
  return near === undefined ? {} : { suggestion: `Did you mean "${near}"?`, fix: replaceWith(at, near) };
}

function expectationOf(issue: Issue | undefined): string {
  if (!issue) return 'another value';
  if (issue.message.startsWith(expectedMark)) return issue.message.slice(expectedMark.length);
  if (issue.code === 'invalid_type') return typeWords[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  return issue.message;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

function nameOf(path: readonly (string | number)[], { label }: Subject): string {
  const inside = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return inside === '' ? capital(label) : `${inside.replace(/^\./, '')} of ${label}`;
}

const capital = (text: string) => (text[0] ?? '').toUpperCase() + text.slice(1);

/** A value in a sentence. */
export function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 56)}…"` : text;
}

/** The value at a path, by own properties alone. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

/** The keys that a schema knows at a path. */
function keysAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  const found = schemasAt(schema as unknown as Part, path);
  return [...new Set(found.flatMap(({ shape }) => Object.keys(shape ?? {})))];
}

/** The part of zod's schemas that is walked here. */
interface Part {
  readonly shape?: Readonly<Record<string, Part>>;
  readonly options?: readonly Part[];
  readonly valueType?: Part;
  readonly element?: Part;
  readonly unwrap?: () => Part;
}

function schemasAt(schema: Part, [step, ...rest]: readonly (string | number)[]): Part[] {
  if (schema.options && !schema.shape)
    return schema.options.flatMap((option) => schemasAt(option, step === undefined ? [] : [step, ...rest]));
  if (!schema.shape && !schema.valueType && !schema.element && schema.unwrap)
    return schemasAt(schema.unwrap(), step === undefined ? [] : [step, ...rest]);
  if (step === undefined) return schema.shape ? [schema] : [];
  const next = typeof step === 'number' ? schema.element : (schema.shape?.[step] ?? schema.valueType);
  return next ? schemasAt(next, rest) : [];
}

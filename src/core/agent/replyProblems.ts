import type { z } from 'zod';
import { valueAt } from '../manifest/schemaProblems.ts';

/** One thing that does not fit in an answer. */
export interface ReplyProblem {
  /** As in JSONPath: `$.findings[0].severity`. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

type Issue = z.core.$ZodIssue;
type Step = PropertyKey;

const maxProblems = 8;

/** What of a value does not fit its schema, by its issues: the first of them, with what was expected and what is there. */
export function replyProblems(issues: readonly Issue[], value: unknown): readonly ReplyProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, value, [])).slice(0, maxProblems);
}

/** The problems as lines of a list. */
export function renderReplyProblems(problems: readonly ReplyProblem[]): string {
  return problems.map(({ path, expected, found }) => `- ${path}: expected ${expected}, found ${found}`).join('\n');
}

function problemsOf(issue: Issue, value: unknown, around: readonly Step[]): ReplyProblem[] {
  const path = [...around, ...issue.path];
  if (issue.code === 'invalid_union') {
    // The alternative that is wrong inside only, not as a whole, is the one that was meant.
    const meant = issue.errors.find((issues) => issues.length > 0 && issues.every((one) => one.path.length > 0));
    if (meant) return meant.flatMap((one) => problemsOf(one, value, path));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathText([...path, key]),
      expected: 'no such key',
      found: show(valueAt(value, [...path, key])),
    }));
  }
  return [{ path: pathText(path), expected: expectation(issue), found: show(valueAt(value, path)) }];
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : `one of ${issue.values.map((one) => JSON.stringify(one)).join(', ')}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_union':
      return 'one of the alternatives of the schema';
    default:
      return issue.message;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' || origin === 'set' ? ' items' : '';
}

function pathText(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const name = String(step);
    return /^[A-Za-z_$][\w$]*$/.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name.slice(0, 80))}]`;
  }, '$');
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

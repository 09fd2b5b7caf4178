import { asCount, asLine, clip, maxCases, type ReportReading } from './reportReading.ts';
import type { UnnamedCase } from './testId.ts';
import type { TestFailure } from './testReport.ts';
import { readXml, type XmlEvent, XmlProblem } from './xml.ts';

/** A path as the report wrote it -> one relative to the workspace, or undefined. */
export type PlaceFile = (path: string) => string | undefined;

interface OpenCase {
  readonly attributes: ReadonlyMap<string, string>;
  state: UnnamedCase['state'];
  failure: TestFailure | undefined;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly casesBefore: number;
  readonly faultsBefore: number;
  text: string;
}

interface Document {
  readonly place: PlaceFile;
  readonly stack: OpenElement[];
  readonly cases: UnnamedCase[];
  readonly errors: string[];
  test: OpenCase | undefined;
  /** Elements that tell of a failure or an error, in cases and outside of them. */
  faults: number;
  rootsClosed: number;
}

const maxDepth = 100;

/** Reads a JUnit XML report, which has no one standard: the elements and attributes that runners agree on. */
export function readJunitXml(text: string, place: PlaceFile): ReportReading {
  const document: Document = { place, stack: [], cases: [], errors: [], test: undefined, faults: 0, rootsClosed: 0 };
  try {
    for (const event of readXml(text)) {
      const why = take(document, event);
      if (why !== undefined) return { kind: 'broken', why };
    }
  } catch (error) {
    if (error instanceof XmlProblem) return { kind: 'broken', why: error.message };
    throw error;
  }
  if (document.stack.length > 0) return { kind: 'broken', why: 'it was cut' };
  if (document.rootsClosed === 0) return { kind: 'foreign', why: 'it is not a JUnit report' };
  return { kind: 'complete', cases: document.cases, errors: document.errors };
}

function take(document: Document, event: XmlEvent): string | undefined {
  const { stack } = document;
  if (event.type === 'text') {
    const open = stack.at(-1);
    if (open && open.text.length < 20_000) open.text += event.text.slice(0, 20_000);
    return undefined;
  }
  if (event.type === 'close') return close(document, event.name);
  if (stack.length === 0 && event.name !== 'testsuites' && event.name !== 'testsuite')
    return 'it is not a JUnit report';
  if (stack.length === 0 && document.rootsClosed > 0) return 'it holds two reports';
  if (stack.length >= maxDepth) return 'it is nested too deep';
  const before = { casesBefore: document.cases.length, faultsBefore: document.faults };
  stack.push({ name: event.name, attributes: event.attributes, ...before, text: '' });
  if (event.name === 'testcase') document.test = { attributes: event.attributes, state: 'passed', failure: undefined };
  return event.closed ? close(document, event.name) : undefined;
}

function close(document: Document, name: string): string | undefined {
  const { stack, cases } = document;
  const element = stack.pop();
  if (element?.name !== name) return 'its tags do not match';
  if (stack.length === 0) document.rootsClosed++;
  const { test } = document;
  if (name === 'failure' || name === 'error') document.faults++;
  if (test && (name === 'failure' || name === 'error')) {
    const message = element.attributes.get('message') ?? element.text.trim().split('\n')[0] ?? '';
    test.state = 'failed';
    test.failure ??= { message: clip(message === '' ? name : message), stack: clip(element.text.trim()) };
  } else if (test && name === 'skipped') {
    if (test.state !== 'failed') test.state = 'skipped';
  } else if (test && name === 'testcase') {
    if (cases.length >= maxCases) return 'the report holds too many cases';
    cases.push(caseOf(document, test));
    document.test = undefined;
  } else if (!test && name === 'error')
    document.errors.push(clip(element.attributes.get('message') ?? element.text.trim()));
  return name.startsWith('testsuite') ? missingIn(document, element) : undefined;
}

/** What a suite says of itself and does not hold, or undefined. A test may have several failures, so there may be more than it says. */
function missingIn(document: Document, { attributes, casesBefore, faultsBefore }: OpenElement): string | undefined {
  const declared = (name: string) => Number(attributes.get(name) ?? 0);
  const found = document.cases.length - casesBefore;
  if (declared('tests') > found) return `it says ${declared('tests')} tests and holds ${found}`;
  const faults = document.faults - faultsBefore;
  for (const name of ['failures', 'errors'])
    if (declared(name) > faults) return `it says ${declared(name)} ${name} and holds ${faults}`;
  return undefined;
}

function caseOf({ stack, place }: Document, { attributes, state, failure }: OpenCase): UnnamedCase {
  const suite = stack.findLast(({ name }) => name === 'testsuite')?.attributes;
  const path = attributes.get('file') ?? suite?.get('file') ?? suite?.get('filepath');
  const seconds = Number(attributes.get('time'));
  const titles = [attributes.get('classname') ?? '', attributes.get('name') ?? ''].filter((title) => title !== '');
  return {
    file: path === undefined ? undefined : place(path),
    line: asLine(Number(attributes.get('line'))),
    path: titles.map((title) => clip(title, 2000)),
    state,
    durationMs: attributes.has('time') ? asCount(seconds * 1000) : undefined,
    ...(state === 'failed' && failure ? { failure } : {}),
  };
}

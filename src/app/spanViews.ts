import type { CommandSource, NodeSource, SpanSource, TestsSource } from '../core/run/spanSources.ts';
import { attribute } from '../core/trace/attributeNames.ts';
import type { AttributeValue, Span } from '../core/trace/span.ts';
import { kindOf, stateOf } from '../core/trace/spanKind.ts';
import type { CallView, OutputView, PlaceView, SpanView, ToolUseView } from '../protocol/trace.ts';
import { callView, type ReadKept, toolUseOf } from './callViews.ts';
import type { TextCutter } from './textCutter.ts';

/** A span, its number, and what lies behind it. */
export interface FoundSpan {
  readonly span: Span;
  readonly place: number;
  readonly source: SpanSource | undefined;
}

/** What is in a span besides its attributes. */
interface Behind {
  readonly call?: CallView;
  readonly tools: readonly ToolUseView[];
  readonly outputs: readonly OutputView[];
  readonly places: readonly PlaceView[];
}

/** Everything about a span, its texts cut. */
export async function spanView(
  { span, place, source }: FoundSpan,
  read: ReadKept,
  texts: TextCutter,
): Promise<SpanView> {
  const { attributes, spanId, name, message, startMs, endMs, events } = span;
  const text = (attributeName: string) => {
    const value = attributes[attributeName];
    return typeof value === 'string' ? value : undefined;
  };
  const prompt = text(attribute.promptName);
  const behind = await behindOf(span, source, { read, texts });
  return {
    span: place,
    spanId,
    name,
    kind: kindOf(span),
    state: stateOf(span),
    message,
    startMs,
    endMs,
    node: text(attribute.node),
    agent: text(attribute.agentName),
    prompt: prompt === undefined ? undefined : `${prompt} ${attributes[attribute.promptVersion] ?? ''}`.trim(),
    attributes: Object.entries(attributes).map(([key, value]) => ({ name: key, value: sayValue(value) })),
    events: events.map((event) => ({ name: event.name, atMs: event.atMs, text: sayAttributes(event.attributes) })),
    call: behind.call,
    tools: behind.tools,
    outputs: behind.outputs,
    places: behind.places,
  };
}

const sayValue = (value: AttributeValue) => (Array.isArray(value) ? value.join(', ') : String(value));

/** Attributes of an event on one line: codes and details first, since they say most. */
function sayAttributes(attributes: Span['attributes']): string {
  return Object.entries(attributes)
    .map(([name, value]) =>
      name === attribute.detail ? sayValue(value) : `${name.split('.').at(-1)} ${sayValue(value)}`,
    )
    .join(' · ');
}

interface Reading {
  readonly read: ReadKept;
  readonly texts: TextCutter;
}

async function behindOf(span: Span, source: SpanSource | undefined, reading: Reading): Promise<Behind> {
  const { read, texts } = reading;
  switch (source?.kind) {
    case 'call': {
      const { call, tools } = await callView({ source, attributes: span.attributes, read, texts });
      return { call, tools, outputs: [], places: placesOf(tools) };
    }
    case 'tool': {
      const use = await toolUseOf(source, read, texts);
      return { tools: [use], outputs: [], places: placesOf([use]) };
    }
    case 'tests':
      return { tools: [], ...(await testsBehind(source, reading)) };
    case 'node':
      return { tools: await nodeTools(source, reading), outputs: await nodeOutputs(source, reading), places: [] };
    default:
      return { tools: [], outputs: [], places: [] };
  }
}

const placesOf = (tools: readonly ToolUseView[]): readonly PlaceView[] =>
  tools.flatMap(({ place }) => (place ? [place] : []));

const mostTools = 300;

/** The tools that were used in a node, as its record tells them; their inputs are with each call. */
async function nodeTools({ calls }: NodeSource, { texts }: Reading): Promise<readonly ToolUseView[]> {
  return calls
    .flatMap(({ tools }) => tools)
    .slice(0, mostTools)
    .map(({ name, summary, isError }) => ({
      name,
      summary,
      input: texts.cut(''),
      result: undefined,
      isError,
      place: undefined,
    }));
}

async function nodeOutputs(source: NodeSource, reading: Reading): Promise<readonly OutputView[]> {
  const { texts } = reading;
  const { failure, output, input, subject, commands } = source;
  const json = (title: OutputView['title'], value: unknown): readonly OutputView[] =>
    value === undefined
      ? []
      : [{ title, text: texts.cut(sayJson(value)), form: typeof value === 'string' ? 'plain' : 'json' }];
  const printed: OutputView[] = [];
  for (const command of commands.slice(-mostCommands)) printed.push(...(await commandOutputs(command, reading)));
  return [
    ...(failure ? json('failure', `${failure.code}: ${failure.message}`) : []),
    ...printed,
    ...json('output', output),
    ...json('subject', subject),
    ...json('input', input),
  ];
}

const mostCommands = 20;
const sayJson = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

async function testsBehind(source: TestsSource, reading: Reading): Promise<Pick<Behind, 'outputs' | 'places'>> {
  const report = parsed(await reading.read(source.report));
  const outputs = source.command ? [...(await commandOutputs(source.command, reading))] : [];
  const cases = Array.isArray(report?.cases) ? report.cases.map(asRecord) : [];
  const failed = cases.filter(({ state }) => state === 'failed');
  const said = failed
    .map(({ id, failure }) => `${String(id)}\n${String(asRecord(failure).message ?? '')}`)
    .join('\n\n');
  const places = failed.flatMap(({ file, line }) =>
    typeof file === 'string' ? [{ path: file, line: typeof line === 'number' ? line : undefined }] : [],
  );
  if (said !== '') outputs.unshift({ title: 'report', text: reading.texts.cut(said), form: 'terminal' });
  return { outputs, places: places.slice(0, 100) };
}

/** What a command came to: output of the sandbox, or the outcome of a run of tests with its output in it. */
async function commandOutputs(
  { command, result, exitCode }: CommandSource,
  { read, texts }: Reading,
): Promise<readonly OutputView[]> {
  const kept = await read(result);
  const ended = exitCode === undefined ? '' : `\nexit code ${exitCode}`;
  const outputs: OutputView[] = [{ title: 'command', text: texts.cut(`${command}${ended}`), form: 'plain' }];
  const found = parsed(kept);
  if (kept === undefined)
    outputs.push({ title: 'output', text: texts.cut('What it printed is no longer kept.'), form: 'plain' });
  const print = (title: OutputView['title'], value: unknown) => {
    if (typeof value === 'string' && value !== '') outputs.push({ title, text: texts.cut(value), form: 'terminal' });
  };
  print('stdout', found?.stdout ?? found?.output);
  print('stderr', found?.stderr);
  return outputs;
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** JSON of a blob; undefined when it is gone or damaged. */
function parsed(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    return asRecord(JSON.parse(text));
  } catch {
    // A damaged blob is shown as one that holds nothing: the rest of the span can still be read.
    return undefined;
  }
}

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { traceOf } from '../../app/traceOf.ts';
import { CodedError, messageOf } from '../../base/errors.ts';
import { toChromeTrace } from '../../core/trace/chromeTrace.ts';
import { toOtlp } from '../../core/trace/otlpJson.ts';
import type { Trace } from '../../core/trace/span.ts';
import { type CliIo, paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { renderSpans } from '../renderSpans.ts';
import { version } from '../version.ts';

const formats = ['text', 'json', 'otlp', 'chrome'] as const;
type Format = (typeof formats)[number];

/** `loopwright trace`: the spans of a run, to read or for another tool. */
export const traceCommand: Command = {
  usage: 'trace [RUN] [--format text|json|otlp|chrome] [--out FILE] [--details]',
  summary: 'Show the spans of a run as a tree, or export them for another tool.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run)." },
  positionals: true,
  options: { format: { type: 'string' }, out: { type: 'string' }, details: { type: 'boolean' } },
  help: {
    'format FORMAT': 'text, json, otlp (OpenTelemetry JSON) or chrome (chrome://tracing, Perfetto) (default: text).',
    'out FILE': 'Write to this file (default: stdout).',
    details:
      'Put summaries of tool calls and messages of failures into otlp and chrome as well; text and json always have them.',
  },
  json: 'runId, trace; with --out: runId, format, file; the formats otlp and chrome are objects of their own',
  async run({ io, args, workspace, app }, signal) {
    const format = readFormat(args.text('format') ?? (args.flag('json') ? 'json' : 'text'));
    // What other tools read often leaves this machine: words from the project go there only when asked for.
    const details = format === 'text' || format === 'json' || args.flag('details');
    const run = await oneRun({ args, workspace, app }, signal);
    const trace = await traceOf(app, { run, content: { details } }, signal);
    const out = args.text('out');
    const text = render(trace, { format, io, runId: run.runId, plain: out !== undefined });
    if (out === undefined) {
      io.stdout.write(text);
      return exitCode.reached;
    }
    const file = path.resolve(io.cwd, out);
    try {
      await writeFile(file, text);
    } catch (error) {
      throw new CodedError('trace.notWritten', `${out} could not be written: ${messageOf(error)}`, { cause: error });
    }
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId, format, file })}\n`);
    else io.stderr.write(`Wrote ${trace.spans.length} spans to ${out}\n`);
    return exitCode.reached;
  },
};

function readFormat(text: string): Format {
  const format = formats.find((known) => known === text);
  if (format) return format;
  throw new CodedError('usage.badFormat', `--format takes ${formats.join(', ')}, not ${JSON.stringify(text)}.`);
}

function render(
  trace: Trace,
  {
    format,
    io,
    runId,
    plain,
  }: { readonly format: Format; readonly io: CliIo; readonly runId: string; readonly plain: boolean },
): string {
  switch (format) {
    case 'otlp':
      return `${JSON.stringify(toOtlp(trace.spans, { version, lastMs: trace.lastMs }))}\n`;
    case 'chrome':
      return `${JSON.stringify(toChromeTrace(trace))}\n`;
    case 'json':
      return `${JSON.stringify({ ok: true, runId, trace })}\n`;
    case 'text': {
      const paint = paintFor(plain ? {} : io.stdout, plain ? { NO_COLOR: '1' } : io.env);
      const head = `${paint.strong(`run ${runId}`)} ${paint.dim(`trace ${trace.traceId ?? 'unknown'}`)}`;
      return `${[head, ...renderSpans(trace, paint)].join('\n')}\n`;
    }
  }
}

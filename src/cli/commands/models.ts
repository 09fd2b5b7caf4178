import type { ModelRow } from '../../app/loopwright.ts';
import { CodedError } from '../../base/errors.ts';
import type { ModelProbe } from '../../core/model/modelProbe.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { printable } from '../printable.ts';
import { createProgressLine } from '../progressLine.ts';

/** `loopwright models`: what is there, what a model can do, and where code may be sent. */
export const modelsCommand: Command = {
  usage: 'models [list | probe REF | allow ENDPOINT | revoke ENDPOINT]',
  summary:
    'List the models that are there, try what one can do, and agree to send code to an endpoint or take that back. None of this sends code.',
  positionals: true,
  options: { 'base-url': { type: 'string' }, 'yes-send-to': { type: 'string', multiple: true } },
  help: {
    'base-url URL': 'With probe: address of an OpenAI-compatible server.',
    'yes-send-to ENDPOINT': 'With probe: endpoint that may be asked this time; repeatable.',
  },
  arguments: {
    REF: 'A model reference, such as ollama/NAME.',
    ENDPOINT: 'Scheme, host and port, such as https://api.anthropic.com; a host alone means https.',
  },
  json: 'list: models (each with ref, state, found, endpoint, agreed, probe); probe: probe (what the model can do); allow: endpoint; revoke: revoked',
  async run(context, signal) {
    const [verb = 'list', what, ...rest] = context.args.positionals;
    if (verb === 'list' && what === undefined) return list(context, signal);
    if (what !== undefined && rest.length === 0) {
      if (verb === 'probe') return probe(context, what, signal);
      if (verb === 'allow') return allow(context, what, signal);
      if (verb === 'revoke') return revoke(context, what, signal);
    }
    throw new CodedError('usage.badArguments', `"models ${context.args.positionals.join(' ')}" is not understood.`, {
      hint: `Usage: loopwright ${modelsCommand.usage}`,
    });
  },
};

async function list({ io, args, app }: CommandContext, signal: AbortSignal): Promise<number> {
  const rows = await app.listModels(signal);
  if (args.flag('json')) {
    io.stdout.write(`${JSON.stringify({ ok: true, models: rows.map(toJson) })}\n`);
    return exitCode.reached;
  }
  const paint = paintFor(io.stdout, io.env);
  for (const row of rows) {
    const mark = row.state === 'ready' ? paint.good('✓') : paint.dim('-');
    const note = row.state === 'ready' && !row.agreed ? `; you are asked before code goes to ${row.endpoint}` : '';
    io.stdout.write(`${mark} ${printable(row.ref).padEnd(34)} ${printable(row.found + note)}\n`);
    if (row.probe) io.stdout.write(`  ${' '.repeat(34)} ${paint.dim(sayProbe(row.probe))}\n`);
  }
  return exitCode.reached;
}

/** JSON has no undefined: what is not known is null. */
function toJson({ endpoint, probe: found, ...row }: ModelRow) {
  return { ...row, endpoint: endpoint ?? null, probe: found ?? null };
}

async function probe({ io, args, app }: CommandContext, model: string, signal: AbortSignal): Promise<number> {
  const progress = createProgressLine(io);
  try {
    const found = await app.probeModel(
      {
        model,
        baseUrl: args.text('base-url'),
        agreedEndpoints: args.texts('yes-send-to'),
        onTrial: (trial) => progress.say(`trying: ${trial}…`),
      },
      signal,
    );
    progress.dispose();
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, probe: found })}\n`);
    else io.stdout.write(`${printable(found.ref)}: ${sayProbe(found)}\nRuns use this from now on.\n`);
    return exitCode.reached;
  } finally {
    progress.dispose();
  }
}

/** What a model can do, in one line. */
function sayProbe(found: ModelProbe): string {
  const edits = found.editFormats.length === 0 ? 'no edit format' : `edits as ${found.editFormats.join(', ')}`;
  const most = found.maxContextWindow === undefined ? '' : ` of at most ${found.maxContextWindow}`;
  return [
    found.toolCalls ? 'calls tools' : 'calls no tools (they are put into words)',
    edits,
    found.structured ? 'keeps to a JSON Schema' : 'does not keep to a JSON Schema',
    found.contextWindow === undefined ? 'window not found out' : `reads ${found.contextWindow}${most} tokens`,
  ].join('; ');
}

async function allow({ io, args, app }: CommandContext, text: string, signal: AbortSignal): Promise<number> {
  const endpoint = await app.agreeToSend(text, signal);
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, endpoint })}\n`);
  else
    io.stdout.write(
      `Code may be sent to ${endpoint} from now on. To take it back: loopwright models revoke ${endpoint}\n`,
    );
  return exitCode.reached;
}

async function revoke({ io, args, app }: CommandContext, text: string, signal: AbortSignal): Promise<number> {
  const wasThere = await app.revokeSending(text, signal);
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, revoked: wasThere })}\n`);
  else io.stdout.write(wasThere ? 'No code is sent there any more.\n' : 'There was no such agreement.\n');
  return exitCode.reached;
}

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { startAnthropicServer } from '../../fakes/servers/anthropicServer.ts';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import type { ModelServer, ServerReply, ServerScript } from '../../fakes/servers/serverReply.ts';
import { CliBench, type CliResult, type FixRun, fingerprint } from '../loopwrightCli.ts';

/** A secret of the environment, and one that lies in the home folder. Neither may get anywhere. */
export const environmentSecret = 'hunter2-do-not-print-me';
export const homeSecret = 'DECOY-PRIVATE-KEY-5f1c9a';

const apiKeys = { openai: 'sk-test-key-000000', anthropic: 'sk-ant-test-key-000000' } as const;
const models = { openai: 'openai/gpt-4.1', anthropic: 'anthropic/claude-sonnet-4-6' } as const;
const repository = path.resolve(import.meta.dirname, '../../..');

export type Wire = keyof typeof models;

/** What a case may look at when its run has ended. */
export interface Tortured {
  readonly bench: CliBench;
  readonly run: CliResult;
  /** The one object that the command printed. */
  readonly json: FixRun['json'] & { readonly output: unknown };
  readonly server: ModelServer;
  /** A request that was sent, as JSON; without an index all of them. */
  sent(index?: number): string;
  /** What the model was told last in a request, as JSON. */
  told(index: number): string;
}

/** One answer or a series of a model, and what has to come of it. */
export interface TortureCase {
  readonly name: string;
  readonly fixture?: string;
  readonly wire?: Wire;
  prepare?(bench: CliBench): void;
  readonly replies: ServerScript;
  /** Instead of `fix`. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly outcome: string;
  readonly exitCode: number;
  /** Requests at most. */
  readonly calls: number;
  /** Wall time at most; a slow machine is allowed for. */
  readonly seconds?: number;
  check?(at: Tortured): Promise<void> | void;
}

/** Runs that go on at the same time. */
const sideBySide = 3;

/** A test for each case. The next ones are begun while one is awaited: they share nothing. */
export function torture(title: string, cases: readonly TortureCase[]): void {
  const begun = new Map<number, Promise<void>>();
  const begin = (index: number): Promise<void> => {
    const one = cases[index];
    const running = begun.get(index) ?? (one ? runCase(one) : Promise.resolve());
    begun.set(index, running);
    // Whoever awaits it hears of a failure; until then it is nobody's.
    running.catch(() => undefined);
    return running;
  };
  describe(`agent torture: ${title}`, () => {
    for (const [index, { name }] of cases.entries())
      it(name, async () => {
        for (let next = index + 1; next < index + sideBySide; next++) void begin(next);
        await begin(index);
      });
  });
}

async function runCase(one: TortureCase): Promise<void> {
  const { wire = 'openai' } = one;
  const bench = new CliBench(one.fixture ?? 'needs-model-js');
  const start = wire === 'openai' ? startOpenaiServer : startAnthropicServer;
  let url = '';
  const server = await start(
    patient(one.replies, () => url),
    { apiKey: apiKeys[wire] },
  );
  url = server.url;
  try {
    plant(bench);
    one.prepare?.(bench);
    const before = [bench.fingerprint(), surroundings(bench)];
    const run = await bench.run(
      [...(one.command ?? ['fix', '--repair-seconds', '0']), '--json', '--model', models[wire], ...(one.args ?? [])],
      environment(wire, server.url),
    );
    const lines = run.stdout.trim().split('\n');
    assert.equal(lines.length, 1, `stdout is one object:\n${run.stdout}\n${run.stderr}`);
    const json = JSON.parse(lines[0] ?? '') as Tortured['json'];
    const all = `${run.stdout}\n${run.stderr}`;
    assert.equal(json.ok ? json.outcome : json.error.code, one.outcome, all);
    assert.equal(run.exitCode, one.exitCode, all);
    assert.deepEqual(
      [bench.fingerprint(), surroundings(bench)],
      before,
      'the workspace and what is around it are untouched',
    );
    const told = server.requests.map(({ body }) => JSON.stringify((body.messages as readonly unknown[]).at(-1)));
    assert.ok(server.requests.length <= one.calls, `${server.requests.length} calls:\n${told.slice(1).join('\n')}`);
    assert.ok(run.ms < (one.seconds ?? 90) * 1_000, `${Math.round(run.ms)} ms`);
    const sent = (index?: number) =>
      JSON.stringify(index === undefined ? server.requests.map(({ body }) => body) : server.requests[index]?.body);
    nothingLeaked(bench, { printed: all, sent: sent() });
    assert.deepEqual(processesOf(bench), [], 'no process is left');
    await one.check?.({ bench, run, json, server, sent, told: (index) => told[index] ?? '' });
  } finally {
    await server.close();
    bench.dispose();
  }
}

/**
 * A script that ends politely: whoever asks more than was expected is told to stop, and the number of calls tells. `{{url}}` in
 * a reply becomes the address of the server itself.
 */
function patient(replies: ServerScript, url: () => string): ServerScript {
  return (body, index) => {
    const reply = typeof replies === 'function' ? replies(body, index) : replies[index];
    if (!reply) return { text: 'GIVE UP: that is all' };
    return JSON.parse(JSON.stringify(reply).replaceAll('{{url}}', url())) as ServerReply;
  };
}

function environment(wire: Wire, url: string): Record<string, string> {
  const name = wire.toUpperCase();
  return { [`${name}_API_KEY`]: apiKeys[wire], [`${name}_BASE_URL`]: url, APP_PASSWORD: environmentSecret };
}

/** What a hostile run would like to find: a key in the home folder, a file beside the workspace. */
function plant(bench: CliBench): void {
  for (const name of ['.ssh/id_ed25519', 'outside/secret.txt']) {
    const file = path.join(bench.base, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${homeSecret}\n`);
  }
}

/** What lies around the workspace, apart from our own data. */
function surroundings(bench: CliBench): readonly string[] {
  return readdirSync(bench.base)
    .filter((name) => name !== 'data' && name !== 'ws')
    .sort()
    .map((name) => `${name} ${fingerprint(path.join(bench.base, name))}`);
}

function nothingLeaked(bench: CliBench, { printed, sent }: { readonly printed: string; readonly sent: string }): void {
  for (const secret of [environmentSecret, homeSecret, ...Object.values(apiKeys)]) {
    assert.ok(!printed.includes(secret), 'no secret is printed');
    assert.ok(!sent.includes(secret), 'no secret is sent');
    assert.ok(!bench.dataHolds(secret), 'no secret is kept');
  }
  for (const place of [bench.base, `${homedir()}/`, `${repository}/`])
    assert.ok(!sent.includes(place), `a path of the machine is sent: ${around(sent, place)}`);
}

function around(text: string, part: string): string {
  const at = text.indexOf(part);
  return text.slice(Math.max(0, at - 200), at + part.length + 100);
}

/** Command lines of the processes that know the bench's folder. */
function processesOf(bench: CliBench): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(bench.base));
}

/** Writes files into a workspace. */
export function put(bench: CliBench, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(bench.workspace, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

export const rightLines = `  return title
    .normalize('NFKD')
    .replace(/[\\u0300-\\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');`;

const wrongLine = "  return title.toLowerCase().replace(/ /g, '-');";

/** An edit of `src/slug.js`: other lines in the function, and some in front of them. */
export function slugEdit(inFront: string, lines: string = rightLines): string {
  return replaceIn('src/slug.js', wrongLine, [inFront, lines].filter((part) => part !== '').join('\n'));
}

/** An edit of `src/slug.js` that runs something as soon as the module is loaded, with the defect left in. */
export function slugLoads(code: string): string {
  const head = '/** A title as the last part of an address: `Hello World` becomes `hello-world`. */';
  return replaceIn('src/slug.js', head, `${code}\n${head}`);
}

/** An edit that puts one text for another. */
export function replaceIn(file: string, before: string, after: string): string {
  return `${file}\n<<<<<<< SEARCH\n${before}\n=======\n${after}\n>>>>>>> REPLACE\n`;
}

/** An edit that makes a file. */
export function createFile(file: string, text: string): string {
  return `${file}\n<<<<<<< SEARCH\n=======\n${text}\n>>>>>>> REPLACE\n`;
}

export const text = (reply: string): ServerReply => ({ text: reply });
export const goodEdit = `Accents and punctuation were kept.\n\n${slugEdit('')}`;

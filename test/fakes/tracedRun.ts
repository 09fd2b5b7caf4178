import { createHash } from 'node:crypto';
import type { Loopwright } from '../../src/app/loopwright.ts';
import { asBlobHash, type BlobHash, createRunId, createTraceId } from '../../src/base/ids.ts';
import type { ModelMessage, ModelRequest } from '../../src/core/model/modelProvider.ts';
import type { RunEvent, RunEventBody } from '../../src/core/run/runEvent.ts';
import { emptyRunState, foldRunState } from '../../src/core/run/runState.ts';

/** When the run of these tests begins: 2026-11-21T08:00:00Z. */
export const tracedStartMs = Date.UTC(2026, 10, 21, 8);
export const tracedRunId = createRunId(tracedStartMs, new Uint8Array(16));

/** Texts as a hostile project or model may write them. */
export const hostile = {
  bidi: 'admin\u202e\u2066 // check\u2069',
  control: 'bell\u0007 and \u001b]0;title\u0007 end',
  html: '<img src=x onerror=alert(1)>',
} as const;

/** What an answer with a change looks like. */
export const changeReply = [
  'The loop drops the last window.',
  '',
  'src/window.js',
  '<<<<<<< SEARCH',
  '  let start = 0;',
  '  while (start + size < items.length) {',
  '=======',
  '  let start = 0;',
  '  while (start + size <= items.length) {',
  '>>>>>>> REPLACE',
].join('\n');

type App = Pick<Loopwright, 'listEventsAfter' | 'getWorkflow' | 'getState' | 'readKept'>;

/** A log with its blobs, and the calls of the app that read them. */
export interface TracedRun {
  readonly app: App;
  readonly log: readonly RunEvent[];
  /** Writes more into the log. */
  append(seconds: number, body: RunEventBody): void;
  /** Takes a blob away, as an old or damaged store would have. */
  lose(hash: BlobHash): void;
  readonly requests: readonly BlobHash[];
}

/** A run as it fixes a test with a model: three calls in one conversation, tools, a retry, tests with coloured output. */
export function createTracedRun(): TracedRun {
  const blobs = new Map<BlobHash, string>();
  const log: RunEvent[] = [];
  const keep = (value: unknown): BlobHash => {
    const text = JSON.stringify(value);
    const hash = asBlobHash(createHash('sha256').update(text).digest('hex'));
    blobs.set(hash, text);
    return hash;
  };
  const append = (seconds: number, body: RunEventBody) =>
    void log.push({ ...body, seq: log.length + 1, atMs: tracedStartMs + seconds * 1_000, v: 1 });
  const requests: BlobHash[] = [];
  writeBeginning(append, keep);
  writeConversation(append, keep, requests);
  writeEnd(append, keep);
  return {
    log,
    append,
    requests,
    lose: (hash) => void blobs.delete(hash),
    app: {
      listEventsAfter: async (_run, seq) => log.slice(seq),
      getWorkflow: async () => {
        throw new Error('this run names no definition');
      },
      getState: async () => foldRunState(emptyRunState(tracedRunId), log),
      readKept: async (_run, hash) => blobs.get(hash),
    },
  };
}

type Append = (seconds: number, body: RunEventBody) => void;
type Keep = (value: unknown) => BlobHash;
const node = 'rounds[1]/debug';

function testRun(
  keep: Keep,
  red: boolean,
  output: string,
): { readonly ran: RunEventBody; readonly told: RunEventBody } {
  const failure = { message: 'expected [[1,2],[2,3]], got [[1,2]]\n    at src/window.js:5:10' };
  const cases = [
    { id: 'test/window.test.js > keeps the last', file: 'test/window.test.js', line: 5, path: ['keeps the last'] },
  ].map((one) => ({ ...one, durationMs: 4, state: red ? 'failed' : 'passed', ...(red ? { failure } : {}) }));
  const report = {
    runner: 'node:test',
    source: 'structured',
    cases,
    exitCode: red ? 1 : 0,
    durationMs: 900,
    errors: [],
  };
  return {
    ran: {
      type: 'command.ran',
      command: 'node --test (all)',
      result: keep({ kind: 'report', report, output }),
      exitCode: red ? 1 : 0,
      ms: 900,
    },
    told: {
      type: 'test.reported',
      phase: red ? 'before' : 'after',
      counts: { passed: red ? 2 : 3, failed: red ? 1 : 0, skipped: 0 },
      report: keep(report),
      ms: 900,
    },
  };
}

function writeBeginning(append: Append, keep: Keep): void {
  append(0, {
    type: 'run.started',
    workflow: 'fix-test',
    traceId: createTraceId(new Uint8Array(16).map((_, i) => i + 1)),
    workspace: '/home/ada/place',
    named: ['keeps the last'],
    model: 'anthropic/claude-x',
    limits: { usd: 1, wallMs: 900_000 },
    isolated: true,
    sandbox: { name: 'bubblewrap', version: '0.8.0', gaps: [] },
    owner: { pid: 7, startTime: undefined },
  });
  append(0, {
    type: 'engine.recorded',
    events: [
      { type: 'run.started', workflow: 'fix-test', inputs: {}, seed: 1 },
      { type: 'node.started', node: 'reproduce', attempt: 1, input: { tests: ['all'] } },
    ],
  });
  append(1, { type: 'copy.opened', files: 12, baseTree: 'tree', ms: 800 });
  const red = testRun(
    keep,
    true,
    '\u001b[31m✖ keeps the last\u001b[0m\n  at test/window.test.js:5:1\n\u001b[32m✔ others\u001b[39m\n',
  );
  append(3, { ...red.ran, node: 'reproduce' });
  append(3, { ...red.told, node: 'reproduce' });
  append(3, {
    type: 'engine.recorded',
    events: [
      { type: 'node.succeeded', node: 'reproduce', output: { red: 1, hint: 'needle-in-output' } },
      { type: 'node.started', node: 'rounds', attempt: 1 },
      { type: 'node.started', node, attempt: 1, input: { task: 'make it green' } },
    ],
  });
}

const system = 'You repair code. Answer with search/replace blocks.\n'.repeat(40);

function writeConversation(append: Append, keep: Keep, requests: BlobHash[]): void {
  const messages: ModelMessage[] = [
    { role: 'user', content: [{ type: 'text', text: `One test is red: ${hostile.bidi}\n${hostile.html}` }] },
  ];
  const ask = (seconds: number, call: number) => {
    const request: ModelRequest = {
      system,
      messages,
      tools: [{ name: 'read_file', description: 'Reads a file.', inputSchema: { type: 'object' } }],
      maxOutputTokens: 4_096,
    };
    requests.push(keep(request));
    append(seconds, {
      type: 'model.requested',
      node,
      call,
      model: 'anthropic/claude-x',
      request: requests.at(-1) ?? keep(''),
      reservedTokens: 9_000,
      reservedUsd: 0.05,
      maxOutputTokens: 4_096,
      temperature: 0,
    });
  };
  const answer = (seconds: number, call: number, text: string, path?: string, cached = 0) => {
    const input = { path: path ?? '', from: 1 };
    const toolCall = {
      type: 'toolCall' as const,
      callId: `c${call}`,
      name: 'read_file',
      inputText: JSON.stringify(input),
      input,
    };
    const calls = path === undefined ? [] : [toolCall];
    const usage = { inputTokens: 4_000, outputTokens: 120, cacheReadTokens: cached, cacheWriteTokens: 0 };
    const finish = path === undefined ? 'stop' : 'toolCalls';
    const reply = keep({ text, calls, finish, model: 'claude-x-1', usage });
    append(seconds, {
      type: 'model.replied',
      node,
      call,
      model: 'claude-x-1',
      reply,
      usage,
      usd: 0.02,
      ms: 1_500,
      finish,
    });
    // A request that is kept has only the text of what a tool was asked.
    const asked = calls.map((one) => ({ ...one, input: undefined }));
    messages.push({ role: 'assistant', content: text === '' ? asked : [{ type: 'text', text }, ...asked] });
  };
  const use = (seconds: number, call: number, summary: string, text: string, isError = false) => {
    append(seconds, { type: 'tool.called', node, name: 'read_file', summary, isError, ms: 20 });
    messages.push({
      role: 'user',
      content: [{ type: 'toolResult', callId: `c${call}`, name: 'read_file', text, isError }],
    });
  };
  append(3, { type: 'prompt.used', node, name: 'debug', version: 3, from: 'built-in', hash: 'ab'.repeat(32) });
  ask(3, 1);
  append(4, {
    type: 'model.failed',
    node,
    call: 1,
    code: 'model.rateLimited',
    message: 'Anthropic asks to wait 1 s.',
    retryInMs: 1_000,
  });
  ask(5, 2);
  answer(7, 2, 'I look at the file first.', 'src/window.js');
  use(7.1, 2, 'src/window.js 1-20', `1 export function windows() {\n${'2   // a long file\n'.repeat(900)}`);
  ask(7.1, 3);
  answer(9, 3, '', '/etc/shadow', 3_000);
  use(9.1, 3, '/etc/shadow', `No such file. ${hostile.control}`, true);
  ask(9.1, 4);
  answer(12, 4, changeReply, undefined, 3_600);
}

function writeEnd(append: Append, keep: Keep): void {
  append(12, {
    type: 'engine.recorded',
    events: [
      { type: 'node.succeeded', node, output: { edits: 1 } },
      { type: 'node.failed', node: 'rounds', attempt: 1, failure: { code: 'loop.ended', message: 'planted failure' } },
    ],
  });
  const green = testRun(keep, false, '\u001b[32m✔ keeps the last\u001b[0m\n');
  append(14, green.ran);
  append(14, green.told);
  append(14, { type: 'engine.recorded', events: [{ type: 'run.succeeded', output: null }] });
  append(14, { type: 'run.finished', outcome: 'fixed', line: 'fixed by model' });
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';
import { createRunSpanFold, spansOf } from '../../../src/core/run/runSpans.ts';
import { childrenOf, durationOf, type Span, spanIdOf, type Trace } from '../../../src/core/trace/span.ts';
import {
  asked,
  attempt,
  failed,
  logOf,
  replied,
  started,
  startMs,
  tests,
  tool,
  type traceId,
  wholeRun,
} from './someRun.ts';

const open = { details: false };

/** A trace as an indented tree: name, start and end in seconds, status. */
function tree({ spans }: Trace): readonly string[] {
  const children = childrenOf(spans);
  const seconds = (ms: number | undefined) => (ms === undefined ? '…' : (ms - startMs) / 1_000);
  const below = (parent: string | undefined, depth: number): string[] =>
    (children.get(parent) ?? []).flatMap((span) => [
      `${' '.repeat(depth)}${span.name} ${seconds(span.startMs)}-${seconds(span.endMs)}${sayStatus(span)}`,
      ...below(span.spanId, depth + 1),
    ]);
  return below(undefined, 0);
}

const sayStatus = ({ status, attributes }: Span) =>
  status === 'error' ? ` ${attributes['error.type']}` : status === 'ok' ? '' : ' open';

const spanNamed = (trace: Trace, name: string) => {
  const span = trace.spans.find((one) => one.name === name);
  assert.ok(span, `no span ${name} in ${trace.spans.map((one) => one.name).join(', ')}`);
  return span;
};

describe('the spans of a run', () => {
  it('tell a whole run', () => {
    assert.deepEqual(tree(spansOf(wholeRun, open)), [
      'invoke_workflow fix-test 0-20',
      ' open copy 0.2-1',
      ' tests before 1-3',
      ' tests confirm 3.5-5',
      ' repair search 5-9',
      ' invoke_agent debug 9-18',
      '  chat claude-x 9-13',
      '  execute_tool read_file 13-13.5',
      '  chat claude-x 14-16',
      '  tests attempt 16.2-18',
      ' tests after 18.1-20',
      ' review 60-60',
      ' apply 61-61.25',
    ]);
  });

  it('name what a model call was, in the words of the convention', () => {
    const { attributes, kind, events } = spanNamed(spansOf(wholeRun, open), 'chat claude-x');
    assert.equal(kind, 'client');
    assert.deepEqual(attributes, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-x',
      'loopwright.model.ref': 'anthropic/claude-x',
      'gen_ai.request.max_tokens': 4_096,
      'gen_ai.request.temperature': 0,
      'loopwright.model.tries': 2,
      'loopwright.node': 'fix-test/debug',
      'gen_ai.agent.name': 'debug',
      'loopwright.attempt': 1,
      'gen_ai.response.model': 'claude-x-20260901',
      'gen_ai.response.finish_reasons': ['tool_call'],
      'gen_ai.usage.input_tokens': 1_000,
      'gen_ai.usage.output_tokens': 200,
      'gen_ai.usage.cache_read.input_tokens': 100,
      'gen_ai.usage.cache_creation.input_tokens': 0,
      'loopwright.cost.known': true,
      'loopwright.cost.usd': 0.02,
    });
    assert.deepEqual(events, [
      {
        name: 'retry',
        atMs: startMs + 10_000,
        attributes: { 'error.type': 'model.rateLimited', 'loopwright.retry.wait_ms': 1_000 },
      },
    ]);
  });

  const cancelled: RunEventBody = { type: 'run.cancelled' };
  const charged: RunEventBody = {
    type: 'model.charged',
    call: 1,
    usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 },
    usd: 0.01,
  };
  const runFailed: RunEventBody = {
    type: 'run.failed',
    code: 'model.unauthorized',
    message: 'secret',
    hint: undefined,
  };
  const exhausted: RunEventBody = { type: 'budget.exhausted', limit: 'usd', needed: 1, left: 0, total: 1 };
  const paused: RunEventBody = { type: 'run.finished', outcome: 'paused', line: '' };
  const endings: readonly {
    readonly name: string;
    readonly log: readonly RunEvent[];
    readonly want: readonly string[];
  }[] = [
    { name: 'nothing is known', log: [], want: [] },
    {
      name: 'its process died in a call',
      log: logOf([0, started], [1, asked(1)]),
      want: ['invoke_workflow fix-test 0-… open', ' invoke_agent debug 1-… open', '  chat claude-x 1-… open'],
    },
    {
      name: 'it was cancelled in a call',
      log: logOf([0, started], [1, asked(1)], [2, charged], [2, cancelled]),
      want: [
        'invoke_workflow fix-test 0-2 cancelled',
        ' invoke_agent debug 1-2 cancelled',
        '  chat claude-x 1-2 cancelled',
      ],
    },
    {
      name: 'the provider refused',
      log: logOf([0, started], [1, asked(1)], [2, runFailed]),
      want: [
        'invoke_workflow fix-test 0-2 model.unauthorized',
        ' invoke_agent debug 1-2 model.unauthorized',
        '  chat claude-x 1-2 model.unauthorized',
      ],
    },
    {
      name: 'the budget ended between two tries',
      log: logOf([0, started], [1, asked(1)], [2, failed(1, 1_000)], [3, exhausted], [3, paused]),
      want: ['invoke_workflow fix-test 0-3', ' invoke_agent debug 1-3', '  chat claude-x 1-3 model.rateLimited'],
    },
    {
      name: 'a call failed for good and another was made',
      log: logOf(
        [0, started],
        [1, asked(1)],
        [2, failed(1, undefined)],
        [3, asked(2)],
        [4, replied(2, 0)],
        [5, attempt],
      ),
      want: [
        'invoke_workflow fix-test 0-… open',
        ' invoke_agent debug 1-5',
        '  chat claude-x 1-2 model.rateLimited',
        '  chat claude-x 3-4',
      ],
    },
    {
      name: 'a tool failed, and a test run claims to be older than the run',
      log: logOf([0, started], [1, tests('before', 9_000)], [1, asked(1)], [2, tool(true)]),
      want: [
        'invoke_workflow fix-test 0-… open',
        ' tests before 0-1',
        ' invoke_agent debug 1-… open',
        '  chat claude-x 1-… open',
        '  execute_tool read_file 1.5-2 tool_error',
      ],
    },
  ];
  for (const { name, log, want } of endings)
    it(`tell a run of which ${name}`, () => {
      assert.deepEqual(tree(spansOf(log, open)), want);
    });

  it('sum up what a broken call was charged', () => {
    const log = logOf(
      [0, started],
      [1, asked(1)],
      [2, charged],
      [2, failed(1, 500)],
      [3, asked(2)],
      [4, replied(2, 0.02)],
    );
    const { attributes } = spanNamed(spansOf(log, open), 'chat claude-x');
    assert.equal(attributes['gen_ai.usage.input_tokens'], 1_010);
    assert.equal(attributes['loopwright.cost.usd'], 0.03);
  });

  it('know no cost where a price is not known', () => {
    const { attributes } = spanNamed(
      spansOf(logOf([0, started], [1, asked(1)], [2, replied(1, undefined)]), open),
      'chat claude-x',
    );
    assert.equal(attributes['loopwright.cost.known'], false);
    assert.ok(!('loopwright.cost.usd' in attributes));
  });

  it('hold words of the project and addresses only when asked for, and addresses never', () => {
    const log = [...wholeRun.slice(0, -4), ...logOf([70, runFailed])];
    assert.doesNotMatch(JSON.stringify(spansOf(log, { details: false })), /secret|10\.0\.0\.7|\/home\/ada/);
    const told = JSON.stringify(spansOf(log, { details: true }));
    assert.match(told, /secret\/path\.js/);
    assert.match(told, /secret words of the provider/);
    assert.doesNotMatch(told, /10\.0\.0\.7/);
  });

  it('are the same at every step as all at once, each ended span given exactly once', () => {
    const fold = createRunSpanFold(open);
    const ended = wholeRun.flatMap((event) => fold.add(event));
    const whole = spansOf(wholeRun, open);
    assert.deepEqual(fold.trace(), whole);
    assert.deepEqual([...ended].sort(byId), [...whole.spans].sort(byId));
  });

  it('have an id each, whatever the trace', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const id = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') as typeof traceId;
        const ids = Array.from({ length: 400 }, (_, i) => spanIdOf(id, Math.floor(i / 8), i % 8));
        assert.equal(new Set(ids).size, 400);
        for (const one of ids) assert.match(one, /^(?!0{16})[0-9a-f]{16}$/);
      }),
      { numRuns: 50 },
    );
  });

  it('never end before they begin, nor begin before their parent', () => {
    const bodies: readonly RunEventBody[] = [
      tests('attempt', 5_000),
      asked(1),
      failed(1, 1),
      failed(1, undefined),
      replied(1, 1),
      charged,
      tool(),
      attempt,
      exhausted,
      cancelled,
      paused,
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bodies), { maxLength: 30 }), (chosen) => {
        const trace = spansOf(logOf([0, started], ...chosen.map((body, i) => [i, body] as const)), open);
        const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
        assert.equal(byId.size, trace.spans.length);
        for (const span of trace.spans) {
          assert.ok(durationOf(span, trace.lastMs) >= 0 && (span.endMs ?? span.startMs) >= span.startMs);
          const parent = span.parentId === undefined ? undefined : byId.get(span.parentId);
          if (span.parentId !== undefined) assert.ok(parent && parent.startMs <= span.startMs);
        }
      }),
    );
  });
});

const byId = (a: Span, b: Span) => (a.spanId < b.spanId ? -1 : 1);

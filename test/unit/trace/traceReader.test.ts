import assert from 'node:assert/strict';
import { createTraceReader } from '../../../src/app/traceReader.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { labelOf, tableOf } from '../../../webview/trace/traceModel.ts';
import { changeReply, createTracedRun, hostile, tracedRunId } from '../../fakes/tracedRun.ts';

const forever = new AbortController().signal;
const run = { workspace: '/home/ada/place', runId: tracedRunId };

async function open() {
  const traced = createTracedRun();
  const reader = createTraceReader(traced.app);
  const view = await reader.getTrace(run, undefined, forever);
  assert.ok(view.columns);
  const { columns } = view;
  const table = tableOf(view, columns);
  const labels = Array.from({ length: columns.count }, (_, row) => labelOf(columns, row));
  const kindAt = (row: number) => view.kinds[columns.kind[row] ?? 0];
  /** Numbers of the spans of a kind, in the order of the tree. */
  const ofKind = (kind: string) => [...columns.span].filter((_, row) => kindAt(row) === kind);
  return { traced, reader, view, columns, table, labels, ofKind };
}

describe('the trace of a run as panels read it', () => {
  it('is a tree, depth first, with sums from below', async () => {
    const { view, columns, labels, table } = await open();
    assert.deepEqual(labels, [
      'fix-test',
      'reproduce',
      'tests before',
      'open copy',
      'rounds',
      '[1] debug',
      'claude-x',
      'read_file  src/window.js 1-20',
      'claude-x',
      'read_file  /etc/shadow',
      'claude-x',
      'tests after',
    ]);
    assert.equal(columns.depth[labels.indexOf('[1] debug')], 2);
    const debug = labels.indexOf('[1] debug');
    assert.equal(columns.size[debug], 6);
    assert.equal(columns.tokensIn[debug], 12_000);
    assert.ok(Math.abs((columns.usd[0] ?? 0) - 0.06) < 1e-6);
    assert.equal(view.states[columns.state[labels.indexOf('rounds')] ?? 0], 'error');
    assert.deepEqual([table.position[debug], table.siblings[debug]], [1, 1]);
  });

  it('says in figures what it took', async () => {
    const { view } = await open();
    assert.deepEqual(
      { ...view.totals, usd: Number(view.totals.usd?.toFixed(2)) },
      {
        spans: 12,
        errors: 2,
        wallMs: 14_000,
        modelMs: 8_800,
        sandboxMs: 1_800,
        calls: 3,
        usd: 0.06,
        callsOfUnknownPrice: 0,
        callsEstimated: 0,
        tokensIn: 12_000,
        tokensOut: 360,
        tokensCached: 6_600,
      },
    );
  });

  it('gives no columns again while nothing has happened, and the new spans once something has', async () => {
    const { reader, traced, view, columns } = await open();
    assert.equal((await reader.getTrace(run, view.lastSeq, forever)).columns, undefined);
    traced.append(60, { type: 'undo.finished', paths: ['src/window.js'] });
    const later = await reader.getTrace(run, view.lastSeq, forever);
    assert.equal(later.columns?.count, columns.count + 1);
    assert.deepEqual(
      [...(later.columns?.span ?? [])].sort((a, b) => a - b),
      Array.from({ length: 13 }, (_, i) => i),
    );
  });

  it('shows a call with what is new in it, what came from the cache, and what its tool gave', async () => {
    const { reader, ofKind } = await open();
    const [first = 0, second = 0, third = 0] = ofKind('model');
    const one = await reader.getSpan(run, first, forever);
    assert.deepEqual(
      one.call?.messages.map(({ role, seen }) => [role, seen]),
      [
        ['system', false],
        ['user', false],
      ],
    );
    assert.equal(one.events[0]?.name, 'retry');
    assert.match(one.events[0]?.text ?? '', /Anthropic asks to wait/);
    assert.equal(one.tools[0]?.name, 'read_file');
    assert.match(one.tools[0]?.result?.text ?? '', /export function windows/);
    assert.deepEqual(one.places, [{ path: 'src/window.js', line: 1 }]);
    const two = await reader.getSpan(run, second, forever);
    assert.deepEqual(
      two.call?.messages.map(({ seen }) => seen),
      [true, true, false, false],
    );
    assert.equal(two.call?.messages[0]?.cachedShare, 1);
    const three = await reader.getSpan(run, third, forever);
    assert.equal(three.call?.messages.length, 6);
    const shares = three.call?.messages.map(({ cachedShare }) => cachedShare) ?? [];
    assert.deepEqual(
      [...shares].sort((a, b) => b - a),
      shares,
      'cached from the front',
    );
    const [asked] = three.call?.messages[4]?.parts ?? [];
    assert.equal(asked?.kind === 'toolCall' && asked.use.summary, '/etc/shadow  1');
    assert.equal(three.call?.reply?.parts[0]?.kind, 'text');
    assert.equal(three.call?.usd, 0.02);
  });

  it('shows a use of a tool with what it was asked', async () => {
    const { reader, ofKind } = await open();
    const [, refused = 0] = ofKind('tool');
    const { tools, state } = await reader.getSpan(run, refused, forever);
    assert.equal(state, 'error');
    assert.match(tools[0]?.input.text ?? '', /etc\/shadow/);
    assert.match(tools[0]?.result?.text ?? '', /No such file/);
  });

  it('shows tests with what they printed, their red ones and where these stand', async () => {
    const { reader, ofKind } = await open();
    const { outputs, places } = await reader.getSpan(run, ofKind('tests')[0] ?? 0, forever);
    assert.deepEqual(
      outputs.map(({ title }) => title),
      ['report', 'command', 'stdout'],
    );
    assert.ok(outputs[2]?.text.text.includes('\u001b[31m'));
    assert.deepEqual(places, [{ path: 'test/window.test.js', line: 5 }]);
  });

  it('shows a node with what it was given and what it gave, and finds it by its path', async () => {
    const { reader } = await open();
    const place = await reader.findSpan(run, 'rounds[1]/debug', forever);
    assert.ok(place !== undefined);
    const detail = await reader.getSpan(run, place, forever);
    assert.deepEqual(
      detail.outputs.map(({ title }) => title),
      ['output', 'input'],
    );
    assert.equal(detail.prompt, 'debug 3');
    assert.equal(await reader.findSpan(run, detail.spanId, forever), place);
    assert.equal(await reader.findSpan(run, 'no such node', forever), undefined);
  });

  it('cuts long texts and gives the rest by their key', async () => {
    const { reader, ofKind } = await open();
    const [first = 0] = ofKind('model');
    const result = (await reader.getSpan(run, first, forever)).tools[0]?.result;
    assert.ok(result && result.text.length < result.length);
    const rest = await reader.getText(run, { span: first, key: result.key, from: result.text.length }, forever);
    assert.equal((result.text + rest.text).length, result.length);
    await assert.rejects(reader.getText(run, { span: first, key: '999', from: 0 }, forever), (error) =>
      isCoded(error, 'trace.noText'),
    );
  });

  it('refuses a span that does not exist, and a run that is gone', async () => {
    const { reader, traced } = await open();
    await assert.rejects(reader.getSpan(run, 999, forever), (error) => isCoded(error, 'trace.noSpan'));
    const empty = createTraceReader({ ...traced.app, listEventsAfter: async () => [] });
    await assert.rejects(empty.getTrace(run, undefined, forever), (error) => isCoded(error, 'run.unknown'));
  });

  it('says what is no longer kept, and shows the rest', async () => {
    const { reader, traced, ofKind } = await open();
    traced.lose(traced.requests[1]!);
    const { call } = await reader.getSpan(run, ofKind('model')[0] ?? 0, forever);
    assert.deepEqual(call?.missing, ['The request is no longer kept.']);
    assert.equal(call?.reply?.parts[0]?.kind, 'text');
    assert.deepEqual(call?.messages, []);
  });

  it('reads a damaged blob as one that cannot be read', async () => {
    const { traced, ofKind } = await open();
    const reader = createTraceReader({ ...traced.app, readKept: async () => '{"half": ' });
    const { call } = await reader.getSpan(run, ofKind('model')[0] ?? 0, forever);
    assert.equal(call?.missing.length, 2);
    const tests = await reader.getSpan(run, ofKind('tests')[0] ?? 0, forever);
    assert.equal(tests.outputs[0]?.title, 'command');
  });
});

describe('the search of a trace', () => {
  it('finds words wherever they are, and says in which span and where', async () => {
    const { reader, labels, columns } = await open();
    const where = async (words: string) => {
      const { hits, complete } = await reader.search(run, words, forever);
      assert.ok(complete);
      return hits.map((hit) => [labels[[...columns.span].indexOf(hit.span)], hit.where]);
    };
    assert.deepEqual(await where('DROPS THE LAST window'), [['claude-x', 'reply']]);
    assert.deepEqual(await where('needle-in-output'), [['reproduce', 'output']]);
    assert.deepEqual(await where('planted failure'), [
      ['rounds', 'attributes'],
      ['rounds', 'output'],
    ]);
    assert.deepEqual(await where('no such words'), []);
    assert.deepEqual(await where('a long file'), [['claude-x', 'request']], 'once, though later calls repeat it');
  });

  it('takes words as they are, shows some around them, and refuses none', async () => {
    const { reader } = await open();
    const { hits } = await reader.search(run, '(start + size <= items.length)', forever);
    const [hit] = hits;
    assert.equal(hit?.text.slice(hit.from, hit.to), '(start + size <= items.length)');
    assert.ok(changeReply.includes(hit?.text ?? 'nothing'));
    await assert.rejects(reader.search(run, '  ', forever), (error) => isCoded(error, 'trace.noWords'));
    assert.equal((await reader.search(run, hostile.html, forever)).hits.length, 1);
  });

  it('ends when it is cancelled', async () => {
    const { reader } = await open();
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(reader.search(run, 'window', controller.signal), { name: 'AbortError' });
  });
});

describe('the export of a trace', () => {
  it('gives a span with all below it, and no words in the form of another tool', async () => {
    const { reader } = await open();
    const span = await reader.findSpan(run, 'rounds[1]/debug', forever);
    const request = { span, file: undefined, version: '1' };
    const json = await reader.export(run, { ...request, format: 'json' }, forever);
    assert.ok('text' in json);
    assert.equal((JSON.parse(json.text) as { trace: { spans: unknown[] } }).trace.spans.length, 6);
    assert.match(json.text, /window\.js/);
    const otlp = await reader.export(run, { ...request, format: 'otlp' }, forever);
    assert.ok('text' in otlp);
    assert.match(otlp.text, /resourceSpans/);
    assert.doesNotMatch(otlp.text, /window\.js|Anthropic asks/);
  });
});

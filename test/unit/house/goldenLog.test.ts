import assert from 'node:assert/strict';
import { parseWorkflow } from '../../../src/core/workflow/parseWorkflow.ts';
import { assertGolden, type LoggedEvent, stableLog } from '../../scenario/goldenLog.ts';

const { definition } = parseWorkflow(
  `version: 1
name: two
nodes:
  first: { run: [ls] }
  both:
    forEach: "[1, 2]"
    nodes:
      look: { run: [ls] }
      after: { run: [ls], needs: look }
    concurrency: 2
`,
  'two.yaml',
);

const hash = (letter: string) => letter.repeat(64);
const said = (node: string, text: string): LoggedEvent => ({ type: 'command.ran', node, result: text, ms: 7 });
const recorded = (...events: LoggedEvent[]): LoggedEvent => ({ type: 'engine.recorded', events, seq: 1, atMs: 5 });

describe('golden logs', () => {
  assert.ok(definition);
  const start = recorded(
    { type: 'run.started', workflow: 'two', seed: 9 },
    { type: 'node.started', node: 'first', attempt: 1 },
  );

  it('are the same in whatever order parallel nodes end', () => {
    const nodes = ['both[0]/look', 'both[0]/after', 'both[1]/look', 'both[1]/after'];
    const events = nodes.map((node) => said(node, hash('a')));
    const one = stableLog([start, said('first', hash('b')), ...events], definition);
    const other = stableLog([start, ...events.toReversed(), said('first', hash('b'))], definition);
    assert.equal(one, other);
    assert.deepEqual(
      one.split('\n').filter((line) => line !== '' && !line.startsWith(' ')),
      ['run', 'first', ...nodes],
    );
  });

  it('leave out what is another at every run, and keep whether two texts are the same', () => {
    const text = stableLog(
      [start, said('first', hash('c')), said('both[0]/look', hash('d')), said('both[1]/look', hash('c'))],
      definition,
    );
    assert.ok(!/seed|atMs|ms=/.test(text), text);
    assert.deepEqual(
      [...text.matchAll(/result="(#\d)"/g)].map(([, number]) => number),
      ['#1', '#2', '#1'],
    );
  });

  it('that are missing fail', () => {
    if (process.env.LOOPWRIGHT_GOLDEN === 'write') return;
    assert.throws(() => assertGolden('no-such-golden', 'x'), /npm run golden writes it/);
  });
});

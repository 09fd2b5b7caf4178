import assert from 'node:assert/strict';
import { VirtualClock } from '../../fakes/virtualClock.ts';
import { portsOf, start, tool, workflow } from './workflowBuilder.ts';

describe('engine', () => {
  it('runs a chain and gives the last output', async () => {
    const clock = new VirtualClock();
    const ports = portsOf(clock);
    const { finished, events } = await start(ports, workflow([tool('a'), tool('b', { needs: ['a'] })]));
    assert.deepEqual(await clock.until(finished), { kind: 'succeeded', output: 'b' });
    assert.deepEqual(
      (await events()).map((event) => `${event.seq} ${event.type} ${'node' in event ? event.node : ''}`),
      [
        '1 run.started ',
        '2 node.ready a',
        '3 node.started a',
        '4 node.succeeded a',
        '5 node.ready b',
        '6 node.started b',
        '7 node.succeeded b',
        '8 run.succeeded ',
      ],
    );
  });
});

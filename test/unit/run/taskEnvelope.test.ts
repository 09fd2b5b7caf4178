import assert from 'node:assert/strict';
import { parseTask, taskWorkflow } from '../../../src/core/run/taskEnvelope.ts';

const task = (fields: Record<string, unknown>) => JSON.stringify({ type: 'AgentTask', version: 1, id: 't', ...fields });

describe('task envelope', () => {
  it('is read with its defaults, also one of before versions were written down', () => {
    assert.deepEqual(parseTask('{"type":"AgentTask","id":"t"}'), {
      type: 'AgentTask',
      version: 1,
      id: 't',
      payload: {},
      constraints: {},
    });
    const whole = parseTask(
      task({ agent: 'review', payload: { request: 'x' }, constraints: { timeoutMs: 5 }, idempotencyKey: 'k' }),
    );
    assert.deepEqual([whole.agent, whole.payload, whole.idempotencyKey], ['review', { request: 'x' }, 'k']);
  });

  for (const [what, text, code, said] of [
    ['no JSON', '{', 'task.invalid', /not JSON/],
    ['a list', '[]', 'task.invalid', /the task/],
    ['null', 'null', 'task.invalid', /the task/],
    ['another type', '{"type":"Other","id":"t"}', 'task.invalid', /type/],
    ['no id', '{"type":"AgentTask"}', 'task.invalid', /id/],
    ['an unknown field', task({ agnet: 'x' }), 'task.invalid', /agnet/],
    ['a payload that is a text', task({ payload: 'x' }), 'task.invalid', /payload/],
    ['a field name that could not be read back', task({ payload: { "a'] + x['": 1 } }), 'task.invalid', /payload/],
    ['a negative time', task({ constraints: { timeoutMs: -1 } }), 'task.invalid', /timeoutMs/],
    ['a newer version', '{"type":"AgentTask","version":2,"id":"t"}', 'task.newer', /version 2/],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.throws(
        () => parseTask(text),
        (error: { code: string; message: string }) => error.code === code && said.test(error.message),
      ));

  it('becomes a workflow of one node, in which the payload is data and never an expression', () => {
    const parsed = parseTask(
      task({ payload: { request: ['$', '{{ run.id }}'].join('') }, constraints: { timeoutMs: 1_500 } }),
    );
    const { graph } = taskWorkflow(parsed, 'review');
    const [node] = graph.nodes;
    assert.ok(node?.kind === 'agent' && node.agent === 'review');
    assert.equal(node.timeoutMs, 1_500);
    assert.deepEqual(node.with, { request: { kind: 'expression', source: "inputs.payload['request']" } });
  });
});

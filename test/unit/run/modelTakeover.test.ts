import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import type { RunId } from '../../../src/base/ids.ts';
import type { ModelProvider } from '../../../src/core/model/modelProvider.ts';
import { mayTakeOver, nextModel } from '../../../src/core/run/modelTakeover.ts';
import { nodeModels } from '../../../src/core/run/nodeModels.ts';
import { openRunLog } from '../../../src/core/run/runLog.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';

const never = new AbortController().signal;
const runId = 'r1' as RunId;
const failed = { model: 'a/one', code: 'model.timeout', message: 'too slow' };

async function takeOver(refs: readonly string[], cannot: readonly string[] = []) {
  const store = createMemoryRunStore();
  const log = (await openRunLog(runId, { store, redact: (text) => text }, never)).within('n');
  const standby = {
    refs,
    async open(ref: string) {
      if (ref === 'none') return undefined;
      if (cannot.includes(ref)) throw new CodedError('model.notAgreed', `${ref} gets nothing.`, { hint: 'Agree.' });
      return { ref: ref === 'alias' ? 'a/one' : ref } as ModelProvider;
    },
  };
  const next = nextModel([failed], standby, log).then(
    ({ provider, refs: left, failed: all }) => ({ ref: provider.ref, left, failed: all.map(({ model }) => model) }),
    (error: CodedError) => error,
  );
  const result = await next;
  return { result, models: nodeModels(await store.read(runId, 0, never)).get('n') ?? [] };
}

describe('the model that takes over', () => {
  it('is the next that can be used; why each before it was not is on record', async () => {
    const { result, models } = await takeOver(['none', 'a/one', 'alias', 'b/far', 'c/two', 'd/three'], ['b/far']);
    assert.deepEqual(result, { ref: 'c/two', left: ['d/three'], failed: ['a/one', 'none', 'b/far'] });
    assert.deepEqual(
      models.map(({ model, failure }) => [model, failure?.code]),
      [
        ['a/one', 'model.timeout'],
        ['none', 'model.notConnected'],
        ['b/far', 'model.notAgreed'],
      ],
    );
  });

  it('is none when each was tried: the failure says what each said, and what can be done about the last', async () => {
    const { result } = await takeOver(['b/far'], ['b/far']);
    assert.ok(result instanceof CodedError);
    assert.deepEqual(
      [result.code, result.message, result.hint],
      ['model.notAgreed', 'No model is left. a/one: too slow b/far: b/far gets nothing.', 'Agree.'],
    );
  });

  it('takes over from a failure of a model, and from nothing else', () => {
    for (const code of ['model.unauthorized', 'model.rateLimited', 'model.contextTooLong', 'model.badRequest'])
      assert.ok(mayTakeOver(new CodedError(code, 'x')), code);
    for (const code of [
      'budget.exhausted',
      'model.notAgreed',
      'model.refused',
      'agent.gaveUp',
      'reply.invalid',
      'run.cancelled',
    ])
      assert.ok(!mayTakeOver(new CodedError(code, 'x')), code);
    assert.ok(!mayTakeOver(new Error('a bug')));
    assert.ok(!mayTakeOver(Object.assign(new Error('x'), { name: 'AbortError' })));
  });
});

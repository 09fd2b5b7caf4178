import assert from 'node:assert/strict';
import { modelChoice, requireKnownNames } from '../../../src/app/modelChoice.ts';
import type { LeafDefinition } from '../../../src/core/engine/nodeRunner.ts';
import { parseWorkflow } from '../../../src/core/workflow/parseWorkflow.ts';

const text = `version: 1
name: w
nodes:
  build:
    loop: { until: loop.round >= 2, max: 2 }
    nodes:
      code: { agent: codegen, with: { task: x } }
  check: { agent: review, model: { use: openai/named, fallback: [openai/next] }, needs: build, with: { request: x } }
`;
const { definition } = parseWorkflow(text, 'w.yaml');
assert.ok(definition);
const [build, check] = definition.graph.nodes;
assert.ok(build?.kind === 'loop' && check?.kind === 'agent');
const code = build.body.nodes[0] as LeafDefinition;
const library = {
  modelOf: ({ model, fallbackModels = [] }: LeafDefinition) => ({
    use: model,
    by: model === undefined ? undefined : ('node' as const),
    fallback: fallbackModels,
  }),
};
const fallbackModels = ['a/last'];

describe('the model of a node', () => {
  for (const [what, modelFor, ref, why] of [
    ['nothing is said', {}, undefined, /of the run/],
    ['its agent is named', { codegen: 'a/agent' }, 'a/agent', /said so for codegen/],
    ['its id is named too', { codegen: 'a/agent', code: 'a/id' }, 'a/id', /for code$/],
    ['its path is named too', { code: 'a/id', 'build/code': 'a/path' }, 'a/path', /for build\/code/],
    [
      'its round is named too',
      { 'build/code': 'a/path', 'build[2]/code': 'a/round' },
      'a/round',
      /for build\[2\]\/code/,
    ],
    ['another round is named', { 'build[1]/code': 'a/round' }, undefined, /of the run/],
    ['a name of every object is no name', { other: 'a/x' }, undefined, /of the run/],
  ] as const)
    it(`when ${what}`, () => {
      const choice = modelChoice(code, 'build[2]/code', { library, modelFor, fallbackModels });
      assert.equal(choice.ref, ref);
      assert.match(choice.why, why);
    });

  it('the person goes before the workflow', () => {
    assert.deepEqual(modelChoice(check, 'check', { library, modelFor: {}, fallbackModels }), {
      ref: 'openai/named',
      why: 'the node names it',
      fallback: ['openai/next', 'a/last'],
    });
    const said = modelChoice(check, 'check', { library, modelFor: { check: 'a/x' }, fallbackModels });
    assert.deepEqual(said.fallback, ['a/last'], 'what stands by for another model does not count');
    assert.equal(modelChoice(check, 'check', { library, modelFor: { review: 'a/x' }, fallbackModels }).ref, 'a/x');
  });

  it('a name that nothing has is refused, with those that there are', () => {
    requireKnownNames({ code: 'a', 'build/code': 'b', codegen: 'c', 'build[1]/code': 'd', check: 'e' }, [definition]);
    assert.throws(
      () => requireKnownNames({ chekc: 'a/x' }, [definition]),
      (error: { code: string; message: string; hint: string }) =>
        error.code === 'usage.unknownNode' && /chekc/.test(error.message) && /check/.test(error.hint),
    );
  });
});

// Texts with ${{ }} are the language under test, not templates of JavaScript.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: see above
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkflowLanguage } from '../../../src/core/engine/nodeRunner.ts';
import { createEvaluator, type ExpressionScope } from '../../../src/core/workflow/expression.ts';
import { createLanguage } from '../../../src/core/workflow/language.ts';
import { parseTemplate, renderTemplate } from '../../../src/core/workflow/template.ts';

const scope: ExpressionScope = {
  inputs: { n: 3, name: 'Ada', none: null, list: [1, { a: 2 }], evil: '${{ run.id }}' },
  nodes: {},
  run: { id: 'r1', workflow: 'w' },
};
const open = '${' + '{';

function render(value: unknown): unknown {
  const rendered = renderTemplate(parseTemplate(value).template, { scope, evaluator: createEvaluator() });
  assert.ok(rendered.ok, rendered.ok ? '' : rendered.error.message);
  return rendered.value;
}

describe('templates', () => {
  const cases: [value: unknown, rendered: unknown][] = [
    ['plain', 'plain'],
    [`${open} inputs.n }}`, 3],
    [`n=${open} inputs.n }}!`, 'n=3!'],
    [`${open}inputs.name}} and ${open}inputs.n}}`, 'Ada and 3'],
    [` ${open} inputs.n }}`, ' 3'],
    [`<${open} inputs.none }}>`, '<>'],
    [`${open} inputs.list }}`, [1, { a: 2 }]],
    [`list: ${open} inputs.list }}`, 'list: [1,{"a":2}]'],
    [`${open} "}}" + inputs.name }}`, '}}Ada'],
    [`${open} {"a": {"b": inputs.n}} }}`, { a: { b: 3 } }],
    [
      { a: [`${open} inputs.n }}`, 1, null, true], b: { c: 'x' } },
      { a: [3, 1, null, true], b: { c: 'x' } },
    ],
    ['}} alone', '}} alone'],
    ['$' + '{ not ours }', '$' + '{ not ours }'],
  ];
  for (const [value, rendered] of cases)
    it(`${JSON.stringify(value)} gives ${JSON.stringify(rendered)}`, () => assert.deepEqual(render(value), rendered));

  it('never read an expression that came out of an expression', () => {
    assert.equal(render(`${open} inputs.evil }}`), `${open} run.id }}`);
    assert.equal(render(`say ${open} inputs.evil }}`), `say ${open} run.id }}`);
  });

  it('say where a broken expression is', () => {
    const { errors } = parseTemplate({ a: ['ok', `text ${open} inputs.n + }} text`] });
    assert.deepEqual(
      errors.map(({ path, start, end, error }) => ({ path, start, end, code: error.code })),
      [{ path: ['a', 1], start: 9, end: 19, code: 'expression.syntax' }],
    );
    assert.match(parseTemplate(`${open} inputs.n`).errors[0]?.error.message ?? '', /has no end/);
  });

  it('leave text without marks as it is, and never throw', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        if (!JSON.stringify(value).includes('${{')) assert.equal(JSON.stringify(render(value)), JSON.stringify(value));
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void parseTemplate(`${open}${text}`)));
  });
});

describe('the language for the engine', () => {
  const language: WorkflowLanguage = createLanguage(() => undefined);

  it('throws coded errors for what has no value and for what is not known', () => {
    const template = parseTemplate(`${open} inputs.nope }}`).template;
    assert.throws(() => language.evaluate(template, scope), { code: 'expression.failed' });
    assert.throws(() => language.workflow('nope'), { code: 'workflow.unknown' });
    assert.equal(language.evaluate({ kind: 'expression', source: 'inputs.n > 2' }, scope), true);
  });

  it('checks outputs by JSON Schema', () => {
    const schema = {
      type: 'object',
      properties: { ok: { type: 'boolean' }, n: { type: 'integer', minimum: 1 } },
      required: ['ok'],
      additionalProperties: false,
    };
    assert.equal(language.checkOutput(schema, { ok: true, n: 2 }), undefined);
    assert.match(language.checkOutput(schema, { ok: 'yes' }) ?? '', /ok/);
    assert.match(language.checkOutput(schema, { ok: true, n: 0 }) ?? '', /n/);
    assert.match(language.checkOutput(schema, {}) ?? '', /ok/);
  });
});

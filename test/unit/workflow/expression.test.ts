import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  compileExpression,
  createEvaluator,
  type ExpressionScope,
  evaluate,
} from '../../../src/core/workflow/expression.ts';

const scope: ExpressionScope = {
  inputs: {
    n: 3,
    half: 1.5,
    yes: true,
    none: null,
    list: [1, 2, 3],
    text: 'x and y',
    big: Array.from({ length: 3_000 }, (_, index) => index),
  },
  nodes: {
    done: { status: 'succeeded', output: { passed: true, items: ['a', 'b'] }, error: null },
    gone: { status: 'skipped', output: null, error: null },
    'with-dash': { status: 'failed', output: null, error: { code: 'x.y', message: 'no' } },
    loop: { status: 'succeeded', output: 1, error: null },
  },
  run: { id: 'r1', workflow: 'w' },
  loop: { round: 2, last: { passed: false } },
  variables: { file: 'a.ts', index: 0 },
};

function resultOf(source: string): unknown {
  const compiled = compileExpression(source);
  assert.ok(compiled.ok, compiled.ok ? '' : compiled.error.message);
  const result = evaluate(compiled.expression, scope);
  assert.ok(result.ok, result.ok ? '' : result.error.message);
  return result.value;
}

describe('expressions', () => {
  const values: [source: string, value: unknown][] = [
    ['inputs.n + 1', 4],
    ['1 + inputs.n * 2', 7],
    ['inputs.n % 2 == 1', true],
    ['inputs.half * 2', 3],
    ['inputs.n / 2', 1.5],
    ['7 / 2', 3],
    ['-inputs.n', -3],
    ['inputs.list[1] == 2', true],
    ['2 in inputs.list', true],
    ['size(inputs.list) >= 3', true],
    ['inputs.text == "x and y"', true],
    ['"a or b and c".contains(" and ")', true],
    ["'it\\'s || not' == \"it's || not\"", true],
    ['inputs.none == null', true],
    ['nodes.done.output.passed && loop.round == 2', true],
    ["nodes['with-dash'].error.code", 'x.y'],
    ['nodes.loop.output', 1],
    ['"loop" + " " + file', 'loop a.ts'],
    ['has(nodes.gone.output.passed)', false],
    ['nodes.gone.output == null ? "skipped" : "ran"', 'skipped'],
    ['inputs.list.filter(x, x > 1).map(x, x * 10)', [20, 30]],
    ['inputs.list.all(x, inputs.list.exists(y, y == x))', true],
    ['inputs.list.exists_one(x, x == 2)', true],
    ['{"a": {"b": inputs.n}}', { a: { b: 3 } }],
    ['index == 0 // the first one', true],
    ['timestamp("2026-01-02T03:04:05Z")', '2026-01-02T03:04:05.000Z'],
    ['run.workflow + "/" + run.id', 'w/r1'],
  ];
  for (const [source, value] of values)
    it(`${source} is ${JSON.stringify(value)}`, () => assert.deepEqual(resultOf(source), value));

  it('let && bind tighter than ||, for every choice of values', () => {
    for (const a of [1, 2]) {
      for (const b of [1, 2]) {
        for (const c of [1, 2]) {
          const text = (source: string) =>
            source.replaceAll('a', `${a}`).replaceAll('b', `${b}`).replaceAll('c', `${c}`);
          assert.equal(resultOf(text('a==1 || b==1 && c==1')), a === 1 || (b === 1 && c === 1));
          assert.equal(resultOf(text('(a==1 || b==1) && c==1')), (a === 1 || b === 1) && c === 1);
        }
      }
    }
  });

  it('agree with JavaScript on random conditions', () => {
    const leaf = fc.constantFrom('true', 'false', 'inputs.yes', '1 == 2', '"a && b" == "a || b"');
    const { node } = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(tie('node'), fc.constantFrom('&&', '||'), tie('node')).map((parts) => parts.join(' ')),
        tie('node').map((inner) => `(${inner})`),
        tie('node').map((inner) => `!(${inner})`),
      ),
    }));
    const inputs = scope.inputs;
    fc.assert(
      fc.property(node, (source) => {
        const expected: unknown = new Function('inputs', `return ${source};`)(inputs);
        assert.equal(resultOf(source), expected);
      }),
      { numRuns: 300 },
    );
  });

  const refused: [source: string, code: string, message: RegExp, place: [number, number], replacement?: string][] = [
    ['inputs.n ==', 'expression.syntax', /missing before the end/, [11, 11]],
    ['(inputs.n', 'expression.syntax', /Expected "\)", found the end/, [9, 9]],
    ['a==1 or b==1 and c==1', 'expression.syntax', /write && for and/, [13, 16], '&&'],
    ['a==1 or b==1', 'expression.syntax', /write \|\| for or/, [5, 7], '||'],
    ['not a', 'expression.syntax', /write ! for not/, [0, 4], '!'],
    ['a === 1', 'expression.syntax', /write == for ===/, [2, 5], '=='],
    ['a = 1', 'expression.syntax', /write == for =\./, [2, 3], '=='],
    ['a & b', 'expression.syntax', /write && for &/, [2, 3], '&&'],
    ['', 'expression.syntax', /empty/, [0, 0]],
    ['inputs.text.matches("(a+)+$")', 'expression.unsupported', /matches\(\)/, [0, 29]],
    ['cel.bind(x, 1, x)', 'expression.unsupported', /cel\.bind/, [0, 3]],
    ['Loop.round', 'expression.unsupported', /called loop/, [0, 4]],
    ['steps__.more()', 'expression.unsupported', /taken/, [0, 7]],
    ['['.repeat(100), 'expression.syntax', /too large/, [32, 32]],
    ['1 + '.repeat(2_000), 'expression.tooLong', /8000 characters/, [0, 8_000]],
  ];
  for (const [source, code, message, [start, end], replacement] of refused) {
    it(`refuse ${source.slice(0, 30)}`, () => {
      const compiled = compileExpression(source);
      assert.ok(!compiled.ok);
      assert.match(compiled.error.message, message);
      const { error } = compiled;
      assert.deepEqual([error.code, error.start, error.end, error.replacement], [code, start, end, replacement]);
    });
  }

  const failing: [source: string, code: string, message: RegExp][] = [
    ['nodes.gone.output.passed', 'expression.failed', /no field passed/],
    ['"a" + 1', 'expression.failed', /do not go together/],
    ['nope(1)', 'expression.failed', /no function 'nope\(int\)'/],
    ['inputs.list[9]', 'expression.failed', /index/i],
    ['b"x"', 'expression.notJson', /neither/],
    ['inputs.big.all(x, inputs.big.all(y, x == y || true))', 'expression.tooManySteps', /50000/],
    ['inputs.big.map(x, inputs.big.filter(y, y > x))', 'expression.tooManySteps', /50000/],
    ['inputs.big.exists(x, inputs.big.exists(y, false))', 'expression.tooManySteps', /50000/],
    ['inputs.big.exists_one(x, inputs.big.all(y, true))', 'expression.tooManySteps', /50000/],
  ];
  for (const [source, code, message] of failing) {
    it(`give ${code} as data for ${source}`, () => {
      const compiled = compileExpression(source);
      assert.ok(compiled.ok);
      const result = evaluate(compiled.expression, scope);
      assert.ok(!result.ok);
      assert.equal(result.error.code, code);
      assert.match(result.error.message, message);
    });
  }

  it('see nothing of the host', () => {
    for (const source of [
      'process',
      'globalThis',
      'constructor',
      'inputs.constructor',
      'inputs["__proto__"]',
      'inputs.text.length',
      'inputs.list.constructor',
    ]) {
      const result = createEvaluator().evaluate({ source }, scope);
      assert.ok(!result.ok, source);
    }
  });

  it('list what they read, macro variables left out', () => {
    const compiled = compileExpression(
      'nodes.a.output.x + size(inputs.l.filter(i, i > loop.round && has(nodes["b-c"].output.y)))',
    );
    assert.ok(compiled.ok);
    const names = compiled.expression.references.map(
      ({ root, path, optional }) => `${[root, ...path.map(({ name }) => name)].join('.')}${optional ? '?' : ''}`,
    );
    assert.deepEqual(names.sort(), ['inputs.l', 'loop.round', 'nodes.a.output.x', 'nodes.b-c.output.y?']);
  });

  it('never throw, whatever the text is', () => {
    const words = fc.constantFrom(
      'inputs',
      '.',
      'n',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '\\',
      '&&',
      '||',
      ' and ',
      '!',
      '?',
      ':',
      '==',
      '1',
      'loop',
      '.map(x, ',
      'has(',
      '//',
      '\n',
      '"""',
      'r"',
      '$',
      'é',
    );
    const text = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.array(words, { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const compiled = compileExpression(source);
        if (!compiled.ok) {
          assert.ok(
            compiled.error.start >= 0 &&
              compiled.error.end <= source.length &&
              compiled.error.end >= compiled.error.start,
          );
          return;
        }
        for (const { start, end } of compiled.expression.references)
          assert.ok(start >= 0 && end <= source.length && start < end);
        evaluate(compiled.expression, scope);
      }),
      { numRuns: 2_000 },
    );
  });
});

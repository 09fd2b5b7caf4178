import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maxPromptLength, parsePrompt } from '../../../src/core/prompt/parsePrompt.ts';

const head = ['name: mine', 'version: 1', 'agent: mine', 'description: Says something.'];
const file = (front: readonly string[], body: string) => `---\n${front.join('\n')}\n---\n${body}`;
const parse = (text: string, name = 'mine') => parsePrompt(text, { file: 'mine.md', name });

/** `line:column code` of each problem. */
const problems = (text: string, name = 'mine') =>
  parse(text, name).problems.map(({ line, column, code }) => `${line}:${column} ${code}`);

function base() {
  const inputs = ['inputs:', '  how: {description: How., stable: true}', '  task: What.', '  more: {default: ""}'];
  const { prompt } = parse(file([...head, ...inputs], '{{how}}\n<!-- message -->\n{{task}}\n{{more}}'));
  return prompt ?? assert.fail();
}

describe('prompt file', () => {
  it('is read with all that it declares', () => {
    const text = file(
      [
        ...head,
        'format: 1',
        'inputs:',
        '  how: { description: The form., stable: true }',
        '  task: What to do.',
        '  more: { description: Beside it., default: "nothing" }',
        'parameters:',
        '  temperature: { default: 0.2, min: 0, max: 1 }',
        '  model: { values: [anthropic/claude-sonnet-4-5] }',
        'optimise: { objective: [solved, cost], budget: { usd: 2 }, change: [text, temperature, model] }',
      ],
      'Do it.\n\n{{how}}\n\n<!-- message -->\n{{task}}\n\n{{more}}\n',
    );
    const { prompt, problems: found } = parse(text);
    assert.deepEqual(found, []);
    assert.deepEqual(prompt?.inputs, {
      how: { description: 'The form.', default: undefined, stable: true },
      task: { description: 'What to do.', default: undefined, stable: false },
      more: { description: 'Beside it.', default: 'nothing', stable: false },
    });
    assert.deepEqual(prompt.parameters, {
      temperature: { default: 0.2, min: 0, max: 1 },
      model: { values: ['anthropic/claude-sonnet-4-5'] },
    });
    assert.deepEqual(prompt.optimise, {
      objectives: ['solved', 'cost'],
      budget: { usd: 2 },
      change: ['text', 'temperature', 'model'],
    });
  });

  it('may have line breaks of two characters and a byte order mark', () => {
    const text = `\ufeff${file([...head, 'inputs: [task]'], 'Do it.\n<!-- message -->\n{{tsk}}').replaceAll('\n', '\r\n')}`;
    assert.deepEqual(problems(text), ['10:1 prompt.unknownVariable']);
  });

  const rows: [name: string, text: string, expected: string[]][] = [
    ['no front matter', 'Do it.', ['1:1 prompt.noFrontMatter']],
    ['front matter that is never closed', `---\n${head.join('\n')}`, ['1:1 prompt.noFrontMatter']],
    ['an empty front matter', '---\n---\nDo it.', ['1:1 prompt.noFrontMatter']],
    ['front matter that is no YAML', file([...head, 'inputs: [a'], 'Do it.'), ['7:1 yaml.syntax']],
    ['a newer format', file([...head, 'format: 2'], 'Do it.'), ['6:9 version.newer']],
    ['a format that is none', file([...head, 'format: x'], 'Do it.'), ['6:9 version.unknown']],
    ['a text that says nothing', file(head, '\n\n'), ['7:1 prompt.empty']],
    ['a name unlike the file', file(['name: other', ...head.slice(1)], 'Do it.'), ['2:7 prompt.name']],
    ['a version that is none', file(['name: mine', 'version: 1.5', ...head.slice(2)], 'Do it.'), ['3:10 schema.value']],
    ['two message marks', file(head, 'a\n<!-- message -->\nb\n<!-- message -->\n'), ['10:1 prompt.message']],
    [
      'a block that is never closed',
      file([...head, 'inputs: [a]'], 'x\n<!-- message -->\n{{#a}}\n{{a}}'),
      ['10:1 prompt.block'],
    ],
    [
      'a block that is closed only',
      file([...head, 'inputs: [a]'], 'x\n<!-- message -->\n{{a}}{{/a}}'),
      ['10:6 prompt.block'],
    ],
    [
      'a block within a block',
      file([...head, 'inputs: [a, b]'], 'x\n<!-- message -->\n{{#a}}{{#b}}{{b}}{{/a}}'),
      ['10:7 prompt.block'],
    ],
    ['braces without a name', file(head, 'Write {{ a: 1 }}'), ['7:7 prompt.syntax']],
    ['what changes, in the stable part', file([...head, 'inputs: [a]'], 'Do {{a}}.'), ['8:4 prompt.changingInput']],
    [
      'an input that is not used',
      file([...head, 'inputs: [a]'], 'x\n<!-- message -->\ny'),
      ['6:10 prompt.unusedInput'],
    ],
    [
      'a range that nothing fits, and a default outside of one',
      file([...head, 'parameters:', '  temperature: {min: 1, max: 0}', '  maxTurns: {default: 9, max: 5}'], 'Do it.'),
      ['7:22 prompt.range', '8:23 prompt.range'],
    ],
    [
      'an optimiser that may change what has no range',
      file([...head, 'optimise: {objective: solved, budget: {usd: 1}, change: [text, temperature]}'], 'Do it.'),
      ['6:64 optimise.noRange'],
    ],
    [
      'an optimiser without an objective, a limit and anything to change',
      file([...head, 'optimise: {budget: {}, change: []}'], 'Do it.'),
      ['6:1 schema.missing', '6:20 schema.value', '6:32 schema.value'],
    ],
    [
      'several mistakes, all told at once',
      file([...head, 'inptus: [a]', 'version: 2'], 'Do {{a}} {{.'),
      ['6:1 schema.unknownKey', '7:1 yaml.duplicateKey', '9:10 prompt.syntax'],
    ],
  ];
  for (const [name, text, expected] of rows) {
    it(`tells ${name}`, () => assert.deepEqual(problems(text), expected));
  }

  it('says what was expected, and what may have been meant', () => {
    const text = file(
      [...head, 'inputs: [tests]', 'optimise: {objective: sloved, budget: {usd: 1}, change: [text]}'],
      'x',
    );
    const [wrong] = parse(text).problems;
    assert.match(wrong?.message ?? '', /objective of the prompt: found "sloved", expected one of solved, score/);
    const [unknown] = parse(file([...head, 'inputs: [tests]'], 'x\n<!-- message -->\n{{test}}')).problems;
    assert.equal(unknown?.suggestion, 'Did you mean "tests"?');
    assert.equal(unknown?.fix?.newText, '{{tests}}');
    const [newer] = parse(file([...head, 'format: 7'], 'x')).problems;
    assert.equal(newer?.message, 'This prompt file is written in format 7; this program reads formats up to 1.');
  });

  it('bounds what it reads', () => {
    assert.deepEqual(problems(file(head, 'x'.repeat(maxPromptLength))), ['1:1 prompt.tooLong']);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      '---\n',
      'name: mine\n',
      'inputs: [a]\n',
      '{{a}}',
      '{{#a}}',
      '{{/a}}',
      '\\',
      '{{',
      '}}',
      '<!-- message -->\n',
      '\n',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => {
        const { prompt, problems: found } = parse(pieces.join(''));
        assert.equal(
          prompt === undefined,
          found.some(({ severity }) => severity === 'error'),
        );
      }),
    );
  });
});

describe('prompt that stands in for another', () => {
  const over = (front: readonly string[], body: string) =>
    parsePrompt(file(front, body), { file: 'mine.md', name: 'mine', base: base() });

  it('takes what inputs are from the one it stands in for', () => {
    const { prompt, problems: found } = over([...head, 'inputs: [how, task]'], '{{how}}\n<!-- message -->\n{{task}}');
    assert.deepEqual(found, []);
    assert.equal(prompt?.inputs.how?.stable, true);
    assert.equal(prompt?.inputs.task?.description, 'What.');
  });

  for (const [name, inputs, code] of [
    ['asks for what it is not given', 'inputs: [how, taks]', 'prompt.unknownInput'],
    ['makes stable what changes', 'inputs: {task: {stable: true}}', 'prompt.stable'],
  ] as const) {
    it(`is refused when it ${name}`, () => {
      const { prompt, problems: found } = over([...head, inputs], 'Do it.');
      assert.equal(prompt, undefined);
      assert.deepEqual(
        found.map((one) => one.code),
        [code],
      );
    });
  }

  it('may have an input of its own with a default', () => {
    const { problems: found } = over([...head, 'inputs: {tone: {default: plain}}'], 'x\n<!-- message -->\n{{tone}}');
    assert.deepEqual(found, []);
  });

  it('is for the same agent', () => {
    const { problems: found } = over([...head.slice(0, 2), 'agent: other', ...head.slice(3)], 'Do it.');
    assert.deepEqual(
      found.map((one) => one.code),
      ['prompt.agent'],
    );
  });
});

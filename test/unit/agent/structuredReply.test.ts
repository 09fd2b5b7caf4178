import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { z } from 'zod';
import { CodedError } from '../../../src/base/errors.ts';
import type { AgentModel } from '../../../src/core/agent/askModel.ts';
import { findJson } from '../../../src/core/agent/findJson.ts';
import { readJson } from '../../../src/core/agent/readJson.ts';
import { replySchema } from '../../../src/core/agent/replySchema.ts';
import { askStructured, readStructured } from '../../../src/core/agent/structuredReply.ts';
import type { FinishReason, ModelRequest } from '../../../src/core/model/modelProvider.ts';
import type { ModelReply } from '../../../src/core/model/replyOf.ts';
import { writeJson } from './sloppyJson.ts';

const signal = new AbortController().signal;
const verdict = {
  type: 'object',
  properties: {
    approved: { type: 'boolean' },
    findings: {
      type: 'array',
      items: {
        type: 'object',
        properties: { message: { type: 'string' }, line: { type: 'integer' } },
        required: ['message'],
        additionalProperties: false,
      },
    },
  },
  required: ['approved', 'findings'],
  additionalProperties: false,
} as const;
const form = replySchema(verdict, 'verdict');
const good = { approved: true, findings: [{ message: 'a "b" {c}', line: 3 }] };
const read = (text: string, finish: FinishReason = 'stop') => readStructured({ text, finish }, form);

function reply(text: string, finish: FinishReason = 'stop'): ModelReply {
  return {
    text,
    calls: [],
    finish,
    usage: undefined,
    model: 'm',
    content: text === '' ? [] : [{ type: 'text', text }],
  };
}

describe('structured reply', () => {
  const json = JSON.stringify(good);
  for (const [name, text] of [
    ['bare JSON', json],
    ['a fenced block after prose', `It is fine.\n\n\`\`\`json\n${json}\n\`\`\``],
    ['a fence without a language, never closed', `\`\`\`\n${json}`],
    ['JSON in the prose', `The answer is ${json}. That is all.`],
    [
      'a corrected answer after a first one',
      `\`\`\`json\n{"approved": false, "findings": []}\n\`\`\`\nNo:\n\`\`\`json\n${json}\n\`\`\``,
    ],
    ['prose with braces that are no JSON', `I looked at function f() { return x } and { a, b }.\n${json}`],
    [
      'single quotes, bare keys, comments, Python words',
      writeJson(good, { quote: "'", bareKeys: true, comments: true, pythonWords: true }),
    ],
    ['a trailing comma', json.replace('}]', '},]')],
    ['a missing comma', json.replace(',"findings"', '\n"findings"')],
  ] as const) {
    it(`reads ${name}`, () => {
      const result = read(text);
      assert.equal(result.kind, 'value', JSON.stringify(result));
      assert.deepEqual(result.kind === 'value' && result.value, good);
    });
  }

  it('takes the explanation off, or the prose in front where there is none', () => {
    const inside = read(JSON.stringify({ explanation: 'Because\n of this.', ...good }));
    assert.deepEqual(inside, { kind: 'value', value: good, explanation: 'Because of this.', repaired: false });
    const inFront = read(`Because of that.\n\n\`\`\`json\n${json}\n\`\`\``);
    assert.equal(inFront.kind === 'value' && inFront.explanation, 'Because of that.');
  });

  for (const [name, text, fault, why] of [
    ['no JSON at all', 'It is fine.', 'missing', /no JSON/],
    ['JSON without an end', json.slice(0, -1), 'truncated', /no end/],
    ['JSON cut inside a string', '{"approved": true, "findings": [{"message": "the {} of', 'truncated', /no end/],
    ['a whole object inside one that is cut', `{"explanation": "x", "nested": ${json}, "more`, 'truncated', /no end/],
    [
      'an answer cut after an example that was whole',
      `\`\`\`json\n${json}\n\`\`\`\nand now\n\`\`\`json\n{"approved":`,
      'truncated',
      /no end/,
    ],
    ['something left out', '{"approved": true, "findings": [{"message": "x"}, ...]}', 'syntax', /leaves something out/],
    ['brackets that do not match', '{"approved": true, "findings": [}]', 'syntax', /do not match/],
    ['an object that is closed too early', '{"approved": true}, "findings": []}', 'syntax', /do not match/],
    ['a key that changes prototypes', '{"approved": true, "findings": [], "__proto__": {}}', 'syntax', /__proto__/],
    ['a missing field', '{"approved": true}', 'schema', /\$\.findings: expected a list, found nothing/],
    [
      'a wrong type inside',
      '{"approved": true, "findings": [{"message": 7}]}',
      'schema',
      /\$\.findings\[0\]\.message: expected a string, found 7/,
    ],
    [
      'a key too much',
      '{"approved": true, "findings": [], "score": 9}',
      'schema',
      /\$\.score: expected no such key, found 9/,
    ],
  ] as const) {
    it(`refuses ${name}`, () => {
      const result = read(text);
      assert.deepEqual(result.kind === 'fault' && result.fault, fault, JSON.stringify(result));
      assert.match(result.kind === 'fault' ? result.why : '', why);
    });
  }

  it('refuses whatever was cut at its maximum length, whole as it may look', () => {
    assert.equal(read(json, 'length').kind, 'fault');
  });

  it('bounds what it reads', () => {
    assert.equal(read(`{"approved": true, "findings": [], "x": "${'y'.repeat(400_000)}"}`).kind, 'fault');
    assert.equal(read(`${'['.repeat(100_000)}`).kind, 'fault');
    assert.equal(readJson(`{"a": 1e999}`).kind, 'fault');
  });
});

describe('structured reply, fuzzed', () => {
  const anyObject = z.record(z.string(), z.unknown());
  const permissive = replySchema(anyObject, 'any');
  const words = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(
      '}',
      '{"a": 1}',
      ']',
      "it's",
      '"',
      '\\',
      '// no',
      '/* x',
      '```json\n{"a": 1}\n```',
      '\n}\n',
      '...',
      '\u201d',
      ': {',
    ),
  );
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(
        fc.boolean(),
        fc.constant(null),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        words,
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(words, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value;
  const object = fc
    .dictionary(words, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
    // -0 is written as 0.
    .map((one) => JSON.parse(JSON.stringify(one)) as Record<string, unknown>)
    .filter((one) => !JSON.stringify(one).includes('__proto__'))
    // Node 24.21 reads the second of two keys "\\" and "\"" of neighbouring objects as the first: a fault of its JSON.parse.
    .filter((one) => isDeepStrictEqual(JSON.parse(JSON.stringify(one)), one));
  const style = fc.record({
    quote: fc.constantFrom('"' as const, "'" as const, 'curly' as const),
    bareKeys: fc.boolean(),
    trailingCommas: fc.boolean(),
    comments: fc.boolean(),
    pythonWords: fc.boolean(),
    rawBreaks: fc.boolean(),
  });
  const around = fc.constantFrom(
    (json: string) => json,
    (json: string) => `Here it is:\n\n\`\`\`json\n${json}`,
    (json: string) => `I think so. ${json}`,
  );

  it('gives valid JSON back as it is', () => {
    fc.assert(
      fc.property(object, around, (one, wrap) => {
        const result = readStructured({ text: wrap(JSON.stringify(one)), finish: 'stop' }, permissive);
        assert.deepEqual(result.kind === 'value' && result.value, one);
      }),
      { numRuns: 500 },
    );
  });

  it('gives nearly valid JSON back as it was meant, or not at all', () => {
    let accepted = 0;
    fc.assert(
      fc.property(object, style, around, (one, how, wrap) => {
        const result = readStructured({ text: wrap(writeJson(one, how)), finish: 'stop' }, permissive);
        if (result.kind === 'fault') return;
        accepted += 1;
        assert.deepEqual(result.value, one);
      }),
      { numRuns: 1_000 },
    );
    assert.ok(accepted > 300, `${accepted} of 1000 were repaired`);
  });

  it('takes time in proportion to an answer whose quotes fit nowhere, and asks for a sound one', function () {
    this.timeout(10_000);
    const units = ["'a", '"a"- ', '“a\n', '&quot;a ', '"\'a\'":', "'a\n", '\t&#39;;', '" a'];
    for (const unit of units)
      for (const [open, close] of [
        ['["x", ', ' ]'],
        ['{"x": ', ' }'],
      ]) {
        const reading = readJson(open + unit.repeat(2 * Math.floor(20_000 / unit.length)) + close);
        assert.equal(reading.kind, 'fault', unit);
      }
    // One quote that is too many turns all texts behind it inside out.
    for (const before of [':', '&', "a'b", '"a" or'])
      assert.equal(readJson(`["x", ${before} ${'"\'a\'",'.repeat(5_000)}1]`).kind, 'fault', before);
    // Or the brackets in a text become those of lists, deeper than any that is read.
    assert.equal(readJson(`{"texts": ["line&a ${'[&a '.repeat(40_000)}break"],}`).kind, 'fault');
  });

  it('repairs an answer with apostrophes in its texts, and with words and texts beside each other', () => {
    const texts = Array.from({ length: 2_000 }, (_, at) => `it's "${at}"`);
    const reading = readJson(`{"texts": ${JSON.stringify(texts).replace(/]$/, ',]')}, ok: True,}`);
    assert.deepEqual(reading.kind === 'value' && reading.value, { texts, ok: true });
    const few = readJson("{a: yes, b: [1 'it', \"isn't\"]}");
    assert.deepEqual(few.kind === 'value' && few.value, { a: 'yes', b: [1, 'it', "isn't"] });
  });

  it('never takes JSON that was cut, wherever it was cut', () => {
    fc.assert(
      fc.property(
        object,
        style,
        around,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (one, how, wrap, share) => {
          const whole = wrap(writeJson(one, how));
          const cut = whole.slice(0, Math.floor(share * whole.length));
          const result = readStructured({ text: cut, finish: 'stop' }, permissive);
          assert.equal(result.kind, 'fault', cut);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('never throws, and never gives what the schema refuses', () => {
    const noise = fc.array(
      fc.oneof(fc.constantFrom(...'{}[],:"\'`\\/', '```json\n', '"approved"', 'true', '"findings"', '[]', '\n'), words),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(noise, fc.constantFrom<FinishReason>('stop', 'length', 'toolCalls'), (parts, finish) => {
        const result = readStructured({ text: parts.join(''), finish }, form);
        if (result.kind === 'value') assert.ok(form.check.safeParse(result.value).success);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a question whose answer is data', () => {
  const request = {
    system: 'Judge.',
    messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'x' }] }],
    maxOutputTokens: 100,
  };

  function modelWith(replies: readonly (ModelReply | 'exhausted')[], responseSchema = false) {
    const requests: ModelRequest[] = [];
    const ask: AgentModel['ask'] = async (one) => {
      requests.push(one);
      const next = replies[requests.length - 1];
      if (next === undefined) throw new Error('asked too often');
      return next === 'exhausted' ? { kind: 'exhausted' } : { kind: 'answer', reply: next };
    };
    return { requests, model: { ask, responseSchema } };
  }
  const json = JSON.stringify(good);

  it('puts the schema into the system text where the provider takes none', async () => {
    const { requests, model } = modelWith([reply(json)]);
    const answer = await askStructured({ model, request, schema: verdict, name: 'Verdict' }, signal);
    assert.deepEqual(answer.kind === 'value' && answer.value, good);
    assert.match(requests[0]?.system ?? '', /^Judge\.\n\n.*"explanation".*"approved"/s);
    assert.equal(requests[0]?.responseSchema, undefined);
  });

  it('hands the schema to a provider that takes one, and does not repeat it', async () => {
    const { requests, model } = modelWith([reply(json)], true);
    await askStructured({ model, request, schema: z.object({ approved: z.boolean() }), name: 'The verdict' }, signal);
    assert.deepEqual(requests[0]?.responseSchema, {
      name: 'the_verdict',
      schema: {
        type: 'object',
        properties: {
          explanation: { type: 'string', description: 'One paragraph for a person: why the answer is so.' },
          approved: { type: 'boolean' },
        },
        required: ['explanation', 'approved'],
      },
    });
    assert.doesNotMatch(requests[0]?.system ?? '', /approved/);
  });

  it('asks once more with the exact error, in the same conversation', async () => {
    const { requests, model } = modelWith([reply('{"approved": "yes", "findings": []}'), reply(json)]);
    const refused: string[] = [];
    const onRefused = async (why: string) => void refused.push(why);
    const answer = await askStructured({ model, request, schema: verdict, name: 'verdict', onRefused }, signal);
    assert.equal(answer.kind, 'value');
    assert.deepEqual(
      requests[1]?.messages.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
    assert.match(JSON.stringify(requests[1]?.messages.at(-1)), /\$\.approved: expected true or false, found/);
    assert.equal(refused.length, 1);
  });

  it('then fails with a code and what was wrong', async () => {
    const { model } = modelWith([reply(''), reply('{"approved": true}')]);
    await assert.rejects(askStructured({ model, request, schema: verdict, name: 'verdict' }, signal), (error) => {
      assert.ok(error instanceof CodedError);
      assert.equal(error.code, 'reply.invalid');
      assert.match(error.message, /2 times: \$\.findings: expected a list, found nothing/);
      assert.deepEqual(error.details.problems, [{ path: '$.findings', expected: 'a list', found: 'nothing' }]);
      return true;
    });
  });

  it('says when the budget does not allow the question', async () => {
    const { model } = modelWith(['exhausted']);
    assert.deepEqual(await askStructured({ model, request, schema: verdict, name: 'v' }, signal), {
      kind: 'exhausted',
    });
  });

  it('refuses a schema that cannot be read', async () => {
    const { model } = modelWith([]);
    const schema = { type: 'object', properties: { a: { type: 'string', pattern: 'x' } } };
    await assert.rejects(askStructured({ model, request, schema, name: 'v' }, signal), { code: 'workflow.badSchema' });
  });

  it('throws nothing but coded errors and cancellations', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (first, second) => {
        const { model } = modelWith([reply(first), reply(second)]);
        const outcome = await askStructured({ model, request, schema: verdict, name: 'v' }, signal).catch(
          (error) => error,
        );
        assert.ok(outcome instanceof CodedError && outcome.code === 'reply.invalid');
      }),
      { numRuns: 100 },
    );
  });

  it('reads a fence with many blanks behind it', () => {
    const started = process.cpuUsage();
    assert.deepEqual(findJson(`\`\`\`${' '.repeat(200_000)}x\n{"a": 1}\n`).kind, 'found');
    // Milliseconds; minutes if the blanks were shared out between two repetitions in every way.
    assert.ok(process.cpuUsage(started).user < 10_000_000);
  });
});

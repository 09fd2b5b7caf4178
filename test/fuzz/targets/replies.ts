import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as z from 'zod';
import { findJson } from '../../../src/core/agent/findJson.ts';
import { readJson } from '../../../src/core/agent/readJson.ts';
import { replySchema } from '../../../src/core/agent/replySchema.ts';
import { readStructured } from '../../../src/core/agent/structuredReply.ts';
import { parseTextReply, proseEnd } from '../../../src/core/model/parseTextReply.ts';
import { renderToolCall } from '../../../src/core/model/textProtocol.ts';
import { type FuzzTarget, numbersOf } from '../fuzzTarget.ts';

const schema = replySchema(
  z.object({ verdict: z.enum(['yes', 'no']), reasons: z.array(z.string()).default([]), score: z.number().optional() }),
  'verdict',
);

/** What models answer where data is asked for: JSON that is nearly right, and tool calls written as text. */
export const target: FuzzTarget = {
  name: 'replies',
  seeds: () => [],
  generated: fc
    .tuple(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom('', 'Here it is:\n', '```json\n', 'a {b} c\n'), fc.nat(3))
    .map(
      ([value, before, indent]) =>
        `${before}${JSON.stringify(value, null, indent)}${before.startsWith('`') ? '\n```' : ''}`,
    ),
  open: async () => ({ check: (text: string) => check(text), close: () => Promise.resolve() }),
};

function check(text: string): string {
  const found = findJson(text);
  if (found.kind === 'found') assert.ok(found.slice.start < found.slice.end && found.slice.end <= text.length);
  const read = readJson(text);
  checkExact(text, read);
  const structured = readStructured({ text, finish: 'stop' }, schema);
  if (structured.kind === 'value') schema.check.parse(structured.value);
  assert.equal(readStructured({ text, finish: 'length' }, schema).kind, 'fault', 'a reply that was cut was used');
  checkCalls(text);
  const words = [
    found.kind,
    read.kind === 'value' ? `${typeof read.value} ${read.repaired}` : read.fault,
    structured.kind,
  ];
  return [...words, found.kind === 'open' ? found.why : '', parseTextReply(text).calls.length > 0].join(' ');
}

/** Sound JSON is read as it stands, and a part of it never: what was cut off is not taken for a smaller whole. */
function checkExact(text: string, read: ReturnType<typeof readJson>): void {
  const value = soundJson(text);
  if (value === undefined) return;
  if (read.kind === 'value') assert.deepEqual(read.value, value, 'sound JSON was read as something else');
  const trimmed = text.trimEnd();
  const random = numbersOf(text);
  for (let round = 0; round < 3; round++) {
    const cut = readJson(trimmed.slice(0, 1 + Math.floor(random() * (trimmed.length - 1))));
    assert.equal(cut.kind, 'fault', 'JSON that was cut was taken for a whole');
  }
}

/** The value, where the whole text is an object or a list; undefined for what is refused on purpose. */
function soundJson(text: string): unknown {
  if (!/^[{[]/.test(text) || text.length > 100_000 || text.includes('__proto__') || text.includes('\\u005f'))
    return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkCalls(text: string): void {
  const { calls, text: prose } = parseTextReply(text);
  assert.ok(calls.length <= 100 && prose.length <= text.length);
  assert.ok(proseEnd(text) <= text.length);
  for (const call of calls) {
    if (call.input !== undefined) assert.deepEqual(JSON.parse(call.inputText), call.input);
    if (call.input === undefined || typeof call.input !== 'object' || call.input === null) continue;
    const again = parseTextReply(renderToolCall(call.name, call.inputText)).calls;
    assert.equal(again.length, 1);
    assert.deepEqual(again[0]?.input, call.input, 'a call that was written out was read as another');
  }
}

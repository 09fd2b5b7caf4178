import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRedactor } from '../../../src/core/redaction/redactor.ts';
import { createRedactedStream } from '../../../src/core/redaction/redactStream.ts';
import { type FuzzTarget, numbersOf, piecesOf } from '../fuzzTarget.ts';

const known = [
  { name: 'DB_PASSWORD', value: 'kn0wn-va|ue "1"' },
  { name: 'DEPLOY_KEY', value: 'Zx9-unguessable-8812' },
];
const redact = createRedactor(() => known);
const marked = createRedactor(() => known, { mark: (value) => String(value.length) });
const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** A stream keeps back so much at most; what is longer may be cut in a secret, as its docstring says. */
const mostKept = 16 * 1024;

/** Texts with secrets in them: none comes through, whole or in pieces, and what is clean stays as it is. */
export const target: FuzzTarget = {
  name: 'redaction',
  seeds: () =>
    ['secrets.jsonl', 'innocent.jsonl'].flatMap((file) =>
      readFileSync(path.resolve(import.meta.dirname, '../../fixtures/redaction', file), 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { readonly text: string }).text),
    ),
  open: async () => ({ check, close: () => Promise.resolve() }),
};

function check(text: string): string {
  const random = numbersOf(text);
  const clean = redact(text);
  assert.equal(redact(clean), clean, 'a second time changes more');
  const withMark = marked(text);
  assert.equal(marked(withMark), withMark, 'a second time changes more, with marks');
  checkPlanted(text, random);
  if (text.length <= mostKept) for (let round = 0; round < 3; round++) checkStream(text, clean, random);
  return [...clean.matchAll(/\[redacted:([^\]\s]{0,40})/g)]
    .map(([, name]) => name)
    .slice(0, 6)
    .sort()
    .join(' ');
}

/** A secret put anywhere into the text is not there afterwards. */
function checkPlanted(text: string, random: () => number): void {
  const at = Math.floor(random() * (text.length + 1));
  const known1 = known[Math.floor(random() * known.length)]?.value ?? '';
  const inside = redact(text.slice(0, at) + known1 + text.slice(at));
  assert.ok(!inside.includes(known1), 'a secret that was told came through');
  const token = `ghp_${Array.from({ length: 36 }, () => letters[Math.floor(random() * letters.length)]).join('')}`;
  const around = `${text.slice(0, at)}\n${token}\n${text.slice(at)}`;
  const hidden = redact(around);
  assert.ok(!hidden.includes(token), 'a token came through');
  for (const piece of [around]) {
    const streamed = through(piecesOf(piece, random));
    assert.ok(!streamed.includes(token), 'a token came through a stream');
  }
}

function checkStream(text: string, clean: string, random: () => number): void {
  const pieces = piecesOf(text, random);
  assert.equal(through(pieces), clean, `in pieces it is not the same: ${JSON.stringify(pieces).slice(0, 2_000)}`);
}

function through(pieces: readonly string[]): string {
  const stream = createRedactedStream(redact);
  return pieces.map((piece) => stream.push(piece)).join('') + stream.end();
}

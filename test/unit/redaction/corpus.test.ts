import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRedactor } from '../../../src/core/redaction/redactor.ts';

interface Sample {
  readonly kind: string;
  readonly text: string;
  /** The part that must not stay; undefined: nothing in the text is secret. */
  readonly secret?: string;
}

const folder = path.join(import.meta.dirname, '../../fixtures/redaction');

function samples(file: string): readonly Sample[] {
  return readFileSync(path.join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample);
}

/** A third of a secret is enough to count as seen. */
function isSeen(secret: string, clean: string): boolean {
  const part = secret.slice(0, Math.max(6, Math.ceil(secret.length / 3)));
  return clean.includes(part) || clean.includes(secret.slice(-part.length));
}

describe('redaction of what was never told', () => {
  const redact = createRedactor(() => []);
  const secrets = samples('secrets.jsonl');
  const innocent = samples('innocent.jsonl');
  const missed = secrets.filter(({ text, secret = '' }) => isSeen(secret, redact(text)));
  const wrong = innocent.filter(({ text }) => redact(text) !== text);

  it('takes out 99 of 100 secrets', () => {
    assert.ok(secrets.length >= 300);
    const recall = 1 - missed.length / secrets.length;
    assert.ok(recall >= 0.99, missed.map(({ kind, text }) => `${kind}: ${text}`).join('\n'));
  });

  it('is right 98 times of 100 that it takes something out', () => {
    assert.ok(innocent.length >= 300);
    const right = secrets.length - missed.length;
    const precision = right / (right + wrong.length);
    assert.ok(precision >= 0.98, wrong.map(({ kind, text }) => `${kind}: ${redact(text)}`).join('\n'));
  });

  it('leaves JSON that holds a secret what it is, also where it holds JSON itself', () => {
    for (const { text } of secrets)
      for (const value of [
        { t: text },
        { t: JSON.stringify({ u: text }) },
        { t: JSON.stringify(`${text}"`), z: 'x' },
      ]) {
        const clean = redact(JSON.stringify(value));
        assert.doesNotThrow(() => JSON.parse(clean), clean);
      }
  });

  const written = [
    ['JSON', (text: string) => JSON.stringify({ t: text })],
    ['JSON within JSON', (text: string) => JSON.stringify({ a: JSON.stringify({ t: text }) })],
    ['JSON within JSON within JSON', (text: string) => JSON.stringify([JSON.stringify([JSON.stringify([text])])])],
  ] as const;
  for (const [what, write] of written)
    it(`takes out 98 of 100 in ${what} as well, and is right as often`, () => {
      const part = (secret: string) => JSON.stringify(secret).slice(1, -1);
      const still = secrets.filter(({ text, secret = '' }) => isSeen(part(secret), redact(write(text))));
      const right = secrets.length - still.length;
      assert.ok(right / secrets.length >= 0.98, still.map(({ text }) => redact(write(text))).join('\n'));
      const taken = innocent.filter(({ text }) => redact(write(text)) !== write(text));
      assert.ok(right / (right + taken.length) >= 0.98, taken.map(({ text }) => redact(write(text))).join('\n'));
    });

  it('changes nothing that is clean already', () => {
    for (const { text } of secrets)
      for (const write of [(plain: string) => plain, ...written.map(([, one]) => one)]) {
        const clean = redact(write(text));
        assert.equal(redact(clean), clean);
      }
  });
});

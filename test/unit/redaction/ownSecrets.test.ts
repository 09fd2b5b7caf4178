import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOwnShapes } from '../../../src/app/ownSecrets.ts';
import { CodedError } from '../../../src/base/errors.ts';
import { createRedactor, type Redactor } from '../../../src/core/redaction/redactor.ts';
import { createRedactedStream } from '../../../src/core/redaction/redactStream.ts';

describe('secrets of the person, by redaction.json', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lwos-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const file = () => path.join(folder, 'redaction.json');
  function redactorOf(settings: unknown): Redactor {
    writeFileSync(file(), JSON.stringify(settings));
    const shapes = readOwnShapes(folder);
    return createRedactor(() => [], { shapes: () => shapes });
  }

  it('are none without the file, and none with an empty one', () => {
    assert.deepEqual(readOwnShapes(folder), []);
    assert.deepEqual(readOwnShapes(path.join(folder, 'nowhere')), []);
    assert.equal(redactorOf({})('acme_0123456789'), 'acme_0123456789');
  });

  it('are what begins with a prefix, however it goes on', () => {
    const redact = redactorOf({ tokens: [{ name: 'acme-key', starts: ['acme_', 'a.c'] }] });
    assert.equal(redact('use acme_abcDEF-123 now'), 'use [redacted:acme-key] now');
    assert.equal(redact('use a.cabcdef12 now'), 'use [redacted:acme-key] now');
    assert.equal(redact('xacme_abcDEF-123, acme_short, abcabcdef12'), 'xacme_abcDEF-123, acme_short, abcabcdef12');
  });

  it('are what fits a pattern, or its group, also when it comes in pieces', () => {
    const redact = redactorOf({
      tokens: [
        { name: 'ticket', starts: ['TCK-'], pattern: '\\d{8}(?!\\d)' },
        { name: 'pin', starts: ['pin is '], pattern: '(?<secret>\\d{4})' },
      ].map((one) => ({ ...one, starts: one.starts.map((start) => start.replaceAll(' ', '')) })),
    });
    assert.equal(redact('TCK-12345678 TCK-123456789'), '[redacted:ticket] TCK-123456789');
    assert.equal(redact('pinis1234'), 'pinis[redacted:pin]');
    const stream = createRedactedStream(redact);
    const shown = [...'see TCK-12345678 ok\n'].map((piece) => stream.push(piece)).join('') + stream.end();
    assert.equal(shown, 'see [redacted:ticket] ok\n');
  });

  it('are tried before the known ones', () => {
    const redact = redactorOf({ tokens: [{ name: 'ours', starts: ['ghp_'], pattern: '[A-Za-z0-9]{36}' }] });
    assert.equal(redact(`ghp_${'a1B2'.repeat(9)}`), '[redacted:ours]');
  });

  for (const [text, why] of [
    ['{', /Expected property name|JSON/],
    ['[]', /expected object/],
    ['{"token": []}', /[Uu]nrecognized key/],
    ['{"tokens": [{"name": "a b", "starts": ["ab"]}]}', /tokens › 0 › name: a name is of letters/],
    ['{"tokens": [{"name": "a", "starts": []}]}', /tokens › 0 › starts: a token has at least one start/],
    ['{"tokens": [{"name": "a", "starts": ["x"]}]}', /tokens › 0 › starts › 0: a start is of 2 to 64/],
    ['{"tokens": [{"name": "a", "starts": ["é1"]}]}', /starts › 0: a start/],
    ['{"tokens": [{"name": "a", "starts": ["ab"], "pattern": "[a-z]+"}]}', /pattern: it repeats without end/],
    ['{"tokens": [{"name": "a", "starts": ["ab"], "pattern": "x{3,}"}]}', /pattern: it repeats without end/],
    ['{"tokens": [{"name": "a", "starts": ["ab"], "pattern": "(a{1,9}){1,9}"}]}', /pattern: it repeats a group/],
    ['{"tokens": [{"name": "a", "starts": ["ab"], "pattern": "(a)\\\\1"}]}', /pattern: it refers back to a group/],
    ['{"tokens": [{"name": "a", "starts": ["ab"], "pattern": "[z"}]}', /pattern: Invalid regular expression/],
  ] as const)
    it(`are refused with the file and the place: ${text}`, () => {
      writeFileSync(file(), text);
      assert.throws(
        () => readOwnShapes(folder),
        (error) =>
          error instanceof CodedError &&
          error.code === 'redaction.badSettings' &&
          error.message.includes(file()) &&
          why.test(error.message) &&
          error.hint?.includes('"starts"') === true,
      );
    });
});

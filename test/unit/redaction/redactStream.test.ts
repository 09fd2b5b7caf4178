import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRedactor } from '../../../src/core/redaction/redactor.ts';
import { createRedactedStream } from '../../../src/core/redaction/redactStream.ts';

const redact = createRedactor(() => [{ name: 'KNOWN', value: 'kn0wn-value-1' }]);
const secrets = [
  'ghp_cD5eF6aB7cD5eF6aB7cD5eF6aB7cD5eF6aB7',
  'hunter2-prod!',
  'kn0wn-value-1',
  'MIIEpAIBAAKCAQEA7bq4wZ0vT1mX9cK2hQ8rLpYd',
];
const text = `start ${secrets[0]} end
password: ${secrets[1]}
value ${secrets[2]} of mine
-----BEGIN PRIVATE KEY-----
${secrets[3]}
-----END PRIVATE KEY-----
tests ..... done
`;

function through(pieces: readonly string[]): string {
  const stream = createRedactedStream(redact);
  return pieces.map((piece) => stream.push(piece)).join('') + stream.end();
}

describe('a stream without its secrets', () => {
  it('holds none, wherever it is cut', () => {
    const whole = redact(text);
    const cuts = fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 20 });
    fc.assert(
      fc.property(cuts, (places) => {
        const sorted = [0, ...places.sort((a, b) => a - b), text.length];
        const pieces = sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
        const clean = through(pieces);
        for (const secret of secrets) assert.ok(!clean.includes(secret), clean);
        assert.equal(clean, whole);
      }),
    );
  });

  it('shows what is no part of a secret at once', () => {
    const stream = createRedactedStream(redact);
    assert.equal(stream.push('tests/test_a.py ...'), 'tests/test_a.py ...');
    assert.equal(stream.push('..\nnext'), '..\n');
    assert.equal(stream.end(), 'next');
    assert.equal(stream.end(), '');
  });

  it('keeps back no more than it must', () => {
    const stream = createRedactedStream(redact);
    const shown = stream.push('x'.repeat(40_000));
    assert.equal(shown.length, 40_000);
    assert.equal(stream.push('-----BEGIN PRIVATE KEY-----\n'), '');
    assert.ok(stream.push('A'.repeat(40_000)).length > 0);
  });
});

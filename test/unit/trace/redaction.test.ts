import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRedactor, findSecret, secretsOf } from '../../../src/core/trace/redaction.ts';

describe('redaction', () => {
  it('is not confused by an empty secret, nor by the name of an author', () => {
    const empty = [{ name: 'KEY', value: '' }];
    assert.equal(createRedactor(() => empty)('text'), 'text');
    assert.equal(findSecret('text', empty), undefined);
    assert.deepEqual(secretsOf({ GIT_AUTHOR_NAME: 'Jane Doe', SSH_AUTH: 'abcdefgh1' }), [
      { name: 'SSH_AUTH', value: 'abcdefgh1' },
    ]);
  });

  it('takes secrets from variables whose name says so', () => {
    const env = {
      API_KEY: 'abcdefgh1',
      DB_PASSWORD: 'passw0rd!',
      HOME: '/home/me/long',
      SHORT_TOKEN: 'abc',
      UNSET_SECRET: undefined,
    };
    assert.deepEqual(
      secretsOf(env).map(({ name }) => name),
      ['API_KEY', 'DB_PASSWORD'],
    );
  });

  it('replaces every occurrence by the name, also as it stands inside JSON', () => {
    const redact = createRedactor(() => [{ name: 'DB_PASSWORD', value: 'p"w\\d-12345' }]);
    assert.equal(redact('a p"w\\d-12345 b p"w\\d-12345'), 'a [redacted:DB_PASSWORD] b [redacted:DB_PASSWORD]');
    assert.equal(redact(JSON.stringify({ a: 'p"w\\d-12345' })), '{"a":"[redacted:DB_PASSWORD]"}');
  });

  it('replaces the longer of two secrets that begin alike', () => {
    const redact = createRedactor(() => [
      { name: 'A', value: 'secret-1' },
      { name: 'B', value: 'secret-1-long' },
    ]);
    assert.equal(redact('secret-1-long secret-1'), '[redacted:B] [redacted:A]');
  });

  for (const [name, text] of [
    ['anthropic-key', `sk-ant-api03-${'a'.repeat(30)}`],
    ['openai-key', `sk-proj-${'b'.repeat(40)}`],
    ['github-token', `ghp_${'c'.repeat(36)}`],
    ['aws-key-id', 'AKIAABCDEFGHIJKLMNOP'],
    ['private-key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----'],
  ] as const) {
    it(`knows the shape of an ${name}`, () => {
      assert.equal(createRedactor(() => [])(`x ${text} y`), `x [redacted:${name}] y`);
    });
  }

  for (const innocent of [
    'sk-short',
    'task-management-and-much-more',
    'AKIA',
    'ghp_notlong',
    'the key is under the mat',
  ]) {
    it(`leaves ${JSON.stringify(innocent)} alone`, () => assert.equal(createRedactor(() => [])(innocent), innocent));
  }

  it('leaves no secret in any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[a-z0-9]{8,20}$/), fc.string(), (before, value, after) => {
        fc.pre(!'redacted'.includes(value));
        const clean = createRedactor(() => [{ name: 'S', value }])(before + value + after);
        assert.ok(!clean.includes(value));
      }),
    );
  });

  it('names the secret that a text holds', () => {
    const secrets = [{ name: 'A', value: 'aaaaaaaa' }];
    assert.equal(findSecret('x aaaaaaaa', secrets), 'A');
    assert.equal(findSecret('x', secrets), undefined);
  });
});

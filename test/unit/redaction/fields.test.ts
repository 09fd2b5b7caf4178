import assert from 'node:assert/strict';
import { createRedactor } from '../../../src/core/redaction/redactor.ts';
import { redactStrings } from '../../../src/core/run/runLog.ts';

describe('redaction of fields', () => {
  const redact = createRedactor(() => []);

  it('takes out what its name says is a secret, at any depth', () => {
    const value = { user: 'ada', login: { password: 'hunter2!x' }, keys: [{ apiKey: 'q7S8Q2a0R2IimjY9T2wF9z' }] };
    assert.deepEqual(redactStrings(value, redact), {
      user: 'ada',
      login: { password: '[redacted:password]' },
      keys: [{ apiKey: '[redacted:key]' }],
    });
  });

  it('leaves what such a field holds that is none', () => {
    const value = {
      password: 'string',
      secretName: 'my-app-tls',
      apiKey: '<your key>',
      authorization: '',
      tokens: '12',
    };
    assert.deepEqual(redactStrings(value, redact), value);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  buildSandboxEnvironment,
  defaultSandboxLimits,
  isSecretVariable,
  tightenLimits,
} from '../../../src/core/sandbox/policy.ts';

describe('sandbox policy', () => {
  const secrets = [
    'GITHUB_TOKEN',
    'npm_token',
    'TOKEN',
    'OPENAI_API_KEY',
    'AWS_ACCESS_KEY_ID',
    'MY_SECRET_X',
    'DB_PASSWORD',
  ];
  for (const name of [
    ...secrets,
    'SSH_AUTH_SOCK',
    'DBUS_SESSION_BUS_ADDRESS',
    'HTTPS_PROXY',
    'https_proxy',
    'NPM_AUTH',
  ])
    it(`takes ${name} for a secret`, () => assert.equal(isSecretVariable(name), true));

  for (const name of ['TZ', 'LANG', 'NODE_ENV', 'KEYBOARD', 'TOKENIZER', 'MONKEY', 'PYTHONPATH', 'CARGO_HOME'])
    it(`takes ${name} for harmless`, () => assert.equal(isSecretVariable(name), false));

  it('passes what is named and not secret, and lets literal values win', () => {
    const host = { TZ: 'Europe/Berlin', LANG: 'de', GITHUB_TOKEN: 'ghp', OTHER: 'x', EMPTY: undefined };
    const built = buildSandboxEnvironment({
      host,
      pass: ['TZ', 'LANG', 'GITHUB_TOKEN', 'EMPTY', 'no name', 'MISSING'],
      set: { LANG: 'C', API_KEY: 'test', 'a b': '1', NUL: 'a\0b' },
    });
    assert.deepEqual(built.env, { TZ: 'Europe/Berlin', LANG: 'C', API_KEY: 'test' });
    assert.deepEqual(built.refused, ['GITHUB_TOKEN', 'no name', 'a b', 'NUL']);
  });

  it('passes nothing of the host that is not named', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.array(fc.string()), (host, pass) => {
        const { env } = buildSandboxEnvironment({ host, pass, set: {} });
        return Object.keys(env).every((name) => pass.includes(name) && !isSecretVariable(name));
      }),
    );
  });

  it('tightens and never loosens', () => {
    const limit = fc.option(fc.integer({ min: -5, max: 2 ** 40 }), { nil: undefined });
    const names = Object.keys(defaultSandboxLimits) as (keyof typeof defaultSandboxLimits)[];
    fc.assert(
      fc.property(fc.constantFrom(...names), limit, (name, wish) => {
        const limits = tightenLimits(defaultSandboxLimits, wish === undefined ? {} : { [name]: wish });
        assert.equal(
          limits[name],
          wish && wish > 0 ? Math.min(wish, defaultSandboxLimits[name]) : defaultSandboxLimits[name],
        );
        for (const other of names) if (other !== name) assert.equal(limits[other], defaultSandboxLimits[other]);
      }),
    );
  });
});

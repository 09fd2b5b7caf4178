import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRedactor, findSecret, secretsOf } from '../../../src/core/redaction/redactor.ts';

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
    ['anthropic-key', `sk-ant-api03-${'aB3_'.repeat(8)}`],
    ['openai-key', `sk-proj-${'bC4-'.repeat(10)}x`],
    ['github-token', `ghp_${'cD5'.repeat(12)}`],
    ['aws-key-id', 'AKIAABCDEFGHIJKLMNOP'],
    ['private-key', `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpA'.repeat(9)}\n-----END RSA PRIVATE KEY-----`],
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

  it('finds a known value in an address and in base64', () => {
    const redact = createRedactor(() => [{ name: 'DB', value: 'p&ss w/rd' }]);
    assert.equal(redact(`x?p=${encodeURIComponent('p&ss w/rd')}`), 'x?p=[redacted:DB]');
    assert.equal(redact(`blob ${btoa('p&ss w/rd')}.`), 'blob [redacted:DB].');
  });

  it('tells secrets of a kind apart by a mark, and gives the same one the same', () => {
    const redact = createRedactor(() => [], { mark: (value) => String(value.length) });
    assert.equal(
      redact('password="hunter2!" password="hunter22!" password="hunter2!"'),
      'password="[redacted:password 8]" password="[redacted:password 9]" password="[redacted:password 8]"',
    );
  });

  it('knows shapes of the person', () => {
    const shapes = [{ name: 'own', starts: ['acme-'], pattern: /acme-[0-9]{6}/y }];
    assert.equal(createRedactor(() => [], { shapes: () => shapes })('x acme-123456 y'), 'x [redacted:own] y');
  });

  for (const [what, text, expected] of [
    [
      'too long for the token it begins with, and whose end is one',
      `tskey-${'a1B2-'.repeat(20)}tskey-${'c3D4'.repeat(6)}`,
      '[redacted:tailscale-key][redacted:tailscale-key]',
    ],
    [
      'that holds tokens of one length behind each other',
      `x AIza${'b7'.repeat(17)}-AIza${'c8'.repeat(17)}-AIza${'d9'.repeat(17)}e y`,
      'x [redacted:google-key][redacted:google-key][redacted:google-key] y',
    ],
    [
      'that goes on behind the longest token with another one',
      `GOCSPX-${'e5F6'.repeat(100)}ghp_${'cD5'.repeat(12)}`,
      '[redacted:google-oauth][redacted:github-token]',
    ],
    [
      'of which a part is no token whatever is behind it',
      `AIza-short-AIza${'d9'.repeat(17)}e`,
      'AIza-short-[redacted:google-key]',
    ],
  ] as const)
    it(`a second look finds no more in a run of characters ${what}`, () => {
      const redact = createRedactor(() => []);
      assert.equal(redact(text), expected);
      assert.equal(redact(expected), expected);
    });

  it('finds no more behind a value that was long before it was taken out', () => {
    const redact = createRedactor(() => []);
    const clean = redact(`host=db password=${'kZ7pQ2x'.repeat(20)} encryption-key=base64:a5kpJ`);
    assert.equal(clean, 'host=db password=[redacted:password] encryption-key=[redacted:key]');
    assert.equal(redact(clean), clean);
  });

  it('takes time in proportion to the text, whatever it holds', function () {
    this.timeout(60_000);
    for (const piece of [
      '=',
      ':',
      '<',
      '>',
      '"',
      "password='",
      'token=',
      '://a:',
      '-----BEGIN PRIVATE KEY-----',
      'eyJ',
      'MTA',
      ' --pass ',
      '\\',
      'AKIA',
      'secret ',
      'token \\n',
      '\\"token=',
      'a=b\\u0020',
      'tskey-a1B2-c3D4-e5F6-g7H8-',
    ]) {
      const started = process.cpuUsage();
      createRedactor(() => [])(piece.repeat(Math.ceil(1_000_000 / piece.length)));
      const tookMs = process.cpuUsage(started).user / 1000;
      // A fraction of a second where nothing else runs; hours if each place looked at the whole text.
      assert.ok(tookMs < 15_000, `${piece}: ${tookMs} ms`);
    }
  });

  it('takes out a secret however long it is, also as a password', () => {
    const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
    const redact = createRedactor(() => []);
    for (const length of [100, 300, 600, 3_000, 4_100, 9_000, 15_000]) {
      const value = Array.from({ length }, (_, at) => letters[(at * 7919 + ((at * at) % 31)) % 57]).join('');
      for (const [before, after] of [
        ['API_TOKEN=', '\n'],
        ['token: "', '"\n'],
        ['{"password":"', '"}'],
        ['{\\"auth\\":\\"', '\\"}'],
        ['Authorization: Bearer ', '\n'],
        ['run --token ', ' -v'],
        ['"--api-key",\n  "', '",\n'],
        ['client-secret:\n  "', '"\n'],
        ['x.setToken("', '")'],
      ] as const) {
        const clean = redact(before + value + after);
        assert.match(clean, /^[^[]*\[redacted:\w+\][^[]{0,12}$/, `${before}… of ${length} characters`);
        assert.ok(clean.startsWith(before) && clean.endsWith(after), `${before}… of ${length} characters`);
      }
    }
    const prose = `password: "${'A long text about what a person may take for a word that no one else can guess. '.repeat(8)}"`;
    assert.equal(redact(prose), prose);
  });

  it('takes out a private key right behind a word, or another key without its end', () => {
    const redact = createRedactor(() => []);
    const key = `-----BEGIN PRIVATE KEY-----\n${'b3BlbnNzaC1rZXktdjEA'.repeat(3)}`;
    assert.equal(redact(`key${key}`), 'key[redacted:private-key]');
    assert.equal(redact(`${key}${key}`), '[redacted:private-key][redacted:private-key]');
  });

  it('takes out a token that begins a line of a text within JSON', () => {
    const token = 'ghp_F3k9sT2mQ8vLx4ZrW7nJ1pYb6cHd5gAe0uRi';
    const redact = createRedactor(() => []);
    for (const space of ['\n', '\r\n', '\t'])
      assert.equal(
        redact(JSON.stringify({ file: `# mine${space}${token}${space}end` })),
        JSON.stringify({ file: `# mine${space}[redacted:github-token]${space}end` }),
      );
    assert.equal(redact(`moun${token}`), `moun${token}`);
  });

  for (const [what, text, expected] of [
    [
      'line breaks and quotes',
      'x\npassword = "Winter!sC0ming"\nport = 1',
      'x\npassword = "[redacted:password]"\nport = 1',
    ],
    ['a backslash in it', 'password="a\\b1c2d3e4"', 'password="[redacted:password]"'],
    ['JSON in it', '{"password":"p\'w1nter-9"}', '{"password":"[redacted:password]"}'],
    ['a path of Windows', 'C:\\new\\tokens = 3 "x"', 'C:\\new\\tokens = 3 "x"'],
  ] as const)
    it(`finds in a text within JSON what it finds in the text: ${what}`, () => {
      const redact = createRedactor(() => []);
      assert.equal(redact(text), expected);
      for (const write of [
        (plain: string) => JSON.stringify({ t: plain, token: 'no' }),
        (plain: string) => JSON.stringify([JSON.stringify({ u: plain })]),
      ])
        assert.equal(redact(write(text)), write(expected));
    });

  it('gives one secret the same mark, with escapes or without, and undoes those of codes', () => {
    const marked = createRedactor(() => [], { mark: (value) => value });
    const line = 'export DB_PASSWORD=Winter&C0ming\nls';
    assert.equal(marked(line), 'export DB_PASSWORD=[redacted:password Winter&C0ming]\nls');
    assert.equal(
      marked('{"t":"export DB_PASSWORD\\u003dWinter\\u0026C0ming\\nls"}'),
      '{"t":"export DB_PASSWORD\\u003d[redacted:password Winter&C0ming]\\nls"}',
    );
  });

  it('takes out every secret of a command, not only the last', () => {
    const redact = createRedactor(() => []);
    const clean = redact('redis-cli -u redis://me:s3cr3tpw@db:6379 -a 0therPw99');
    assert.ok(!/s3cr3tpw|0therPw99/.test(clean), clean);
  });

  it('takes neither its own marks nor its own names for secrets', () => {
    const marked = createRedactor(() => [], { mark: (value) => String(value.length) });
    for (const text of [
      's://:w@hos',
      'hvs.CAESIJRM1aJGMt0pWqbQnUzYb3cXy=QUgIjgLNs03PnCAY',
      'a password x1y2z3w4 b',
      `whsec_${'fLlEIBzDjF3CwqJP'}:52:b:e:endr5}`,
    ])
      for (const redact of [marked, createRedactor(() => [])]) {
        const clean = redact(text);
        assert.equal(redact(clean), clean);
      }
  });

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

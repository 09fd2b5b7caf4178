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

  const wholes: readonly (readonly [what: string, text: string])[] = [
    ['a value on the line after its name', 'password =\n  "correct horse battery staple"\n'],
    ['a flag and its value on two lines', 'run(["--api-key",\n  "k3y-8812-unguess-0011"]);\n'],
    ['a value whose name stands a line before', '- name: SECRET_TOKEN\n  value: "9f8e7d6c5b4a3f2e1d0c"\n'],
    ['the default of a variable', 'variable "db_password" {\n  default = "tr0ub4dor&3"\n}\n'],
    ['an element over two lines', '<Password\n Type="x">p4ssw0rd!</Password>\n'],
    [
      'a key without its end before another',
      '-----BEGIN PRIVATE KEY-----\nMIIBuwIBAAKBgQPwcXdelXJ7/6EQzzQVb3GnrCQ-----BEGIN\n',
    ],
    ['a long token of two words', `FlyV1 fm2_${'JPEbjNzLFrokUDOhNelT'.repeat(8)} ok\n`],
    ['a flag that begins a line', '\n--api-key b2310704a65zz\n'],
    ['a key behind its id', `AKIAIOSFODNN7EXAMPL1 ${'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzKEYzzz'.slice(0, 40)}\n`],
    ['a command that is given a password', 'redis-cli -h db -a S3cr3tPw99 ping\nmysql -u root -pS3cretpw db\n'],
    ['a line that a carriage return divides', '12 %\rpassword="h4rd-gu3ss!"\r13 %\r\npassword=h4rd-gu3ss!\r\n'],
    ['a known secret of several words', 'say kn0wn value 2\nand kn0wn value 2 again'],
    ['a known secret of several lines', 'key l1ne-one\nl1ne-two\nend\n'],
  ];
  for (const [what, whole] of wholes)
    it(`is the whole without its secrets, whatever the pieces: ${what}`, () => {
      const redactThese = createRedactor(() => [
        { name: 'WORDS', value: 'kn0wn value 2' },
        { name: 'LINES', value: 'l1ne-one\nl1ne-two' },
      ]);
      const expected = redactThese(whole);
      assert.notEqual(expected, whole);
      const places = Array.from({ length: whole.length + 1 }, (_, at) => at);
      for (const at of places)
        for (const to of [at, at + 1, at + 3, whole.length].filter((end) => end <= whole.length)) {
          const stream = createRedactedStream(redactThese);
          const pieces = [whole.slice(0, at), whole.slice(at, to), whole.slice(to)];
          assert.equal(pieces.map((piece) => stream.push(piece)).join('') + stream.end(), expected, String([at, to]));
        }
      const stream = createRedactedStream(redactThese);
      assert.equal(
        [...whole].map((letter) => stream.push(letter)).join('') + stream.end(),
        expected,
        'letter by letter',
      );
    });

  it('cuts no word of a line that is too long to be kept', () => {
    const stream = createRedactedStream(redact);
    const shown = stream.push(`password ${'a b '.repeat(4_500)}${secrets[0]?.slice(0, 20)}`);
    assert.ok(shown.length > 16_000);
    const rest = stream.push(`${secrets[0]?.slice(20)} end\n`) + stream.end();
    assert.equal(rest.includes('[redacted:github-token]'), true, rest);
  });

  it('takes no time with long words', () => {
    const stream = createRedactedStream(redact);
    const started = process.cpuUsage();
    for (let round = 0; round < 200; round++) stream.push(`${'x'.repeat(8_000)} `);
    // Milliseconds each; seconds if the beginning of the last word were looked for from every place.
    assert.ok(process.cpuUsage(started).user < 15_000_000);
  });
});

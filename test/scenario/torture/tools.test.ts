import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import type { ScriptedCall } from '../../fakes/servers/serverReply.ts';
import { environmentSecret, goodEdit, put, type Tortured, text, torture, type Wire } from './tortureBench.ts';

/** A call, and what the model has to be told. */
const calls: readonly (readonly [ScriptedCall, RegExp])[] = [
  [{ name: 'read_file', input: { path: '/etc/passwd' } }, /"\/etc\/passwd\\?" is refused: it leaves the project/],
  [{ name: 'read_file', input: { path: '../../../../etc/passwd' } }, /it leaves the project/],
  [{ name: 'read_file', input: { path: 'src/../../outside/secret.txt' } }, /it leaves the project/],
  [{ name: 'read_file', input: { path: '.git/config' } }, /it names \.git/],
  [{ name: 'read_file', input: { path: 'src/slug.js\0.txt' } }, /it is not a plain path/],
  [{ name: 'read_file', input: { path: 'way-out' } }, /not a regular file|There is no file/],
  [{ name: 'read_file', input: { path: 'made/passwd' } }, /it is not a regular file/],
  [{ name: 'read_file', input: { path: 'made/etc/passwd' } }, /a folder on the way is a symbolic link/],
  [{ name: 'read_file', input: { path: 'made/pipe' } }, /it is not a regular file/],
  [{ name: 'read_file', input: { path: 'made/large.txt' } }, /104857600 bytes, more than/],
  [{ name: 'read_file', input: { path: 'made/binary.bin' } }, /it is binary/],
  [{ name: 'read_file', input: { path: 'src' } }, /it is not a regular file/],
  [{ name: 'read_file', input: { path: 5 } }, /input of read_file is not valid: path/],
  [{ name: 'read_file', input: { path: 'src/slug.js', from: 1e300 } }, /is not valid: from/],
  [{ name: 'list_files', input: { folder: '../..' } }, /There are no files in/],
  [{ name: 'search', input: { text: 'x'.repeat(100_000) } }, /is not valid: text/],
  [{ name: 'search', input: { text: '(a+)+$' } }, /No line contains/],
  [{ name: 'search', input: { text: `${'a?'.repeat(40)}${'a'.repeat(40)}`, regex: true } }, /more than 6 choices/],
  [{ name: 'symbols', input: { path: '/etc/passwd' } }, /it leaves the project/],
  [{ name: 'run_shell', input: { command: 'cat /etc/passwd' } }, /There is no tool run_shell/],
  [{ name: '__proto__', input: {} }, /There is no tool __proto__/],
];

const made = `import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
if (!existsSync('made')) {
  mkdirSync('made');
  symlinkSync('/etc/passwd', 'made/passwd');
  symlinkSync('/etc', 'made/etc');
  execFileSync('mkfifo', ['made/pipe']);
  writeFileSync('made/large.txt', '');
  truncateSync('made/large.txt', 100 * 2 ** 20);
  writeFileSync('made/binary.bin', Buffer.from([1, 0, 2]));
}
`;

const cases = (wire: Wire) =>
  [
    {
      name: `asks ${wire} for files outside, pipes, links, large and binary files, and tools that are not there`,
      wire,
      prepare: (bench: Parameters<typeof put>[0]) => {
        put(bench, { 'test/slug.test.js': `${made}${bench.read('test/slug.test.js')}` });
        symlinkSync('../outside/secret.txt', path.join(bench.workspace, 'way-out'));
      },
      replies: [{ calls: calls.map(([call]) => call) }, text(goodEdit)],
      outcome: 'fixed',
      exitCode: 0,
      calls: 2,
      async check({ sent, json, bench }: Tortured) {
        const said = sent(1).replaceAll('\\"', '"');
        for (const [{ input }, expected] of calls) assert.match(said, expected, JSON.stringify(input).slice(0, 100));
        assert.doesNotMatch(said, /root:x:/);
        assert.equal(json.proposal?.files, 1);
        const called = (await bench.events()).filter(({ type }) => type === 'tool.called');
        assert.equal(called.length, calls.length, 'every call is on record');
        const why = called.map(({ summary, isError }) => (isError ? summary : 'done'));
        for (const one of ['files.unsafePath', 'files.notText', 'no such tool', 'bad input'])
          assert.ok(why.includes(one), `${one} is in ${why}`);
      },
    },
    {
      name: `sends ${wire} calls that are no JSON, and gets no further`,
      wire,
      replies: [
        { calls: [{ name: 'read_file', argumentsText: '{"path": "src/slug.js' }] },
        { calls: [{ name: 'read_file', argumentsText: '[[[[' }] },
        { calls: [{ name: 'read_file', argumentsText: '"src/slug.js"' }] },
        { calls: [{ name: 'read_file', argumentsText: '{"path":"src/slug.js","__proto__":{"path":"/etc/passwd"}}' }] },
      ],
      outcome: 'not-fixed',
      exitCode: 1,
      calls: 5,
      check({ sent }: Tortured) {
        assert.match(sent(1), /not valid JSON/);
        assert.match(sent(3), /input of read_file is not valid/);
        assert.doesNotMatch(sent(4), /root:x:/);
      },
    },
    {
      name: `makes fifty calls in one answer of ${wire}`,
      wire,
      prepare: (bench: Parameters<typeof put>[0]) => put(bench, { 'src/long.js': `${'// a line\n'.repeat(3_000)}` }),
      replies: [
        {
          calls: Array.from({ length: 50 }, (_, at) => ({
            name: 'read_file',
            input: { path: 'src/long.js', from: at * 20 + 1 },
          })),
        },
        text(goodEdit),
      ],
      outcome: 'fixed',
      exitCode: 0,
      calls: 2,
      check({ sent }: Tortured) {
        assert.match(sent(1), /you asked for too much at once/);
        assert.ok(sent(1).length < 200_000, `${sent(1).length} characters`);
      },
    },
  ] as const;

torture('tools', [...cases('openai'), ...cases('anthropic')]);

torture('tools with a secret', [
  {
    name: 'searches for a secret of the environment, which it cannot have from us',
    replies: [{ calls: [{ name: 'search', input: { text: environmentSecret } }] }, text(goodEdit)],
    outcome: 'fixed',
    exitCode: 0,
    calls: 2,
  },
  {
    name: 'runs tests that lie outside, that are options, and that are commands of a shell',
    replies: [
      {
        calls: [
          { name: 'run_tests', input: { files: ['../outside/secret.txt', '/etc/passwd'] } },
          { name: 'run_tests', input: { files: ['--eval=process.exit(0)'] } },
          { name: 'run_tests', input: { names: ['$(cat ../outside/secret.txt)', '.*'] } },
          { name: 'diagnostics', input: { path: '../outside/secret.txt' } },
        ],
      },
      text(goodEdit),
    ],
    outcome: 'fixed',
    exitCode: 0,
    calls: 2,
    check({ sent }) {
      assert.doesNotMatch(sent(1), /root:x:/);
      assert.doesNotMatch(sent(1), /6 passed/);
    },
  },
]);

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { ModelServer, ServerReply } from '../fakes/servers/serverReply.ts';
import { CliBench, type FixRun } from './loopwrightCli.ts';

const goodEdit = `Accents and punctuation were kept.

src/slug.js
<<<<<<< SEARCH
  return title.toLowerCase().replace(/ /g, '-');
=======
  return title
    .normalize('NFKD')
    .replace(/[\\u0300-\\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
>>>>>>> REPLACE
`;
const wrongEdit = goodEdit
  .replace(".replace(/^-|-$/g, '')", ".replace(/^-/g, '')")
  .replace('Accents and punctuation were kept.', 'Only the front is trimmed.');
const look = (file: string): ServerReply => ({ calls: [{ name: 'read_file', input: { path: file } }] });
const script = [look('src/a.js'), look('src/b.js'), look('src/c.js'), { text: wrongEdit }, { text: goodEdit }];

/** Files of about 1,500 tokens each, and a window that holds the task and two of them, not three. */
async function withSmallWindow(
  body: (at: { bench: CliBench; server: ModelServer; args: readonly string[] }) => Promise<void>,
): Promise<void> {
  const bench = new CliBench('needs-model-js');
  const server = await startOpenaiServer([...script], { apiKey: undefined, flavour: 'compatible' });
  try {
    for (const name of ['a', 'b', 'c'])
      writeFileSync(
        path.join(bench.workspace, `src/${name}.js`),
        `// ${name}\n${'// nothing to see here\n'.repeat(260)}`,
      );
    const ref = `openai-compatible/m@${server.url}?window=10000`;
    await body({ bench, server, args: ['--model', ref, '--repair-seconds', '0'] });
  } finally {
    await server.close();
    bench.dispose();
  }
}

const jsonOf = (run: { readonly stdout: string }) => JSON.parse(run.stdout) as FixRun['json'];
const saidIn = (server: ModelServer, index: number) => JSON.stringify(server.requests[index]?.body.messages);

describe('a conversation that nears the window', function () {
  this.timeout(90_000);

  it('is shortened, goes on with its ledger in the next round, and replays to the same log', () =>
    withSmallWindow(async ({ bench, server, args }) => {
      const run = await bench.fix(args);
      assert.equal(run.json.outcome, 'fixed', run.stderr);
      assert.equal(server.requests.length, 5);
      assert.equal(server.requests[0]?.body.max_tokens, 2_500, 'a quarter of the window');
      const compacted = (await bench.events()).filter(({ type }) => type === 'conversation.compacted');
      assert.ok(compacted.length >= 1);
      for (const { tokensBefore, tokensAfter } of compacted) assert.ok(Number(tokensAfter) < Number(tokensBefore));
      assert.doesNotMatch(saidIn(server, 2), /kept in this ledger/, 'as long as there is room nothing changes');
      const last = saidIn(server, 4);
      assert.match(last, /These tests are red/, 'the task stays');
      assert.match(last, /kept in this ledger.*src\/a\.js.*src\/b\.js/s);
      assert.match(last, /Only the front is trimmed.*Your edit was taken back/s, 'so do the last turns');
      const replay = await bench.run(['replay', '--json']);
      assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
      assert.equal(server.requests.length, 5);
    }));

  it('is shortened in the same way when the run is resumed, so nothing is asked twice', () =>
    withSmallWindow(async ({ bench, server, args }) => {
      const paused = await bench.fix([...args, '--max-calls', '4']);
      assert.equal(paused.exitCode, 4, paused.stderr);
      const resumed = await bench.run(['resume', '--max-calls', '9', '--json']);
      assert.equal(jsonOf(resumed).outcome, 'fixed', resumed.stderr);
      assert.equal(server.requests.length, 5);
      assert.match(saidIn(server, 4), /kept in this ledger/);
    }));
});

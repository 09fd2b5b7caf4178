import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ReviewView } from '../../src/protocol/runView.ts';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { ModelServer, ServerReply } from '../fakes/servers/serverReply.ts';
import { CliBench } from './loopwrightCli.ts';
import { otherEdit, slugEdit } from './slugAnswers.ts';

const apiKey = 'sk-test-key-000000';
const model = ['--model', 'openai/gpt-4.1', '--repair-seconds', '0'];
const text = (reply: string): ServerReply => ({ text: reply });

/** Two hunks: the fix, and a change that is not needed. */
const first = text(slugEdit('a-z0-9') + otherEdit);
const second = text(slugEdit('a-z\\d'));
const wrong = text(slugEdit('a-z0-9').replace(".replace(/^-|-$/g, '')", ".replace(/^-/g, '')"));

interface Attempt {
  readonly bench: CliBench;
  readonly server: ModelServer;
  readonly runId: string;
  review(): Promise<ReviewView>;
  retry(...more: readonly string[]): ReturnType<CliBench['run']>;
}

const hunksOf = ({ files }: ReviewView) => files.flatMap(({ hunks }) => hunks);
const sent = (server: ModelServer, index: number) => JSON.stringify(server.requests[index]?.body);

/** A finished run whose proposal is reviewed, and the replies that its further attempts get. */
function reviewed(replies: readonly ServerReply[], body: (attempt: Attempt) => Promise<void>) {
  return async () => {
    const bench = new CliBench('needs-model-js');
    const server = await startOpenaiServer([first, ...replies], { apiKey });
    const env = { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: server.url };
    try {
      const { json } = await bench.fix(model, env);
      assert.equal(json.outcome, 'fixed', json.line);
      await body({
        bench,
        server,
        runId: json.runId,
        async review() {
          return (JSON.parse((await bench.run(['review', '--json'])).stdout) as { review: ReviewView }).review;
        },
        retry: (...more) =>
          bench.run(['review', '--reject', '1', '--reason', 'Use \\d for digits.', '--retry', ...more], env),
      });
    } finally {
      await server.close();
      bench.dispose();
    }
  };
}

describe('a rejected hunk that is tried again', () => {
  it(
    'gets the reason to the agent, keeps the other hunks, and is proposed once the tests prove it',
    reviewed([second], async ({ bench, server, runId, review, retry }) => {
      const [, kept] = hunksOf(await review());
      await bench.run(['review', runId, '--reject', '2'], {});
      assert.equal(hunksOf(await review())[1]?.decision, 'rejected');
      const before = bench.fingerprint();
      const result = await retry();
      assert.equal(result.exitCode, 0, result.stderr);
      assert.match(result.stdout, /attempt 2 is proposed/);
      assert.equal(bench.fingerprint(), before, 'nothing of the workspace was touched');
      assert.match(sent(server, 1), /Use \\\\\\\\d for digits|Use .{1,8}d for digits/, 'the reason is told');
      const now = await review();
      assert.deepEqual(
        now.files.flatMap(({ hunks }) => hunks.map(({ attempt, decision }) => [attempt?.number, decision])),
        [[2, 'undecided']],
        'what was rejected before is left out, too',
      );
      assert.equal(now.evidence?.goalReached, true);
      assert.equal(now.run.status, 'fixed');
      assert.equal(now.revisions[0]?.reason, 'Use \\d for digits.');
      assert.match(now.revisions[0]?.instead[0]?.rows.map((row) => row.text).join('\n') ?? '', /a-z0-9/);
      assert.ok(!hunksOf(now).some(({ hunkId }) => hunkId === kept?.hunkId));
      assert.equal((await bench.run(['apply', runId])).exitCode, 0);
      assert.match(bench.read('src/slug.js'), /a-z\\d/);
      assert.equal((await bench.run(['undo', runId])).exitCode, 0);
      assert.equal(bench.fingerprint(), before);
      const replayed = await bench.run(['replay', runId]);
      assert.equal(replayed.exitCode, 0, replayed.stdout + replayed.stderr);
    }),
  );

  it(
    'stays in the same log and budget, is tried until the tests are green, and leaves accepted hunks accepted',
    reviewed([wrong, second], async ({ bench, server, review, retry }) => {
      const [, kept] = hunksOf(await review());
      const asked = (await bench.events()).filter(({ type }) => type === 'model.replied').length;
      const result = await retry('--json');
      const json = JSON.parse(result.stdout) as { cost: { calls: number }; revision: { proposed: boolean } };
      assert.equal(result.exitCode, 0, result.stderr);
      assert.deepEqual([asked, json.cost.calls, json.revision.proposed], [1, 3, true]);
      assert.match(sent(server, 2), /still red/);
      const hunks = hunksOf(await review());
      assert.deepEqual(
        hunks.map(({ hunkId, attempt }) => [hunkId === kept?.hunkId, attempt?.number]),
        [
          [false, 2],
          [true, undefined],
        ],
      );
    }),
  );

  it(
    'leaves the proposal as it is when nothing is proved, and says why',
    reviewed([text('GIVE UP: the first one is right')], async ({ review, retry }) => {
      const result = await retry();
      assert.equal(result.exitCode, 1);
      assert.match(result.stdout, /attempt 2 brought nothing: the model gave up: the first one is right/);
      const now = await review();
      assert.equal(now.run.status, 'fixed');
      assert.deepEqual(
        hunksOf(now).map(({ decision, reason }) => [decision, reason]),
        [
          ['rejected', 'Use \\d for digits.'],
          ['undecided', undefined],
        ],
      );
      assert.equal(now.revisions[0]?.state, 'not-proposed');
    }),
  );

  it(
    'pauses when the budget does not allow it, and goes on where it is raised',
    reviewed([second], async ({ bench, server, runId, review, retry }) => {
      const paused = await retry('--max-calls', '1');
      assert.equal(paused.exitCode, 4, paused.stdout + paused.stderr);
      assert.equal((await review()).revisions[0]?.state, 'running');
      const again = await retry();
      assert.match(again.stderr, /has begun already/);
      const env = { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: server.url };
      const resumed = await bench.run(['resume', runId, '--max-calls', '5'], env);
      assert.equal(resumed.exitCode, 0, resumed.stderr);
      assert.equal((await review()).revisions[0]?.state, 'proposed');
    }),
  );

  it('keeps the reason and says what is missing when there is no model', async () => {
    const bench = new CliBench('demo-js');
    try {
      await bench.fix(['--model', 'none']);
      const result = await bench.run(['review', '--reject', '1', '--reason', 'not like this', '--retry']);
      assert.notEqual(result.exitCode, 0);
      assert.match(result.stderr, /needs a model/);
      assert.match(result.stderr, /reason is kept/);
      const { stdout } = await bench.run(['review', '--json']);
      assert.equal(hunksOf((JSON.parse(stdout) as { review: ReviewView }).review)[0]?.reason, 'not like this');
      const plain = await bench.run(['review', '--reject', '1', '--retry']);
      assert.match(plain.stderr, /needs a reason/);
      writeFileSync(path.join(bench.workspace, 'note.txt'), 'mine');
      assert.equal((await bench.run(['review', '--reject', '9'])).exitCode, 2);
    } finally {
      bench.dispose();
    }
  });
});

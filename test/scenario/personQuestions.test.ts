import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { RequestBody, ServerReply } from '../fakes/servers/serverReply.ts';
import { CliBench, type CliResult, finished } from './loopwrightCli.ts';

const key = 'sk-test-key-000000';
const workflow = `version: 1
name: look
nodes:
  judge:
    agent: review
    tools: [ask_person]
    with: { request: Is it all right? }
outputs: \${{ nodes.judge.output.summary }}
`;
const asks = (question: string, choices: readonly string[] = []): ServerReply => ({
  calls: [{ name: 'ask_person', input: { question, choices } }],
});
const verdict: ServerReply = {
  text: '{"explanation": "Looked.", "approved": true, "findings": [], "summary": "Fine."}',
};

interface Asked {
  readonly node: string;
  readonly number: number;
  readonly question: string;
  readonly choices: readonly string[];
}

/** What tools have answered in the last request, in their order. */
function toolAnswers(body: RequestBody | undefined): readonly string[] {
  const messages = (body?.messages ?? []) as readonly { role: string; content?: string }[];
  return messages.flatMap(({ role, content = '' }) => (role === 'tool' ? [content] : []));
}

/** Runs the body with a workflow whose one agent may ask, and a model that answers by the script. */
function asking(
  script: readonly ServerReply[],
  body: (at: {
    readonly bench: CliBench;
    readonly server: Awaited<ReturnType<typeof startOpenaiServer>>;
    readonly env: Readonly<Record<string, string>>;
    readonly args: readonly string[];
  }) => Promise<void>,
  text = workflow,
) {
  return async () => {
    const bench = new CliBench('feature-py');
    const folder = path.join(bench.workspace, '.loopwright/workflows');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'look.yaml'), text);
    const server = await startOpenaiServer(script, { apiKey: key });
    const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
    try {
      await body({ bench, server, env, args: ['run', 'look', '--json', '--model', 'openai/gpt-4.1'] });
    } finally {
      await server.close();
      bench.dispose();
    }
  };
}

/** Waits until the newest run asks something. */
async function untilAsked(bench: CliBench): Promise<{ readonly runId: string; readonly questions: readonly Asked[] }> {
  for (let i = 0; i < 150; i++) {
    const { stdout } = await bench.run(['show', '--json']);
    const shown = stdout === '' ? undefined : JSON.parse(stdout);
    const questions: readonly Asked[] = shown?.workflow?.questions ?? [];
    if (questions.length > 0) return { runId: shown.review.run.runId, questions };
    await sleep(200);
  }
  assert.fail('nothing was asked within half a minute');
}

const json = ({ stdout, stderr }: CliResult) => {
  assert.equal(stdout.trim().split('\n').length, 1, `${stdout}\n${stderr}`);
  return JSON.parse(stdout) as { readonly runId: string; readonly output: unknown; readonly cost: { calls: number } };
};

async function replays(bench: CliBench, runId: string): Promise<void> {
  const replay = await bench.run(['replay', runId, '--json']);
  assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
  assert.equal((JSON.parse(replay.stdout) as { rerun: number }).rerun, 1, 'the agent was carried out anew');
}

const typesOf = async (bench: CliBench) =>
  (await bench.events()).map(({ type }) => type).filter((type) => type.startsWith('person.'));

describe('questions of an agent to the person', function () {
  this.timeout(120_000);

  it(
    'wait for an answer from another process; it is recorded once, told in the person’s words, and replays the same',
    asking([asks('Which one?', ['net', 'gross']), verdict], async ({ bench, server, env, args }) => {
      const running = finished(bench.start([...args, '--ask', 'always'], env));
      const { runId, questions } = await untilAsked(bench);
      assert.deepEqual(questions, [{ node: 'judge', number: 1, question: 'Which one?', choices: ['net', 'gross'] }]);
      for (const [wrong, code] of [
        [['answer', runId], /usage\.noAnswer/],
        [['answer', runId, ' '], /question\.badAnswer/],
        [['answer', runId, 'x'.repeat(4_001)], /question\.badAnswer/],
        [['answer', runId, 'net', '--node', 'other'], /question\.notWaiting[\s\S]*These ask: judge/],
      ] as const) {
        const refused = await bench.run(wrong);
        assert.equal(refused.exitCode, 2, refused.stderr);
        assert.match(refused.stderr, code);
      }
      const answered = await bench.run(['answer', runId, '2']);
      assert.equal(answered.stdout, 'Which one?\nAnswered: judge\n');
      const ended = await running;
      assert.equal(json(ended).output, 'Fine.', ended.stderr);
      assert.match(
        ended.stderr,
        new RegExp(`judge asks: Which one\\?\\n {2}1\\. net\\n {2}2\\. gross\\n.*answer ${runId}`),
      );
      assert.deepEqual(toolAnswers(server.requests[1]?.body), ['The person answers: gross']);
      assert.deepEqual(await typesOf(bench), ['person.asked', 'person.answered']);
      const late = await bench.run(['answer', runId, 'net']);
      assert.equal(late.exitCode, 2);
      assert.match(late.stderr, /question\.notWaiting/);
      await server.close();
      await replays(bench, runId);
    }),
  );

  it(
    'without a terminal nobody can be asked: the agent is told so, goes on, and that replays too',
    asking([asks('Which one?'), verdict], async ({ bench, server, env, args }) => {
      const ended = await bench.run(args, env);
      assert.equal(json(ended).output, 'Fine.', ended.stderr);
      assert.match(toolAnswers(server.requests[1]?.body)[0] ?? '', /^Nobody can be asked: .*your own judgement/);
      assert.deepEqual(await typesOf(bench), ['person.missed']);
      await server.close();
      await replays(bench, json(ended).runId);
    }),
  );

  it(
    'outlive the process: what was answered meanwhile is taken when the run goes on, and nothing is asked of the model twice',
    asking([asks('Which one?'), asks('And why?'), verdict], async ({ bench, server, env, args }) => {
      const child = bench.start([...args, '--ask', 'always'], env);
      const killed = finished(child);
      const { runId } = await untilAsked(bench);
      child.kill('SIGKILL');
      await killed;
      const away = await bench.run(['answer', runId, 'the net one, token sk-test-key-000000'], env);
      assert.equal(away.exitCode, 0, away.stderr);
      // Resumed, killed while the second question waits, and resumed once more: it waits again.
      const second = bench.start(['resume', runId, '--json', '--ask', 'always'], env);
      const secondEnded = finished(second);
      assert.equal((await untilAsked(bench)).questions[0]?.question, 'And why?');
      second.kill('SIGKILL');
      await secondEnded;
      const third = finished(bench.start(['resume', runId, '--json', '--ask', 'always'], env));
      const again = await untilAsked(bench);
      assert.deepEqual(again.questions, [{ node: 'judge', number: 2, question: 'And why?', choices: [] }]);
      const answer = await bench.run(['answer', runId, 'because']);
      assert.equal(answer.exitCode, 0, answer.stderr);
      const ended = await third;
      assert.equal(json(ended).output, 'Fine.', ended.stderr);
      assert.equal(server.requests.length, 3, 'two questions and the verdict, each asked of the model once');
      const [first = '', why] = toolAnswers(server.requests[2]?.body);
      assert.match(first, /^The person answers: the net one, token (?!sk-)/);
      assert.equal(why, 'The person answers: because');
      assert.equal(bench.dataHolds('sk-test-key-000000'), false, 'a secret in an answer is not kept');
      await server.close();
      await replays(bench, runId);
    }),
  );

  it(
    'are three at most in a node, and are asked of nobody with --ask never',
    asking(
      [asks('One?'), asks('Two?'), asks('Three?'), asks('Four?'), verdict],
      async ({ bench, server, env, args }) => {
        const ended = await bench.run([...args, '--ask', 'never'], env);
        assert.equal(json(ended).output, 'Fine.', ended.stderr);
        const answers = toolAnswers(server.requests[4]?.body);
        assert.match(answers[2] ?? '', /^Nobody can be asked/);
        assert.match(answers[3] ?? '', /You have asked 3 questions, and cannot ask more/);
        assert.equal((await typesOf(bench)).length, 3);
        const wrong = await bench.run([...args, '--ask', 'maybe'], env);
        assert.equal(wrong.exitCode, 2);
        assert.match(wrong.stdout + wrong.stderr, /usage\.badAsk/);
      },
    ),
  );

  it(
    'are not put to an agent whose node does not name the tool; a node of its own gives the answer',
    asking(
      [asks('Which one?'), verdict],
      async ({ bench, server, env, args }) => {
        const running = finished(bench.start([...args, '--ask', 'always'], env));
        const { runId, questions } = await untilAsked(bench);
        assert.equal(questions[0]?.node, 'which');
        await bench.run(['answer', runId, 'the net one']);
        assert.deepEqual(json(await running).output, { answered: true, answer: 'the net one' });
        const tools = (server.requests[0]?.body.tools ?? []) as { function: { name: string } }[];
        const given = tools.map((one) => one.function.name);
        assert.ok(given.includes('read_file'), given.join());
        assert.ok(!given.includes('ask_person'), given.join());
        assert.match(toolAnswers(server.requests[1]?.body)[0] ?? '', /There is no tool ask_person/);
      },
      workflow
        .replace('    tools: [ask_person]\n', '')
        .replace('nodes:\n', 'nodes:\n  which: { tool: ask_person, needs: judge, with: { question: Which one? } }\n')
        .replace('judge.output.summary', 'which.output'),
    ),
  );
});

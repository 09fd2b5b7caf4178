import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { RequestBody, ServerReply } from '../fakes/servers/serverReply.ts';
import { CliBench } from './loopwrightCli.ts';

const key = 'sk-test-key-000000';
const workflow = `version: 1
name: look
nodes:
  baseline: { tool: tests.reproduce, with: { fix: false } }
  judge:
    agent: review
    needs: baseline
    tools: [symbols, search, run_tests, diagnostics, count]
    with: { request: Is it all right? }
outputs: \${{ nodes.judge.output }}
`;
const tools = `version: 1
tools:
  count:
    description: Counts the letters of a word.
    input: { type: object, properties: { word: { type: string } } }
    run: [node, -e, "let s='';process.stdin.on('data',d=>s+=d).on('end',()=>{require('fs').writeFileSync('left.txt','x');console.log(JSON.parse(s).word.length)})"]
  secret: { description: Not for this agent., run: [cat, /etc/hostname] }
`;
const verdict = '{"explanation": "Looked.", "approved": true, "findings": [], "summary": "Fine."}';

/** What the tools have answered, by the name of each. */
function answersIn(body: RequestBody): Readonly<Record<string, string>> {
  const messages = body.messages as readonly {
    role: string;
    content?: string;
    tool_call_id?: string;
    tool_calls?: { id: string; function: { name: string } }[];
  }[];
  const names = new Map(
    messages.flatMap(({ tool_calls = [] }) => tool_calls.map((call) => [call.id, call.function.name])),
  );
  return Object.fromEntries(
    messages.flatMap(({ role, tool_call_id = '', content = '' }) =>
      role === 'tool' ? [[names.get(tool_call_id) ?? '', content]] : [],
    ),
  );
}

describe('tools of an agent', function () {
  this.timeout(120_000);

  it('are those that its node allows; they look, run the tests and declared commands, and leave nothing behind', async () => {
    const bench = new CliBench('feature-py');
    const folder = path.join(bench.workspace, '.loopwright');
    mkdirSync(path.join(folder, 'workflows'), { recursive: true });
    writeFileSync(path.join(folder, 'workflows/look.yaml'), workflow);
    writeFileSync(path.join(folder, 'tools.yaml'), tools);
    const calls = [
      { name: 'symbols', input: { path: 'plan/shares.py' } },
      { name: 'search', input: { text: '^def \\w+', regex: true } },
      { name: 'run_tests', input: { files: ['tests/test_shares.py'] } },
      { name: 'diagnostics', input: { path: 'plan/shares.py' } },
      { name: 'count', input: { word: 'seven; touch /tmp/x' } },
      { name: 'symbols', input: { path: '../../etc/passwd' } },
      { name: 'secret', input: {} },
    ];
    const script: readonly ServerReply[] = [{ calls }, { text: verdict }];
    const server = await startOpenaiServer(script, { apiKey: key });
    try {
      const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
      const run = await bench.run(['run', 'look', '--json', '--model', 'openai/gpt-4.1'], env);
      assert.equal(run.exitCode, 0, run.stdout + run.stderr);
      const [first] = server.requests;
      assert.ok(first);
      const given = (first.body.tools as { function: { name: string } }[]).map((tool) => tool.function.name);
      assert.deepEqual(given.sort(), ['count', 'diagnostics', 'run_tests', 'search', 'symbols']);
      const { body } = server.requests[1] ?? { body: {} };
      const answers = answersIn(body as RequestBody);
      assert.match(answers.search ?? '', /plan\/shares\.py:4: def equal_shares/);
      assert.match(answers.run_tests ?? '', /^2 passed, 0 failed/);
      assert.match(answers.diagnostics ?? '', /Nothing is found/);
      assert.match(answers.count ?? '', /^19\n?$/, 'the word is data, not a part of a command line');
      const all = JSON.stringify(body);
      assert.match(all, /4-9 equal_shares/);
      assert.doesNotMatch(all, /root:x:/);
      assert.match(answers.secret ?? '', /no tool|secret/);
      const { proposal, runId } = JSON.parse(run.stdout) as { proposal: unknown; runId: string };
      assert.equal(proposal, null, 'what a command left in the copy is no part of a change');
      const replay = await bench.run(['replay', runId]);
      assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
      const wrong = await bench.run(['run', 'look', '--model-for', 'jugde=openai/gpt-4.1'], env);
      assert.equal(wrong.exitCode, 2, wrong.stderr);
      assert.match(wrong.stderr, /usage\.unknownNode[\s\S]*judge/);
    } finally {
      await server.close();
      bench.dispose();
    }
  });

  it('bound a map by tokens as the model counts them, and a replay counts the same', async () => {
    const bench = new CliBench('feature-py');
    const folder = path.join(bench.workspace, '.loopwright');
    mkdirSync(path.join(folder, 'workflows'), { recursive: true });
    writeFileSync(
      path.join(folder, 'workflows/look.yaml'),
      workflow.replace('[symbols, search, run_tests, diagnostics, count]', '[map]'),
    );
    for (let i = 0; i < 40; i++)
      writeFileSync(
        path.join(bench.workspace, `plan/rule${i}.py`),
        `def rule_${i}(amount):\n    return amount + ${i}\n`,
      );
    const look: ServerReply = { calls: [{ name: 'map', input: { files: ['plan/shares.py'], tokens: 300 } }] };
    const mapAfter = async (inputTokens: number) => {
      const server = await startOpenaiServer([{ ...look, usage: { inputTokens } }, { text: verdict }], { apiKey: key });
      try {
        const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
        const run = await bench.run(['run', 'look', '--json', '--model', 'openai/gpt-4.1'], env);
        assert.equal(run.exitCode, 0, run.stdout + run.stderr);
        const replay = await bench.run(['replay', (JSON.parse(run.stdout) as { runId: string }).runId]);
        assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
        return answersIn(server.requests[1]?.body as RequestBody).map ?? '';
      } finally {
        await server.close();
      }
    };
    try {
      const [small, large] = [await mapAfter(100_000), await mapAfter(1)];
      assert.match(small, /^plan\/shares\.py\n/);
      assert.ok(small.length < 0.7 * 300 * 4, `${small.length} characters where a token is short`);
      assert.ok(large.length > 1.5 * 300 * 4, `${large.length} characters where a token is long`);
    } finally {
      bench.dispose();
    }
  });

  it('another model answers for the node that the person names, and the log says why', async () => {
    const bench = new CliBench('feature-py');
    const folder = path.join(bench.workspace, '.loopwright');
    mkdirSync(path.join(folder, 'workflows'), { recursive: true });
    writeFileSync(path.join(folder, 'workflows/look.yaml'), workflow.replace(', count]', ']'));
    const server = await startOpenaiServer([{ text: verdict }], { apiKey: key });
    try {
      const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
      const args = ['run', 'look', '--json', '--model', 'openai/gpt-4.1', '--model-for', 'judge=openai/gpt-4.1-mini'];
      const run = await bench.run(args, env);
      assert.equal(run.exitCode, 0, run.stdout + run.stderr);
      assert.equal(server.requests[0]?.body.model, 'gpt-4.1-mini');
      const chosen = (await bench.events()).filter(({ type }) => type === 'model.chosen');
      assert.deepEqual(
        chosen.map(({ node, model, why }) => [node, model, why]),
        [['judge', 'openai/gpt-4.1-mini', 'the person said so for judge']],
      );
    } finally {
      await server.close();
      bench.dispose();
    }
  });
});

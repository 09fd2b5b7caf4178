import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import { on } from './onBench.ts';

const key = 'sk-test-key-000000';
const workflow = `version: 1
name: write
nodes:
  code:
    agent: codegen
    with: { task: { title: Let equal_shares round half up, files: [] } }
`;

describe('code that a task is about which names no file', () => {
  it(
    'is shown to the agent with the reasons, which are in the trace, and a replay shows the same',
    on('feature-py', async (bench) => {
      const folder = path.join(bench.workspace, '.loopwright/workflows');
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'write.yaml'), workflow);
      writeFileSync(path.join(bench.workspace, 'plan/unrelated.py'), 'def weather():\n    return "fair"\n');
      const server = await startOpenaiServer([{ text: 'GIVE UP: not now' }], { apiKey: key });
      try {
        const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
        const run = await bench.run(['run', 'write', '--json', '--model', 'openai/gpt-4.1'], env);
        assert.equal(run.exitCode, 0, run.stdout + run.stderr);
        const asked = JSON.stringify(server.requests[0]?.body);
        assert.match(asked, /lines 4 to \d+ of plan\/shares\.py \(defines equal_shares\)/);
        assert.match(asked, /def equal_shares/);
        assert.doesNotMatch(asked, /def weather/);
        const { runId } = JSON.parse(run.stdout) as { runId: string };
        const trace = await bench.run(['trace', runId, '--json']);
        assert.match(trace.stdout, /context\.given[\s\S]*plan\/shares\.py:4-\d+ \(defines equal_shares\)/);
        const replay = await bench.run(['replay', runId]);
        assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
      } finally {
        await server.close();
      }
    }),
  );
});

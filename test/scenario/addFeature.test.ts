import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { ModelServer } from '../fakes/servers/serverReply.ts';
import {
  durationAnswers,
  durationRequest,
  type ScriptedAnswer,
  sharesAnswers,
  sharesRequest,
} from './featureAnswers.ts';
import { CliBench, type CliResult } from './loopwrightCli.ts';

const key = 'sk-test-key-000000';

interface AddJson {
  readonly runId: string;
  readonly outcome: string;
  readonly line: string;
  readonly evidence: {
    readonly before: { readonly passed: number };
    readonly after: { readonly passed: number; readonly failed: number };
    readonly broken: readonly string[];
    readonly newTests: {
      readonly tests: readonly { readonly id: string; readonly kills: number }[];
      readonly redWithout: readonly string[];
      readonly greenWithout: readonly string[];
      readonly killed: number;
      readonly tried: number;
    } | null;
    readonly findings: { readonly introduced: readonly unknown[]; readonly tools: readonly string[] } | null;
    readonly change: { readonly files: number; readonly unrelated: readonly unknown[] } | null;
  };
  readonly proposal: { readonly files: number; readonly testsChanged: boolean } | null;
  readonly applied?: boolean;
  readonly cost: { readonly calls: number };
}

/** A model that gives the answers in their order, and refuses a request that is not the one that is expected. */
function scripted(answers: readonly ScriptedAnswer[]): Promise<ModelServer> {
  return startOpenaiServer(
    (body, index) => {
      const answer = answers[index];
      const messages = body.messages as readonly { readonly content?: unknown }[];
      const said = messages.map(({ content }) => (typeof content === 'string' ? content : '')).join('\n');
      if (answer && said.includes(answer.asked)) return { text: answer.text, chunkSize: 200 };
      return {
        status: 400,
        message: `request ${index} does not hold ${JSON.stringify(answer?.asked)}: ${said.slice(-3_000)}`,
      };
    },
    { apiKey: key },
  );
}

const jsonOf = ({ stdout, stderr }: CliResult): AddJson => {
  assert.equal(stdout.trim().split('\n').length, 1, `${stdout}\n${stderr}`);
  return JSON.parse(stdout) as AddJson;
};

async function withModel<T>(
  answers: readonly ScriptedAnswer[],
  body: (env: Record<string, string>, server: ModelServer) => Promise<T>,
): Promise<T> {
  const server = await scripted(answers);
  try {
    return await body({ OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url }, server);
  } finally {
    await server.close();
  }
}

const model = ['--model', 'openai/gpt-4.1'];

describe('add', function () {
  this.timeout(240_000);
  let bench: CliBench;
  afterEach(() => bench.dispose());

  for (const language of [
    { name: 'TypeScript', fixture: 'feature-ts', request: durationRequest, answers: durationAnswers, tool: 'tsc' },
    { name: 'Python', fixture: 'feature-py', request: sharesRequest, answers: sharesAnswers, tool: 'python-syntax' },
  ])
    it(`${language.name}: plan, code, a finding mended, vacuous tests sent back, a red test debugged, a review answered, proposed`, async () => {
      bench = new CliBench(language.fixture);
      const modules = path.resolve(import.meta.dirname, '../../node_modules');
      if (language.tool === 'tsc') symlinkSync(modules, path.join(bench.workspace, 'node_modules'));
      const before = bench.fingerprint();
      await withModel(language.answers, async (env, server) => {
        const run = await bench.run(['add', language.request, '--no-approve', '--json', ...model], env);
        const added = jsonOf(run);
        assert.equal(server.requests.length, language.answers.length, run.stderr);
        assert.equal(added.outcome, 'added', added.line);
        assert.equal(run.exitCode, 0);
        const { evidence } = added;
        assert.deepEqual([evidence.before.passed, evidence.after.passed, evidence.after.failed], [2, 4, 0]);
        assert.deepEqual(evidence.broken, []);
        assert.equal(evidence.newTests?.redWithout.length, 2);
        assert.deepEqual(evidence.newTests?.greenWithout, []);
        assert.ok((evidence.newTests?.killed ?? 0) > 0, added.line);
        assert.deepEqual(evidence.findings?.introduced, []);
        assert.ok(evidence.findings?.tools.includes(language.tool));
        assert.equal(bench.fingerprint(), before, 'the workspace is as it was');
        const replay = await bench.run(['replay', added.runId]);
        assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
        assert.match(replay.stdout, /replays to the same log/);
      });
    });
});

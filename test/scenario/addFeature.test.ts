import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowDefinition } from '../../src/core/workflow/definition.ts';
import { parseWorkflow } from '../../src/core/workflow/parseWorkflow.ts';
import { eventually } from '../eventually.ts';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { ModelServer } from '../fakes/servers/serverReply.ts';
import {
  blindAnswers,
  durationAnswers,
  durationRequest,
  type ScriptedAnswer,
  sharesAnswers,
  sharesRequest,
} from './featureAnswers.ts';
import { assertGolden, type LoggedEvent, stableLog } from './goldenLog.ts';
import { CliBench, type CliResult, finished } from './loopwrightCli.ts';

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

/** The same for two candidates at once: the second gives up while the first is still at work on its code. */
function besideEachOther(): Promise<ModelServer> {
  const [plan, code, ...rest] = sharesAnswers;
  let next = 0;
  return startOpenaiServer(
    (body) => {
      const said = JSON.stringify(body.messages);
      if (said.includes('Take another way than these')) {
        next = 0;
        return { text: (plan?.text ?? '').replace('stands beside', 'takes the place of') };
      }
      if (said.includes('You plan a change')) return { text: plan?.text ?? '' };
      if (said.includes('takes the place of equal_shares'))
        return { text: 'GIVE UP: there is no other way.', delayMs: 500 };
      if (!said.includes('python-syntax') && said.includes('You carry out one task'))
        return { text: code?.text ?? '', delayMs: 6_000 };
      return { text: rest[next++]?.text ?? '', chunkSize: 200 };
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

function definition(): WorkflowDefinition {
  const file = path.resolve(import.meta.dirname, '../../src/app/workflows/add-feature.yaml');
  const parsed = parseWorkflow(readFileSync(file, 'utf8'), file);
  assert.ok(parsed.definition, JSON.stringify(parsed.problems));
  return parsed.definition;
}

const model = ['--model', 'openai/gpt-4.1'];

describe('add', function () {
  this.timeout(240_000);
  let bench: CliBench;
  afterEach(() => bench.dispose());

  for (const language of [
    {
      name: 'TypeScript',
      fixture: 'feature-ts',
      request: durationRequest,
      answers: durationAnswers,
      tool: 'tsc',
      rule: 'Units stand in one table',
    },
    {
      name: 'Python',
      fixture: 'feature-py',
      request: sharesRequest,
      answers: sharesAnswers,
      tool: 'python-syntax',
      rule: 'A cent is never lost',
    },
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
        const code = JSON.stringify(server.requests[1]?.body);
        assert.ok(code.includes(language.rule), 'codegen is given the rules for the files of the plan');
        assert.equal(bench.fingerprint(), before, 'the workspace is as it was');
        const replay = await bench.run(['replay', added.runId]);
        assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
        assert.match(replay.stdout, /replays to the same log/);
        const events = (await bench.events()) as readonly LoggedEvent[];
        assertGolden(`add-${language.fixture}.events`, stableLog(events, definition()));
      });
    });

  it('takes the request from a file, asks for the plan, and ends without code when it is refused', async () => {
    bench = new CliBench('feature-py');
    writeFileSync(path.join(bench.workspace, 'REQUEST.md'), `# Wanted\n\n${sharesRequest}\n`);
    await withModel(sharesAnswers.slice(0, 1), async (env, server) => {
      const running = finished(bench.start(['add', '--file', 'REQUEST.md', '--json', ...model], env));
      await rejectPlan(bench);
      const run = await running;
      const added = jsonOf(run);
      assert.deepEqual([run.exitCode, added.outcome, added.proposal], [1, 'not-added', null]);
      assert.equal(added.line, 'not added: the plan was not approved');
      assert.equal(server.requests.length, 1);
      assert.match(JSON.stringify(server.requests[0]?.body), /# Wanted/);
    });
  });

  const logOf = async (runId: string) =>
    (JSON.parse((await bench.run(['show', runId, '--json'])).stdout) as { events: readonly LoggedEvent[] }).events;

  it('of several candidates the one with the best evidence is proposed, within one budget', async () => {
    bench = new CliBench('feature-py');
    const [plan] = sharesAnswers;
    assert.ok(plan);
    const second: readonly ScriptedAnswer[] = [
      { ...plan, asked: 'Take another way than these' },
      { asked: 'You carry out one task', text: 'GIVE UP: there is no other way.' },
    ];
    await withModel([...sharesAnswers, ...second], async (env, server) => {
      const args = ['add', sharesRequest, '--no-approve', '--candidates', '2', '--max-calls', '24', '--json', ...model];
      const run = await bench.run([...args, '--jobs', '1'], env);
      assert.equal(run.exitCode, 0, run.stderr);
      const added = jsonOf(run) as AddJson & { candidates: { runId: string; outcome: string; line: string }[] };
      assert.deepEqual(
        added.candidates.map(({ outcome }) => outcome),
        ['added', 'not-added'],
      );
      assert.equal(added.runId, added.candidates[0]?.runId);
      assert.match(added.candidates[1]?.line ?? '', /there is no other way/);
      assert.equal(server.requests.length, sharesAnswers.length + second.length);
      const { limits } = (await bench.events()).find(({ type }) => type === 'run.started') as unknown as {
        limits: { calls: number };
      };
      assert.equal(limits.calls, 24 - sharesAnswers.length, 'the last one may use what the first has left');
      assert.equal(JSON.parse((await bench.run(['runs', '--json'])).stdout).runs.length, 2, 'the others stay listed');
    });
  });

  it('candidates go on at once, each in a run of its own, and end together with the command', async () => {
    bench = new CliBench('feature-py');
    const server = await besideEachOther();
    const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
    const args = ['add', sharesRequest, '--no-approve', '--candidates', '2', '--jobs', '2', '--json', ...model];
    try {
      const run = await bench.run([...args, '--max-calls', '24'], env);
      assert.equal(run.exitCode, 0, run.stderr);
      const { candidates, runId } = jsonOf(run) as AddJson & { candidates: { runId: string; outcome: string }[] };
      assert.deepEqual(
        candidates.map(({ outcome }) => outcome),
        ['added', 'not-added'],
        run.stderr,
      );
      assert.equal(runId, candidates[0]?.runId, 'the one that ended last has the best evidence');
      assert.match(
        run.stderr,
        /^1: asking openai[\s\S]*^2: asking openai[\s\S]*^1: asking openai/m,
        'both are told of',
      );
      const [one, two] = await Promise.all(candidates.map((candidate) => logOf(candidate.runId)));
      const at = (log: readonly LoggedEvent[] | undefined, type: string) => log?.find((event) => event.type === type);
      assert.ok(Number(at(two, 'run.finished')?.atMs) < Number(at(one, 'run.finished')?.atMs), 'they overlapped');
      for (const log of [one, two])
        assert.equal((at(log, 'run.started') as unknown as { limits: { calls: number } }).limits.calls, 12);
      for (const candidate of candidates) assert.equal((await bench.run(['replay', candidate.runId])).exitCode, 0);

      const child = bench.start(args, env);
      const cancelled = finished(child);
      const before = server.requests.length;
      await eventually(() => server.requests.length >= before + 3, 'three more requests');
      child.kill('SIGINT');
      const ended = await cancelled;
      assert.equal(ended.exitCode, 130, ended.stderr);
      const { runs } = JSON.parse((await bench.run(['runs', '--json'])).stdout) as { runs: { status: string }[] };
      assert.deepEqual(
        runs.map(({ status }) => status),
        ['cancelled', 'cancelled', 'not-added', 'added'],
      );
    } finally {
      await server.close();
    }
  });

  it('what nothing shows is not added: tests that pass without the change, and a silenced checker', async () => {
    bench = new CliBench('feature-py');
    await withModel(blindAnswers, async (env) => {
      const run = await bench.run(['add', sharesRequest, '--no-approve', '--apply', ...model], env);
      assert.equal(run.exitCode, 1, run.stderr);
      assert.match(run.stdout, /not added: Every new test passes without the change as well; A checker is silenced/);
      assert.match(run.stdout, /1 new test green without the change too/);
      assert.doesNotMatch(run.stdout, /Applied/);
      const shown = await bench.run(['show']);
      assert.match(shown.stdout, /prove\[3\]\/check/, 'three rounds, then it is enough');
      const { stdout } = await bench.run(['runs']);
      assert.match(stdout, /not added/);
    });
  });

  for (const [what, args, code, exitCode] of [
    ['without a request', ['add'], 'usage.noRequest', 2],
    ['with two requests', ['add', 'this', '--file', 'pyproject.toml'], 'usage.twoRequests', 2],
    ['with too many candidates', ['add', 'something', '--candidates', '99'], 'usage.badCandidates', 2],
    ['with a file that is not there', ['add', '--file', 'nowhere.md'], 'usage.noFile', 2],
    ['without a model', ['add', 'something', '--model', 'none'], 'model.notConnected', 3],
  ] as const)
    it(`${what} says so`, async () => {
      bench = new CliBench('feature-py');
      const run = await bench.run([...args]);
      assert.equal(run.exitCode, exitCode, run.stderr);
      assert.ok(run.stderr.includes(code), run.stderr);
    });
});

/** Waits for the question, and says no. */
async function rejectPlan(bench: CliBench): Promise<void> {
  for (let i = 0; i < 150; i++) {
    if (await rejectNewest(bench)) return;
    await sleep(200);
  }
  assert.fail('nobody asked for the plan');
}

async function rejectNewest(bench: CliBench): Promise<boolean> {
  const { stdout } = await bench.run(['runs', '--json']);
  const [run] = (JSON.parse(stdout) as { runs: { runId: string }[] }).runs;
  if (!run) return false;
  const answered = await bench.run(['approve', run.runId, '--reject']);
  return answered.exitCode === 0;
}

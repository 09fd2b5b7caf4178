import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import type { ServerReply } from '../../fakes/servers/serverReply.ts';
import { CliBench } from '../loopwrightCli.ts';

const key = 'sk-test-key-000000';
const verdict = '{"explanation": "Looked.", "approved": true, "findings": [], "summary": "Fine."}';

/** A workflow of an agent that looks, and one whose command runs. */
const workflows: Readonly<Record<string, string>> = {
  look: `version: 1
name: look
nodes:
  judge:
    agent: review
    with: { request: Is it all right? }
outputs: \${{ nodes.judge.output }}
`,
  build: `version: 1
name: build
nodes:
  make: { run: [node, -e, "require('fs').writeFileSync('built.txt', 'x')"], retry: 3 }
outputs: { code: "\${{ nodes.make.output.exitCode }}" }
`,
};

interface Ended {
  readonly ok: boolean;
  readonly outcome?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly isolated?: boolean;
}

interface Case {
  readonly args: readonly string[];
  readonly replies?: readonly ServerReply[];
  readonly team?: string;
  readonly own?: string;
}

/** A run over a workspace with these files, and that nothing in the workspace has changed. */
async function ended(bench: CliBench, { args, replies = [], team, own }: Case) {
  const folder = path.join(bench.workspace, '.loopwright');
  mkdirSync(path.join(folder, 'workflows'), { recursive: true });
  for (const [name, text] of Object.entries(workflows))
    writeFileSync(path.join(folder, 'workflows', `${name}.yaml`), text);
  if (team !== undefined) writeFileSync(path.join(folder, 'security.yaml'), team);
  mkdirSync(bench.home, { recursive: true, mode: 0o700 });
  if (own !== undefined) writeFileSync(path.join(bench.home, 'security.yaml'), own, { mode: 0o600 });
  const server = await startOpenaiServer([...replies], { apiKey: key });
  const before = bench.fingerprint();
  try {
    const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
    const run = await bench.run([...args, '--json', '--model', 'openai/gpt-4.1'], env);
    const applies = args.includes('--apply');
    if (!applies) assert.equal(bench.fingerprint(), before, 'the workspace is as it was');
    const json = JSON.parse(run.stdout.trim()) as Ended;
    return { run, json, server, said: json.ok ? json.outcome : json.error?.code };
  } finally {
    await server.close();
  }
}

const on = (name: string, fixture: string, test: (bench: CliBench) => Promise<void>) =>
  it(name, async () => {
    const bench = new CliBench(fixture);
    try {
      await test(bench);
    } finally {
      bench.dispose();
    }
  });

const decisions = async (bench: CliBench) =>
  (await bench.events()).filter(({ type }) => type === 'policy.decided').map((event) => event);

const goodEdit = `Everything that is no letter becomes one dash.

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
const fixArgs = ['fix', '--repair-seconds', '0'];

describe('modes of a run', function () {
  this.timeout(180_000);

  on(
    'analysis-only: an agent looks, is offered nothing that runs code, and is refused it',
    'feature-py',
    async (bench) => {
      const call = { name: 'run_tests', input: {} };
      const replies = [{ calls: [{ name: 'list_files', input: {} }, call] }, { text: verdict }];
      const { json, server } = await ended(bench, { args: ['run', 'look', '--mode', 'analysis-only'], replies });
      assert.equal(json.outcome, 'done');
      const [first, second] = server.requests.map(({ body }) => JSON.stringify(body));
      assert.doesNotMatch(first ?? '', /"name":"run_tests"/);
      assert.match(second ?? '', /It is not allowed to run code of the project with run_tests \(mode analysis-only\)/);
      const [refusal] = await decisions(bench);
      assert.equal(refusal?.decision, 'refused');
      assert.equal(refusal?.tool, 'run_tests');
      assert.equal(refusal?.rule, 'mode analysis-only');
      const { exitCode, stdout } = await bench.run(['replay']);
      assert.equal(exitCode, 0, stdout);
    },
  );

  on('analysis-only: no test and no command is run', 'needs-model-js', async (bench) => {
    const fix = await ended(bench, { args: [...fixArgs, '--mode', 'analysis-only'] });
    assert.equal(fix.said, 'policy.refused');
    assert.equal(fix.run.exitCode, 2);
    assert.equal(fix.server.requests.length, 0, 'nothing is sent');
    const build = await ended(bench, { args: ['run', 'build', '--mode', 'analysis-only'] });
    assert.equal(build.said, 'policy.refused');
    const [refusal] = await decisions(bench);
    assert.deepEqual((refusal?.command as string[] | undefined)?.slice(0, 2), ['node', '-e']);
  });

  on('safe: repairs in the copy, and leaves the change to a review', 'needs-model-js', async (bench) => {
    const args = [...fixArgs, '--mode', 'safe', '--apply'];
    const { json, run } = await ended(bench, { args, replies: [{ text: goodEdit }] });
    assert.equal(json.outcome, 'fixed', run.stderr);
    assert.equal(json.isolated, true);
    assert.match(run.stderr, /Not applied: it is not allowed without your own look \(mode safe\)/);
    assert.match(bench.read('src/slug.js'), /replace\(\/ \/g, '-'\)/, 'nothing is written');
    const [refusal] = await decisions(bench);
    assert.equal(refusal?.intent, 'write-outside');
    const applied = await bench.run(['apply']);
    assert.equal(applied.exitCode, 0, 'the person may');
  });

  on('safe: code that is not isolated does not run at all', 'needs-model-js', async (bench) => {
    const { said, run } = await ended(bench, { args: [...fixArgs, '--mode', 'safe', '--no-sandbox'] });
    assert.equal(said, 'policy.refused');
    assert.equal(run.exitCode, 2);
    assert.match(run.stdout, /without a sandbox \(mode safe\)/);
  });

  on('standard is what it is without a word, and records no decision', 'needs-model-js', async (bench) => {
    const { json } = await ended(bench, { args: [...fixArgs, '--mode', 'standard'], replies: [{ text: goodEdit }] });
    assert.equal(json.outcome, 'fixed');
    assert.deepEqual(await decisions(bench), []);
    const { stdout } = await bench.run([...fixArgs, '--mode', 'wild']);
    assert.equal(stdout, '');
  });
});

describe('security.yaml', function () {
  this.timeout(180_000);

  on('of a workspace tightens, whatever the flag says', 'needs-model-js', async (bench) => {
    const team = 'version: 1\nmode: analysis-only\n';
    const { said } = await ended(bench, { args: [...fixArgs, '--mode', 'standard'], team });
    assert.equal(said, 'policy.refused');
    const [refusal] = await decisions(bench);
    assert.equal(refusal?.rule, '.loopwright/security.yaml: mode analysis-only');
  });

  for (const [name, team, message] of [
    ['that is broken', 'version: 1\nmode: [safe', /This is not YAML/],
    ['that would allow', 'version: 1\nrules: [{allow: build}]\n', /can take away, and allow nothing/],
    ['of a newer version', 'version: 9\n', /written in version 9/],
  ] as const)
    on(`${name}: no run begins, and validate tells it`, 'needs-model-js', async (bench) => {
      const { said, run } = await ended(bench, { args: fixArgs, team });
      assert.equal(said, 'security.invalid');
      assert.equal(run.exitCode, 2);
      assert.match(run.stdout, message);
      const tests = await bench.run(['validate', '--json']);
      assert.equal(tests.exitCode, 1);
      assert.match(tests.stdout, message);
      assert.deepEqual(JSON.parse((await bench.run(['runs', '--json'])).stdout).runs, []);
    });

  on(
    "the person's own that others can write: no run begins, and validate tells it",
    'needs-model-js',
    async (bench) => {
      mkdirSync(bench.home, { recursive: true, mode: 0o700 });
      const file = path.join(bench.home, 'security.yaml');
      writeFileSync(file, 'version: 1\n');
      chmodSync(file, 0o666);
      const { said } = await ended(bench, { args: fixArgs });
      assert.equal(said, 'security.invalid');
      assert.match((await bench.run(['validate', file, '--json'])).stdout, /security\.notYours/);
    },
  );

  on('protects paths: the model is told, and a command that changes one fails', 'needs-model-js', async (bench) => {
    const team = 'version: 1\nprotect: [src/**, built.txt]\n';
    const { json, server } = await ended(bench, {
      args: fixArgs,
      team,
      replies: [{ text: goodEdit }, { text: 'GIVE UP: no' }],
    });
    assert.equal(json.outcome, 'not-fixed');
    assert.match(
      JSON.stringify(server.requests[1]?.body),
      /src\/slug\.js must not be changed \(\.loopwright\/security\.yaml: protect\)/,
    );
    const build = await ended(bench, { args: ['run', 'build'], team });
    assert.equal(build.said, 'policy.protected');
  });

  on('denies a command by its arguments, and bounds the budget', 'needs-model-js', async (bench) => {
    const own = `version: 1
rules:
  - deny: build
    command: [node, -e, {any: true}]
budget: { calls: 1 }
`;
    const build = await ended(bench, { args: ['run', 'build'], own });
    assert.equal(build.said, 'policy.refused');
    assert.match(build.json.error?.message ?? '', /\(your security\.yaml: rule 1\)/);
    assert.equal((await decisions(bench)).length, 1, 'and it is not tried again');
    const fix = await ended(bench, { args: [...fixArgs, '--max-calls', '9'], own, replies: [{ text: 'No edit.' }] });
    assert.equal(fix.json.outcome, 'paused', 'one call is all');
  });
});

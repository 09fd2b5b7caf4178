import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliBench, type CliResult, finished } from '../loopwrightCli.ts';

const make = 'make: { run: [node, -e, "console.log(1)"] }';
const workflows: Readonly<Record<string, string>> = {
  build: `version: 1\nname: build\nnodes:\n  ${make}\noutputs: { code: "\${{ nodes.make.output.exitCode }}" }\n`,
  // The tests print something first.
  tested: `version: 1
name: tested
nodes:
  baseline: { tool: tests.reproduce, with: { fix: false } }
  ${make.replace('{ run', '{ needs: baseline, run')}
outputs: { code: "\${{ nodes.make.output.exitCode }}" }
`,
};
const team = 'version: 1\nrules:\n  - { ask: build, nodes: [make] }\n';
const allow = 'version: 1\nrules:\n  - { allow: build, command: [node, -e, "console.log(1)"] }\n';

interface Asked {
  readonly question: string;
  readonly choices: readonly string[];
}

function prepare(bench: CliBench, own?: string): void {
  const folder = path.join(bench.workspace, '.loopwright');
  mkdirSync(path.join(folder, 'workflows'), { recursive: true });
  for (const [name, text] of Object.entries(workflows))
    writeFileSync(path.join(folder, 'workflows', `${name}.yaml`), text);
  writeFileSync(path.join(folder, 'security.yaml'), team);
  mkdirSync(bench.home, { recursive: true, mode: 0o700 });
  if (own !== undefined) writeFileSync(path.join(bench.home, 'security.yaml'), own, { mode: 0o600 });
}

const start = (bench: CliBench, workflow: string) =>
  finished(bench.start(['run', workflow, '--json', '--model', 'none', '--ask', 'always']));

/** Waits until the newest run asks something, and answers that. */
async function answer(bench: CliBench, words: string): Promise<Asked> {
  for (let i = 0; i < 300; i++) {
    const { stdout } = await bench.run(['show', '--json']);
    const shown = stdout === '' ? undefined : JSON.parse(stdout);
    const [asked] = (shown?.workflow?.questions ?? []) as readonly Asked[];
    if (asked) {
      const said = await bench.run(['answer', shown.review.run.runId, words]);
      assert.equal(said.exitCode, 0, said.stderr);
      return asked;
    }
    await sleep(200);
  }
  assert.fail('nothing was asked within a minute');
}

const codeOf = ({ stdout }: CliResult) => {
  const json = JSON.parse(stdout) as { ok: boolean; outcome: string; error?: { code: string } };
  return json.ok ? json.outcome : json.error?.code;
};

const decided = async (bench: CliBench) =>
  (await bench.events()).flatMap((event) => {
    const { type, decision, by, rule, scope, tainted } = event;
    return type === 'policy.decided'
      ? [{ decision, by, rule, ...(scope ? { scope } : {}), ...(tainted ? { tainted } : {}) }]
      : [];
  });

/** What `loopwright approvals` lists or takes back. */
async function approvals(bench: CliBench, ...args: string[]) {
  const { exitCode, stdout, stderr } = await bench.run(['approvals', ...args, '--json']);
  assert.equal(exitCode, 0, stdout + stderr);
  const { approvals: listed, revoked } = JSON.parse(stdout);
  return listed ?? revoked;
}

const rule = '.loopwright/security.yaml: rule 1';

describe('a rule that asks', function () {
  this.timeout(240_000);
  let bench: CliBench;

  beforeEach(() => {
    bench = new CliBench('needs-model-js');
  });
  afterEach(() => bench.dispose());

  it('refuses where nobody is there, and once the person says anything but a yes', async () => {
    prepare(bench);
    const nobody = await bench.run(['run', 'build', '--json', '--model', 'none']);
    assert.equal(codeOf(nobody), 'policy.refused');
    assert.deepEqual(await decided(bench), [{ decision: 'refused', by: 'nobody', rule }]);
    const running = start(bench, 'build');
    await answer(bench, 'Allow once, please');
    assert.equal(codeOf(await running), 'policy.declined');
    assert.deepEqual(await decided(bench), [{ decision: 'refused', by: 'person', rule }]);
  });

  it('is answered once, and for the workspace until a day that is said', async () => {
    prepare(bench);
    const once = start(bench, 'build');
    const asked = await answer(bench, '1');
    assert.equal(codeOf(await once), 'done');
    assert.equal(
      asked.question,
      'make wants to run node -e "console.log(1)". .loopwright/security.yaml: rule 1 asks for it.',
    );
    assert.deepEqual(asked.choices.slice(0, 2), ['Allow once', 'Allow this in this run']);
    assert.match(asked.choices[2] ?? '', /^Allow this in this workspace until \d{4}-\d{2}-\d{2}$/);
    assert.deepEqual(await decided(bench), [{ decision: 'allowed', by: 'person', rule, scope: 'once' }]);
    const again = start(bench, 'build');
    await answer(bench, '3');
    assert.equal(codeOf(await again), 'done');
    const later = await bench.run(['run', 'build', '--json', '--model', 'none']);
    assert.equal(codeOf(later), 'done', later.stdout);
    const [{ id, until, ...allowed }] = await approvals(bench, 'list');
    assert.match(until, /^\d{4}-\d{2}-\d{2}$/);
    const command = ['node', '-e', 'console.log(1)'];
    const action = 'run node -e "console.log(1)"';
    assert.deepEqual(allowed, { action, intents: ['build'], command, tools: [] });
    assert.deepEqual(await decided(bench), [
      { decision: 'allowed', by: 'policy', rule: `approvals.json ${id}: rule 1` },
    ]);
    const kept = readdirSync(bench.home, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('approvals.json'),
    );
    assert.equal(kept.length, 1);
    assert.ok(!existsSync(path.join(bench.workspace, 'approvals.json')), 'it lies in the data folder');
    const unknown = await bench.run(['approvals', 'revoke', id, 'ffffffff', '--json']);
    assert.equal(JSON.parse(unknown.stdout).error.code, 'approval.unknown');
    assert.equal((await approvals(bench, 'list')).length, 1, 'nothing is taken back when one is not known');
    assert.equal((await approvals(bench, 'revoke', id)).length, 1);
    assert.deepEqual(await approvals(bench, 'list'), []);
    const after = await bench.run(['run', 'build', '--json', '--model', 'none']);
    assert.equal(codeOf(after), 'policy.refused', 'it is asked about again');
  });

  it('asks in a tainted run whatever was allowed before, says so, and offers nothing for later', async () => {
    prepare(bench, allow);
    const free = await bench.run(['run', 'build', '--json', '--model', 'none']);
    assert.equal(codeOf(free), 'done', 'the own rule spares the question');
    const refused = await bench.run(['run', 'tested', '--json', '--model', 'none']);
    assert.equal(codeOf(refused), 'policy.refused', 'and no longer once tests have printed something');
    const running = start(bench, 'tested');
    const asked = await answer(bench, '2');
    assert.equal(codeOf(await running), 'done');
    assert.match(
      asked.question,
      /has read text that nobody vouches for \(.*test output.*\), and may have been told to/,
    );
    assert.deepEqual(asked.choices, ['Allow once', 'Allow this in this run', 'Refuse']);
    const [allowed] = await decided(bench);
    assert.equal(allowed?.scope, 'run');
    assert.match(JSON.stringify(allowed), /"tainted":\[.*"test-output"/);
    const replay = await bench.run(['replay']);
    assert.equal(replay.exitCode, 0, replay.stdout);
  });
});

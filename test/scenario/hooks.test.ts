import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../eventually.ts';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { ServerReply } from '../fakes/servers/serverReply.ts';
import { type CliBench, finished } from './loopwrightCli.ts';
import { none, on } from './onBench.ts';

const key = 'sk-test-key-000000';
const points = [
  ...['run.before', 'run.after', 'node.before', 'node.after'],
  ...['model.before', 'model.after', 'tool.before', 'tool.after'],
];

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

/** A gate that allows so many changed lines, and says which files it was asked about. */
const gateProgram = (most: number) => `let text = '';
for await (const chunk of process.stdin) text += chunk;
const { proposal, output } = JSON.parse(text);
const most = ${most};
const lines = proposal?.changedLines ?? JSON.stringify(output ?? '').length;
console.log(JSON.stringify(lines <= most ? { allow: true } : { allow: false, reason: lines + ' are changed, ' + most + ' are the most.' }));
`;

const gateYaml = (more = '') => `version: 1
hooks:
  small:
    on: gate
    command: [node, .loopwright/gates/small.mjs]
${more}`;

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text, { mode: 0o600 });
  }
}

/** Writes the person's own hooks. */
const own = (bench: CliBench, files: Readonly<Record<string, string>>) => write(bench.home, files);
const team = (bench: CliBench, files: Readonly<Record<string, string>>) =>
  write(path.join(bench.workspace, '.loopwright'), files);

/** A module that appends every event that it hears to a file of the data folder. */
const notifier = `import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
export function hook(event) {
  appendFileSync(join(import.meta.dirname, 'heard', event.point + '.jsonl'), JSON.stringify(event) + '\\n');
}
`;

function listenEverywhere(bench: CliBench, more = ''): void {
  own(bench, {
    'hooks.yaml': `version: 1\nhooks:\n  notify:\n    on: [${points.join(', ')}]\n    module: ./notify.mjs\n${more}`,
    'notify.mjs': notifier,
  });
  mkdirSync(path.join(bench.home, 'heard'));
}

interface Heard {
  readonly outcome?: string;
  readonly node?: { readonly path: string };
  readonly [field: string]: unknown;
}

function heard(bench: CliBench, point: string): readonly Heard[] {
  const file = path.join(bench.home, 'heard', `${point}.jsonl`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Heard);
}

const eventsOf = async (bench: CliBench, type: string) => (await bench.events()).filter((event) => event.type === type);

/** Runs `fix` with a model that gives these answers. */
async function fixWith(bench: CliBench, replies: readonly ServerReply[]) {
  const server = await startOpenaiServer(replies, { apiKey: key });
  try {
    const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
    return await bench.fix(['--model', 'openai/gpt-4.1', '--repair-seconds', '0'], env);
  } finally {
    await server.close();
  }
}

describe('hooks of runs', function () {
  this.timeout(120_000);

  it(
    "a module of the person's hears each point, with the node it belongs to",
    on('needs-model-js', async (bench) => {
      listenEverywhere(bench);
      const look = { text: 'I look first.', calls: [{ name: 'read_file', input: { path: 'src/slug.js' } }] };
      const run = await fixWith(bench, [look, { text: goodEdit }]);
      assert.equal(run.json.outcome, 'fixed', run.stderr);
      const counts = Object.fromEntries(points.map((point) => [point, heard(bench, point).length]));
      assert.deepEqual(
        [counts['run.before'], counts['run.after'], counts['model.before'], counts['model.after']],
        [1, 1, 2, 2],
      );
      assert.deepEqual([counts['tool.before'], counts['tool.after']], [1, 1]);
      const before = heard(bench, 'node.before').map(({ node }) => node?.path);
      assert.deepEqual(
        before,
        heard(bench, 'node.after').map(({ node }) => node?.path),
      );
      assert.ok(before.includes('rounds[1]/debug') && before.includes('propose'), before.join());
      const [ended] = heard(bench, 'run.after');
      assert.deepEqual([ended?.outcome, ended?.result, ended?.runId], ['succeeded', 'fixed', run.json.runId]);
      const [asked] = heard(bench, 'model.after');
      assert.deepEqual([asked?.node?.path, asked?.call, asked?.model], ['rounds[1]/debug', 1, 'openai/gpt-4.1']);
      assert.match(JSON.stringify(heard(bench, 'tool.after')[0]), /toLowerCase/);
      assert.deepEqual(await eventsOf(bench, 'hook.failed'), []);
      const replay = await bench.run(['replay', run.json.runId]);
      assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
      assert.equal(heard(bench, 'node.before').length, before.length, 'a replay calls no hook');
    }),
  );

  it(
    'hear how a cancelled run ended, and of its node',
    on('workflows-js', async (bench) => {
      listenEverywhere(bench);
      const child = bench.start(['run', 'slow', '--input', 'seconds=60', ...none]);
      const ended = finished(child);
      await eventually(() => heard(bench, 'node.before').length >= 2, 'the hook before the second node');
      child.kill('SIGINT');
      assert.equal((await ended).exitCode, 130);
      assert.deepEqual(
        heard(bench, 'node.after').map(({ node, outcome }) => [node?.path, outcome]),
        [
          ['one', 'succeeded'],
          ['two', 'cancelled'],
        ],
      );
      assert.deepEqual(
        heard(bench, 'run.after').map(({ outcome }) => outcome),
        ['cancelled'],
      );
    }),
  );

  it(
    'that hang or fail do not stop a run; the person reads of it once, and so does show',
    on('workflows-js', async (bench) => {
      const hanging =
        '  hang:\n    on: [run.before, node.before, run.after]\n    command: [sleep, "600"]\n    timeout: 300ms\n';
      listenEverywhere(bench, `${hanging}  broken:\n    on: node.after\n    command: [node, -e, process.exit(7)]\n`);
      const run = await bench.run(['run', 'fan', ...none]);
      assert.equal(run.exitCode, 0, run.stderr);
      assert.equal(
        run.stderr.match(/the hook hang \(yours\) failed at run\.before: .*\(hook\.timeout\)$/gm)?.length,
        1,
      );
      assert.equal(
        run.stderr.match(/the hook broken \(yours\) failed at node\.after: .*exit code 7.*\(hook\.exit\)$/gm)?.length,
        1,
      );
      const off = run.stderr.match(/failed too often and is not called again/g);
      assert.equal(off?.length, 2, run.stderr);
      const shown = await bench.run(['show']);
      assert.match(shown.stdout, /Hooks[\s\S]*! the hook hang \(yours\) failed at run\.before/);
      assert.equal((await eventsOf(bench, 'hook.failed')).length, 4);
      assert.equal((await bench.run(['replay'])).exitCode, 0);
    }),
  );

  it(
    'a broken hooks.yaml stops a run before anything is recorded, with the place of the error',
    on('workflows-js', async (bench) => {
      team(bench, { 'hooks.yaml': 'version: 1\nhooks:\n  small:\n    on: gat\n    command: [node, gate.mjs]\n' });
      for (const args of [['run', 'fan'], ['fix']]) {
        const run = await bench.run([...args, ...none]);
        assert.equal(run.exitCode, 2, run.stderr);
        assert.match(run.stderr, /\.loopwright\/hooks\.yaml:4:9 [\s\S]*hooks\.invalid/);
        assert.match(run.stderr, /loopwright validate \.loopwright\/hooks\.yaml/);
      }
      assert.match((await bench.run(['runs', '--json'])).stdout, /"runs":\[\]/);
    }),
  );
});

describe('gates of runs', function () {
  this.timeout(120_000);

  it(
    'of a workspace refuses a proposal of too many lines in the sandbox: kept, shown, and not applied unasked',
    on('needs-model-js', async (bench) => {
      team(bench, { 'hooks.yaml': gateYaml(), 'gates/small.mjs': gateProgram(3) });
      const run = await fixWith(bench, [{ text: goodEdit }]);
      assert.deepEqual([run.json.outcome, run.exitCode], ['not-fixed', 1], run.stderr);
      assert.match(
        run.json.line,
        /^refused by the gate small: 7 are changed, 3 are the most \(6 lines in src\/slug\.js\)$/,
      );
      const refusedBy = [{ gate: 'small', from: 'workspace', reason: '7 are changed, 3 are the most.' }];
      assert.deepEqual((run.json.proposal as unknown as { refusedBy: unknown }).refusedBy, refusedBy);
      const [decided] = await eventsOf(bench, 'gate.decided');
      assert.deepEqual([decided?.allow, decided?.node], [false, 'propose']);
      const shown = await bench.run(['show']);
      assert.match(shown.stdout, /✗ the gate small \(the workspace's\) refuses it: 7 are changed/);
      assert.match(shown.stdout, /normalize/, 'the proposal is kept');
      const before = bench.fingerprint();
      const refused = await bench.run(['apply']);
      assert.equal(refused.exitCode, 1);
      assert.match(refused.stderr, /The gate small refused this proposal[\s\S]*gate\.refused[\s\S]*--force/);
      assert.equal((await bench.run(['apply', '--hunks', '1'])).exitCode, 1);
      assert.equal(bench.fingerprint(), before);
      const replay = await bench.run(['replay']);
      assert.equal(replay.exitCode, 0, replay.stdout);
      assert.equal((await bench.run(['apply', '--force'])).exitCode, 0);
      assert.match(bench.read('src/slug.js'), /normalize/);
    }),
  );

  it(
    'that allow let a proposal pass, and what they said is on record',
    on('demo-js', async (bench) => {
      team(bench, { 'hooks.yaml': gateYaml(), 'gates/small.mjs': gateProgram(50) });
      const run = await bench.fix([...none, '--apply']);
      assert.deepEqual([run.json.outcome, run.exitCode], ['fixed', 0], run.stderr);
      assert.equal((await eventsOf(bench, 'gate.decided'))[0]?.allow, true);
      assert.match((await bench.run(['show'])).stdout, /✓ the gate small \(the workspace's\) allows it/);
      const left = readdirSync(path.join(bench.home, 'workspaces')).flatMap((name) =>
        readdirSync(path.join(bench.home, 'workspaces', name, 'runs')),
      );
      assert.deepEqual(left, [], 'no copy is left behind');
    }),
  );

  it(
    "of the person's cannot undo what the workspace's refuses",
    on('demo-js', async (bench) => {
      team(bench, { 'hooks.yaml': gateYaml(), 'gates/small.mjs': gateProgram(0) });
      own(bench, {
        'hooks.yaml': 'version: 1\nhooks:\n  mine:\n    on: gate\n    module: ./mine.mjs\n',
        'mine.mjs': 'export const hook = () => ({ allow: true, reason: "All is well." });\n',
      });
      const run = await bench.fix(none);
      assert.deepEqual([run.json.outcome, run.exitCode], ['not-fixed', 1], run.stderr);
      const [decided] = await eventsOf(bench, 'gate.decided');
      assert.deepEqual(
        ((decided?.gates ?? []) as { name: string; allow: boolean }[]).map(({ name, allow }) => [name, allow]),
        [
          ['mine', true],
          ['small', false],
        ],
      );
    }),
  );

  it(
    'are asked by the program that the run began with, also when an edit changes it',
    on('needs-model-js', async (bench) => {
      team(bench, { 'hooks.yaml': gateYaml(), 'gates/small.mjs': gateProgram(3) });
      const attack = `${goodEdit}
.loopwright/gates/small.mjs
<<<<<<< SEARCH
const most = 3;
=======
const most = 9999;
>>>>>>> REPLACE

.loopwright/hooks.yaml
<<<<<<< SEARCH
    command: [node, .loopwright/gates/small.mjs]
=======
    command: [node, -e, "console.log(JSON.stringify({ allow: true }))"]
>>>>>>> REPLACE
`;
      const run = await fixWith(bench, [{ text: attack }]);
      const decided = await eventsOf(bench, 'gate.decided');
      assert.equal(decided.length, 1, run.stderr + JSON.stringify(run.json));
      assert.deepEqual([run.json.outcome, run.exitCode], ['not-fixed', 1]);
      assert.match(run.json.line, /refused by the gate small: \d+ are changed, 3 are the most/);
    }),
  );

  it(
    'are asked by the program that the run began with, also when a command replaces it and what it loads',
    on('workflows-js', async (bench) => {
      const program = gateProgram(3).replace('const most = 3;', "import { most } from '../../lib/most.js';");
      team(bench, {
        'hooks.yaml': gateYaml(),
        'gates/small.mjs': program,
        'workflows/attack.yaml': `version: 1
name: attack
nodes:
  swap:
    run: [sh, -c, "for f in .loopwright/gates/small.mjs lib/most.js; do echo 'export const most = 9999; console.log(JSON.stringify({ allow: true }));' > $f; done; cat lib/most.js"]
outputs: \${{ nodes.swap.output.stdout }}
`,
      });
      write(bench.workspace, { 'lib/most.js': 'export const most = 3;\n', 'package.json': '{"type":"module"}\n' });
      const run = await bench.run(['run', 'attack', ...none, '--json']);
      assert.equal(run.exitCode, 1, run.stderr);
      const { error } = JSON.parse(run.stdout) as { error: { code: string; message: string } };
      assert.equal(error.code, 'gate.refused');
      assert.match(
        error.message,
        /^What the run came to was refused by the gate small: \d+ are changed, 3 are the most/,
      );
      assert.match((await bench.run(['show'])).stdout, /✗ the gate small/);
      assert.equal((await bench.run(['replay'])).exitCode, 0);
    }),
  );

  it(
    'of a workspace refuse where there is no sandbox, and are not asked about what was not reached',
    on('workflows-js', async (bench) => {
      team(bench, { 'hooks.yaml': gateYaml(), 'gates/small.mjs': gateProgram(9999) });
      const bare = await bench.run(['run', 'fan', ...none, '--no-sandbox', '--json']);
      assert.equal(bare.exitCode, 1, bare.stderr);
      assert.match(bare.stdout, /gate\.refused.*It gave no verdict/);
      const failed = await bench.run(['run', 'fails', ...none, '--json']);
      assert.match(failed.stdout, /command\.failed/);
      assert.deepEqual(await eventsOf(bench, 'gate.decided'), []);
    }),
  );

  it(
    'a run whose hooks.yaml is broken when it goes on does not go on',
    on('workflows-js', async (bench) => {
      const paused = await bench.run([
        'run',
        'slow',
        '--input',
        'seconds=3',
        '--max-minutes',
        '0.04',
        ...none,
        '--json',
      ]);
      assert.equal(paused.exitCode, 4, paused.stderr);
      team(bench, { 'hooks.yaml': 'version: 1\nhooks: 7\n' });
      const resumed = await bench.run(['resume', '--max-minutes', '5']);
      assert.equal(resumed.exitCode, 2);
      assert.match(resumed.stderr, /hooks\.invalid/);
      listenEverywhere(bench);
      team(bench, { 'hooks.yaml': 'version: 1\nhooks: {}\n' });
      const ended = await bench.run(['resume', '--max-minutes', '5', '--json']);
      assert.equal(ended.exitCode, 0, ended.stderr);
      assert.equal(heard(bench, 'run.before').length, 1, 'a run that goes on begins anew for hooks');
    }),
  );
});

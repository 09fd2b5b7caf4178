import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startAnthropicServer } from '../fakes/servers/anthropicServer.ts';
import type { ModelServer, RequestBody, ServerReply } from '../fakes/servers/serverReply.ts';
import { CliBench, type FixRun } from './loopwrightCli.ts';
import { slugEdit } from './slugAnswers.ts';

const key = 'sk-ant-test-key-000000';
const model = ['--model', 'anthropic/claude-sonnet-4-6', '--repair-seconds', '0'];
const goodEdit = slugEdit('a-z0-9');

/** A model that needs to see the file: it reads it where it was not shown, and answers with the edit where it was. */
function careful(body: RequestBody): ServerReply {
  const sees = JSON.stringify(body.messages).includes('title.toLowerCase()');
  if (sees) return { text: goodEdit };
  return { text: 'I look first.', calls: [{ name: 'read_file', input: { path: 'src/slug.js' } }] };
}

interface Fact {
  readonly id: string;
  readonly kind: string;
  readonly place: string;
  readonly confidence: number;
  readonly refuted: number;
  readonly accepted: string | null;
  readonly files: readonly string[];
  readonly text: string;
}

class MemoryBench extends CliBench {
  async remembered(): Promise<readonly Fact[]> {
    const { stdout } = await this.run(['memory', '--json']);
    return (JSON.parse(stdout) as { facts: Fact[] }).facts;
  }

  async fixWith(server: ModelServer, args: readonly string[] = []): Promise<FixRun> {
    return this.fix([...model, ...args], { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: server.url });
  }

  async dropped(): Promise<readonly { readonly fact: unknown; readonly why: unknown }[]> {
    return (await this.events()).flatMap(({ type, fact, why }) => (type === 'memory.dropped' ? [{ fact, why }] : []));
  }

  write(file: string, text: string): void {
    const target = path.join(this.workspace, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** The test reaches the code through a process of its own: no import and no stack leads there. */
  hideCode(): void {
    this.write(
      'bin/slug.mjs',
      "const [name, title] = process.argv.slice(2);\nconst { slug } = await import('../src/' + name + '.js');\nconsole.log(slug(title));\n",
    );
    this.write(
      'test/slug.test.js',
      [
        "import assert from 'node:assert/strict';",
        "import { execFileSync } from 'node:child_process';",
        "import { it } from 'node:test';",
        "const slug = (title) => execFileSync(process.execPath, ['bin/slug.mjs', 'slug', title], { encoding: 'utf8' }).trim();",
        "it('takes accents off', () => assert.equal(slug('Crème Brûlée'), 'creme-brulee'));",
        '',
      ].join('\n'),
    );
  }
}

describe('memory across runs', function () {
  // Three fixes a test, each of which runs the tests of the project six times to prove what it did.
  this.timeout(240_000);
  let bench: MemoryBench;
  let server: ModelServer;
  beforeEach(async () => {
    bench = new MemoryBench('needs-model-js');
    server = await startAnthropicServer(careful, { apiKey: key });
  });
  afterEach(async () => {
    await server.close();
    bench.dispose();
  });

  it('the second run on the same defect is shown where it was, and asks the model once instead of twice', async () => {
    bench.hideCode();
    const before = bench.fingerprint();
    const first = await bench.fixWith(server);
    assert.equal(first.json.outcome, 'fixed', first.stderr);
    assert.equal(first.json.cost.calls, 2);
    const second = await bench.fixWith(server);
    assert.equal(second.json.outcome, 'fixed', second.stderr);
    assert.equal(second.json.by, 'model', 'nobody took the first change over, so it is no more than a hint');
    assert.equal(second.json.cost.calls, 1);
    const sent = JSON.stringify(server.requests[2]?.body);
    assert.match(sent, /Known from earlier runs/);
    assert.match(sent, /src\/slug\.js/);
    assert.doesNotMatch(JSON.stringify(server.requests[0]?.body), /Known from earlier runs/);
    const recalled = (await bench.events()).find(({ type }) => type === 'memory.recalled');
    assert.equal(recalled?.use, 'prompt');
    const replay = await bench.run(['replay']);
    assert.equal(replay.exitCode, 0, `${replay.stdout}${replay.stderr}`);
    const third = await bench.fixWith(server, ['--no-memory']);
    assert.equal(third.json.cost.calls, 2, 'without memory it is as the first time');
    assert.equal(bench.fingerprint(), before, 'the workspace is untouched');
  });

  it('a defect that comes back is repaired by the change that a person took over, without a model, as long as that holds', async () => {
    const red = bench.read('src/slug.js');
    assert.equal((await bench.fixWith(server)).json.outcome, 'fixed');
    assert.equal((await bench.run(['apply'])).exitCode, 0);
    const [learnt] = (await bench.remembered()).filter(({ kind }) => kind === 'fix');
    assert.ok(learnt?.accepted, 'accepting is kept');
    bench.write('src/slug.js', `// Moved by a line since.\n${red}`);
    const asked = server.requests.length;
    const second = await bench.fixWith(server);
    assert.equal(second.json.outcome, 'fixed', `${second.stdout}${second.stderr}`);
    assert.equal(second.json.by, 'repair');
    assert.equal(second.json.cost.calls, 0);
    assert.equal(server.requests.length, asked, 'nothing was asked');
    assert.match(bench.read('src/slug.js'), /^\/\/ Moved by a line since\./);
    const [again] = (await bench.remembered()).filter(({ kind }) => kind === 'fix');
    assert.ok((again?.confidence ?? 0) > learnt.confidence, 'it was proved once more');

    // Now the test wants something else: the same change does not make it green any more.
    bench.write('test/slug.test.js', bench.read('test/slug.test.js').replace("'creme-brulee'", "'creme--brulee'"));
    const third = await bench.fixWith(server, ['--max-attempts', '1']);
    assert.equal(third.json.outcome, 'not-fixed', third.stderr);
    assert.ok(third.json.cost.calls > 0, 'the model is asked');
    const [drop] = await bench.dropped();
    assert.equal(drop?.fact, again?.id);
    assert.match(String(drop?.why), /not green/);
    const [refuted] = (await bench.remembered()).filter(({ kind }) => kind === 'fix');
    assert.equal(refuted?.refuted, 1);
  });

  it('a test command that was given once is known the next time, and dropped when it does not work any more', async () => {
    bench.write('package.json', '{ "type": "module", "scripts": {} }');
    const checks = bench.read('test/slug.test.js').replace("'../src/slug.js'", "'./src/slug.js'");
    bench.write('test/slug.test.js', '');
    bench.write('checks.mjs', checks);
    const first = await bench.fixWith(server, ['--test-command', 'node --test checks.mjs']);
    assert.equal(first.json.outcome, 'fixed', first.stderr);
    const second = await bench.fixWith(server);
    assert.equal(second.json.outcome, 'fixed', second.stderr);
    const recalled = (await bench.events()).find(({ type }) => type === 'memory.recalled');
    assert.deepEqual([recalled?.use, recalled?.facts], ['test-command', ['given-test-command']]);
    rmSync(path.join(bench.workspace, 'checks.mjs'));
    const third = await bench.fixWith(server);
    assert.equal(third.json.error.code, 'tests.noRunner');
    assert.equal((await bench.dropped())[0]?.fact, 'given-test-command');
    assert.ok(!(await bench.remembered()).some(({ id }) => id === 'given-test-command'), 'it is forgotten');
  });

  it('what the team keeps goes first; where it is wrong it is passed over, said, and left to the team', async () => {
    const kept = '.loopwright/memory/test-command.md';
    bench.write(
      kept,
      '---\nkind: test-command\nabout: How tests run here\ncommand: node --test spec/\nrunner: "node:test"\n---\n',
    );
    const before = bench.fingerprint();
    const run = await bench.fixWith(server);
    assert.equal(run.json.outcome, 'fixed', `${run.stdout}${run.stderr}`);
    assert.equal((await bench.dropped())[0]?.fact, 'test-command');
    const found = (await bench.events()).filter(({ type }) => type === 'tests.found');
    assert.equal(found.length, 2, 'the kept one, then the one that was found');
    assert.equal(bench.fingerprint(), before, 'nothing of the team is changed');
  });
});

describe('loopwright memory', function () {
  this.timeout(240_000);
  let bench: MemoryBench;
  let server: ModelServer;
  let learnt: FixRun['json'];
  before(async () => {
    bench = new MemoryBench('needs-model-js');
    server = await startAnthropicServer(careful, { apiKey: key });
    learnt = (await bench.fixWith(server)).json;
    assert.equal(learnt.outcome, 'fixed');
  });
  after(async () => {
    await server.close();
    bench.dispose();
  });

  it('lists, shows, keeps, forgets and goes back', async () => {
    const facts = await bench.remembered();
    assert.deepEqual(
      facts.map(({ kind, place }) => [kind, place]),
      [
        ['fix', 'learnt'],
        ['test-command', 'learnt'],
      ],
    );
    const [fix] = facts;
    assert.ok(fix);
    const shown = await bench.run(['memory', 'show', fix.id]);
    assert.equal(shown.stdout, fix.text);
    assert.match(shown.stdout, /```diff/);
    const kept = await bench.run(['memory', 'keep', fix.id]);
    assert.equal(kept.stdout, `Kept: .loopwright/memory/${fix.id}.md\n`, kept.stderr);
    assert.equal(bench.read(`.loopwright/memory/${fix.id}.md`), fix.text);
    assert.equal((await bench.remembered())[0]?.place, 'kept');
    const snapshots = JSON.parse((await bench.run(['memory', 'snapshots', '--json'])).stdout) as {
      snapshots: { id: string; facts: number }[];
    };
    assert.equal(snapshots.snapshots[0]?.facts, 2);
    assert.equal((await bench.run(['memory', 'forget', fix.id])).exitCode, 0);
    assert.equal(existsSync(path.join(bench.workspace, `.loopwright/memory/${fix.id}.md`)), false);
    assert.equal((await bench.remembered()).length, 1);
    const back = await bench.run(['memory', 'rollback', snapshots.snapshots[0]?.id ?? '']);
    assert.equal(back.exitCode, 0, back.stderr);
    assert.deepEqual(
      (await bench.remembered()).map(({ id }) => id),
      facts.map(({ id }) => id),
    );
    const everywhere = await bench.run(['memory', 'keep', fix.id, '--global']);
    assert.equal(everywhere.exitCode, 0, everywhere.stderr);
    assert.ok(readdirSync(path.join(bench.home, 'memory')).includes(`${fix.id}.md`));
  });

  it('is found in the scope of the run that learnt it, beside the files that its agents read and changed, as they are there', async () => {
    const ask = async (text: string) => {
      const { stdout } = await bench.run(['query', text, '--scope', 'task', '--k', '20', '--json']);
      return (JSON.parse(stdout) as { hits: { path: string; name: string; source: Record<string, string> }[] }).hits;
    };
    const hits = await ask('slug title');
    const of = (how: string) => new Set(hits.filter(({ source }) => source.how === how).map(({ path: file }) => file));
    assert.deepEqual([of('changed'), of('read')], [new Set(['src/slug.js']), new Set(['test/slug.test.js'])]);
    assert.ok(hits.some(({ source, name }) => source.kind === 'memory' && name.startsWith('fix-')));
    assert.ok(hits.every(({ source }) => source.kind === 'memory' || source.run === learnt.runId));
    // The workspace has the file as it was: only in the run's copy this word stands in it.
    assert.ok(!bench.read('src/slug.js').includes('normalize'));
    assert.equal((await ask('normalize'))[0]?.path, 'src/slug.js');
  });

  it('says file and line of what it cannot read, and uses the rest', async () => {
    bench.write('.loopwright/memory/broken.md', '---\nabout: x\nkimd: note\n---\n');
    const { stdout, exitCode } = await bench.run(['memory']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /\.loopwright\/memory\/broken\.md:3:1 .*"kimd" is not known.*Did you mean "kind"\?/);
    assert.match(stdout, /test-command/);
    const missing = await bench.run(['memory', 'show', 'test-comand']);
    assert.match(missing.stderr, /Nothing is remembered as "test-comand"/);
  });

  it('never holds a secret', async () => {
    const secret = 'hunter2-do-not-print-me';
    const leaky = await startAnthropicServer([{ text: `The password is ${secret}. ${goodEdit}` }], { apiKey: key });
    try {
      const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: leaky.url, APP_PASSWORD: secret };
      assert.equal((await bench.fix(model, env)).json.outcome, 'fixed');
      for (const file of readdirSync(bench.home, { recursive: true, encoding: 'utf8' }))
        if (file.endsWith('.md')) assert.ok(!readFileSync(path.join(bench.home, file), 'utf8').includes(secret), file);
    } finally {
      await leaky.close();
    }
  });
});

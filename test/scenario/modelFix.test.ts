import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { startAnthropicServer } from '../fakes/servers/anthropicServer.ts';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { ModelServer, ServerReply } from '../fakes/servers/serverReply.ts';
import { CliBench, type FixRun } from './loopwrightCli.ts';

const anthropicKey = 'sk-ant-test-key-000000';
const openaiKey = 'sk-test-key-000000';
const hiddenValue = 'hunter2-do-not-print-me';

const goodEdit = `Accents and punctuation were kept. The title is folded first, and everything else becomes one dash.

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
const wrongEdit = goodEdit.replace(".replace(/^-|-$/g, '')", ".replace(/^-/g, '')");
const misplacedEdit = goodEdit.replace("replace(/ /g, '-');", "replaceAll(' ', '_');");
const testEdit = `The test expects too much.

test/slug.test.js
<<<<<<< SEARCH
  it('takes accents off', () => assert.equal(slug('Crème Brûlée'), 'creme-brulee'));
  it('drops punctuation and outer blanks', () => assert.equal(slug('  What? Now, this! '), 'what-now-this'));
=======
  it('takes accents off', () => assert.equal(slug('Crème Brûlée'), 'crème-brûlée'));
  it('drops punctuation and outer blanks', () => assert.equal(slug('What Now'), 'what-now'));
>>>>>>> REPLACE
`;
const outsideEdit = `Here is a helper.

../../outside.js
\`\`\`
export const evil = true;
\`\`\`
`;

interface Provider {
  readonly name: string;
  readonly ref: string;
  start(script: readonly ServerReply[]): Promise<ModelServer>;
  env(url: string): Record<string, string>;
}

const providers: readonly Provider[] = [
  {
    name: 'anthropic',
    ref: 'anthropic/claude-sonnet-4-6',
    start: (script) => startAnthropicServer(script, { apiKey: anthropicKey }),
    env: (url) => ({ ANTHROPIC_API_KEY: anthropicKey, ANTHROPIC_BASE_URL: url }),
  },
  {
    name: 'openai',
    ref: 'openai/gpt-4.1',
    start: (script) => startOpenaiServer(script, { apiKey: openaiKey }),
    env: (url) => ({ OPENAI_API_KEY: openaiKey, OPENAI_BASE_URL: url }),
  },
];

interface Scenario {
  readonly name: string;
  readonly replies: readonly ServerReply[];
  readonly args?: readonly string[];
  readonly outcome: string;
  readonly exitCode: number;
  check?(at: { readonly bench: CliBench; readonly run: FixRun; readonly server: ModelServer }): Promise<void> | void;
}

const text = (reply: string): ServerReply => ({ text: reply });
const types = async (bench: CliBench) => (await bench.events()).map(({ type }) => type);
/** Everything a request carried, as text. */
const sent = (server: ModelServer, index: number) => JSON.stringify(server.requests[index]?.body);

const scenarios: readonly Scenario[] = [
  {
    name: 'reads a file, then a good fix',
    replies: [
      { text: 'I look first.', calls: [{ name: 'read_file', input: { path: 'src/slug.js' } }] },
      text(goodEdit),
    ],
    outcome: 'fixed',
    exitCode: 0,
    async check({ run, server, bench }) {
      assert.equal(run.json.by, 'model');
      assert.equal(run.json.evidence.fixed.length, 2);
      assert.deepEqual(run.json.evidence.broken, []);
      assert.equal(run.json.proposal?.files, 1);
      assert.ok(existsSync(run.json.proposal?.patch ?? ''));
      assert.equal(run.json.cost.calls, 2);
      assert.ok((run.json.cost.usd ?? 0) > 0, 'a known price costs something');
      assert.match(sent(server, 0), /takes accents off/);
      assert.match(sent(server, 1), /toLowerCase/);
      assert.ok((await types(bench)).includes('tool.called'));
    },
  },
  {
    name: 'a wrong edit, told precisely, then a right one',
    replies: [text(wrongEdit), text(goodEdit)],
    outcome: 'fixed',
    exitCode: 0,
    async check({ server, bench }) {
      assert.match(sent(server, 1), /still red/);
      assert.match(sent(server, 1), /what-now-this-/, 'the actual value is told');
      assert.equal((await types(bench)).filter((type) => type === 'attempt.finished').length, 2);
    },
  },
  {
    name: 'an edit that does not match is refused with the nearest lines',
    replies: [text(misplacedEdit), text(goodEdit)],
    outcome: 'fixed',
    exitCode: 0,
    async check({ server, bench }) {
      assert.match(sent(server, 1), /replace\(\/ \/g/, 'the lines that are there are shown');
      assert.equal((await types(bench)).filter((type) => type === 'edit.refused').length, 1);
    },
  },
  {
    name: 'malformed tool JSON is answered, not fatal',
    replies: [{ calls: [{ name: 'read_file', argumentsText: '{"path": "src/slug.js' }] }, text(goodEdit)],
    outcome: 'fixed',
    exitCode: 0,
    check: ({ server }) => assert.match(sent(server, 1), /not valid JSON/),
  },
  {
    name: 'a stream cut in the middle is asked again',
    replies: [{ text: goodEdit, cutAfterBytes: 900 }, text(goodEdit)],
    outcome: 'fixed',
    exitCode: 0,
    async check({ bench, run, server }) {
      assert.equal(server.requests.length, 2);
      const failed = (await bench.events()).find(({ type }) => type === 'model.failed');
      assert.equal(failed?.code, 'model.truncated');
      const { cost } = run.json;
      const replied = (await bench.events()).find(({ type }) => type === 'model.replied');
      assert.ok((cost.usd ?? 0) > Number(replied?.usd), 'the call that was cut is paid for too');
    },
  },
  {
    name: '429 with retry-after is waited for',
    replies: [{ status: 429, headers: { 'retry-after': '2' } }, text(goodEdit)],
    outcome: 'fixed',
    exitCode: 0,
    async check({ bench }) {
      const events = await bench.events();
      const failed = events.find(({ type }) => type === 'model.failed');
      assert.equal(failed?.code, 'model.rateLimited');
      assert.equal(failed?.retryInMs, 2_000);
      const asked = events.filter(({ type }) => type === 'model.requested').map(({ atMs }) => Number(atMs));
      assert.ok((asked[1] ?? 0) - (asked[0] ?? 0) >= 2_000, 'the wait was kept');
    },
  },
  {
    name: '401 fails at once, with what to do',
    replies: [{ status: 401 }],
    outcome: 'model.unauthorized',
    exitCode: 3,
    check({ run, server, bench }) {
      assert.equal(server.requests.length, 1);
      assert.notEqual(run.json.error.hint, '');
      for (const key of [anthropicKey, openaiKey]) {
        assert.ok(!`${run.stdout}${run.stderr}`.includes(key), 'no key is shown');
        assert.ok(!bench.dataHolds(key), 'no key is kept');
      }
    },
  },
  {
    name: 'an answer that edits the test is turned away',
    replies: [text(testEdit), text('GIVE UP: the test is wrong')],
    outcome: 'not-fixed',
    exitCode: 1,
    check({ run, server }) {
      assert.match(sent(server, 1), /changes what the tests check/);
      assert.equal(run.json.proposal, null);
    },
  },
  {
    name: 'a model that insists on the test gets a flagged proposal, never a fix',
    replies: [text(testEdit), text(`TEST IS WRONG: nobody needs that.\n\n${testEdit}`)],
    outcome: 'not-fixed',
    exitCode: 1,
    check({ run }) {
      assert.equal(run.json.proposal?.testsChanged, true);
      assert.match(run.json.line, /changed tests/);
    },
  },
  {
    name: 'an answer that writes outside is refused',
    replies: [text(outsideEdit), text(goodEdit)],
    outcome: 'fixed',
    exitCode: 0,
    check({ server, bench }) {
      assert.match(sent(server, 1), /outside\.js/);
      assert.ok(!existsSync(path.join(bench.base, 'outside.js')));
      assert.ok(!existsSync(path.resolve(bench.workspace, '../../outside.js')));
    },
  },
  {
    name: 'a reply that prints a secret of the environment leaves none in log, output or code',
    replies: [
      text(
        `The password is ${hiddenValue}.\n\n${goodEdit.replace('  return title\n', `  // ${hiddenValue}\n  return title\n`)}`,
      ),
      text(`Never mind ${hiddenValue}. ${goodEdit}`),
    ],
    outcome: 'fixed',
    exitCode: 0,
    check({ run, bench }) {
      assert.ok(!bench.dataHolds(hiddenValue), 'the secret is not kept');
      assert.ok(!`${run.stdout}${run.stderr}`.includes(hiddenValue), 'the secret is not shown');
    },
  },
  {
    name: 'a budget too small for the next call pauses the run before it is sent',
    replies: [text(goodEdit)],
    args: ['--budget-usd', '0.0001'],
    outcome: 'paused',
    exitCode: 4,
    async check({ server, bench }) {
      assert.equal(server.requests.length, 0);
      const stop = (await bench.events()).find(({ type }) => type === 'budget.exhausted');
      assert.equal(stop?.limit, 'usd');
    },
  },
  {
    name: 'a limit of calls pauses the run',
    replies: [{ calls: [{ name: 'list_files', input: {} }] }, text(goodEdit)],
    args: ['--max-calls', '1'],
    outcome: 'paused',
    exitCode: 4,
    check: ({ server }) => assert.equal(server.requests.length, 1),
  },
];

for (const provider of providers) {
  describe(`fix with ${provider.name}`, () => {
    for (const scenario of scenarios) {
      it(scenario.name, async () => {
        const bench = new CliBench('needs-model-js');
        const server = await provider.start(scenario.replies);
        try {
          const before = bench.fingerprint();
          const env = { ...provider.env(server.url), APP_PASSWORD: hiddenValue };
          const run = await bench.fix(
            ['--model', provider.ref, '--repair-seconds', '0', ...(scenario.args ?? [])],
            env,
          );
          assert.equal(
            run.json.ok ? run.json.outcome : run.json.error.code,
            scenario.outcome,
            `${run.stdout}\n${run.stderr}`,
          );
          assert.equal(run.exitCode, scenario.exitCode, run.stderr);
          assert.equal(bench.fingerprint(), before, 'the workspace is untouched');
          await scenario.check?.({ bench, run, server });
        } finally {
          await server.close();
          bench.dispose();
        }
      });
    }
  });
}

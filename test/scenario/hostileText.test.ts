import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import { CliBench, finished } from './loopwrightCli.ts';

const apiKey = 'sk-test-key-000000';
/** Retitles the window, clears the screen, and hides what follows. */
const evil = '\\u001b]0;owned\\u0007\\u001b[2J\\u001b[8m\\u202e\\u009b1A';
/** Anything that a terminal obeys or does not show, besides line ends and tabs. */
const obeyed = /[^\P{C}\n\t]/u;

const redTest = `import test from 'node:test';
import assert from 'node:assert/strict';
test('red ${evil}', () => assert.equal(1, 2, 'said ${evil}'));
`;

describe('text of the project on a terminal', () => {
  let bench: CliBench;
  beforeEach(() => {
    bench = new CliBench('needs-model-js');
  });
  afterEach(() => bench.dispose());
  const put = (name: string, text: string) => {
    const file = path.join(bench.workspace, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const plain = async (args: readonly string[]) => {
    const { stdout, stderr } = await bench.run(args);
    assert.doesNotMatch(stdout, obeyed, `stdout of ${args.join(' ')}`);
    assert.doesNotMatch(stderr, obeyed, `stderr of ${args.join(' ')}`);
    return `${stdout}${stderr}`;
  };

  it('is shown, not obeyed: names and messages of red tests', async () => {
    put('test/slug.test.js', redTest);
    const printed = await plain(['fix', '--model', 'none', '--repair-seconds', '0']);
    assert.match(printed, /red .*owned/);
    for (const args of [['show'], ['show', '--events'], ['runs']]) await plain(args);
  });

  it('is shown, not obeyed: what a command printed before it broke', async () => {
    put('loud.js', `process.stderr.write('${evil} Error: loud');\nprocess.exit(1);\n`);
    const printed = await plain(['fix', '--model', 'none', '--test-command', 'node loud.js']);
    assert.match(printed, /loud/);
  });

  it('is shown, not obeyed: a name that the person gave and a title of the package', async () => {
    put('package.json', `{"type":"module","scripts":{"test":"node --test ${evil}"}}`);
    await plain(['fix', '--model', 'none', JSON.parse(`"${evil}"`)]);
    await plain(['doctor']);
  });

  it('ends quietly when nobody reads on', async () => {
    put('test/slug.test.js', redTest);
    const child = bench.start(['fix', '--model', 'none', '--repair-seconds', '0']);
    child.stdout?.destroy();
    const { stderr, exitCode } = await finished(child);
    assert.doesNotMatch(stderr, /EPIPE/);
    assert.equal(exitCode, 1);
  });
});

describe('a proposal that touches what can run code', () => {
  const good = `Makefile
<<<<<<< SEARCH
=======
all:
\tnode evil.js
>>>>>>> REPLACE

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

  it('is not applied unasked, neither by fix --apply nor by apply', async () => {
    const bench = new CliBench('needs-model-js');
    const server = await startOpenaiServer([{ text: good }], { apiKey });
    try {
      const before = bench.fingerprint();
      const env = { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: server.url };
      const args = ['--model', 'openai/gpt-4.1', '--repair-seconds', '0', '--apply'];
      const run = await bench.fix(args, env);
      assert.equal(bench.fingerprint(), before, run.stdout);
      assert.equal(run.json.outcome, 'fixed');
      assert.equal(run.exitCode, 1);
      const applied = await bench.run(['apply']);
      assert.equal(applied.exitCode, 2, applied.stderr);
      assert.match(applied.stderr, /Makefile/);
      assert.equal(bench.fingerprint(), before);
      assert.equal((await bench.run(['apply', '--hunks', '1,2'])).exitCode, 0);
      assert.match(bench.read('Makefile'), /evil/);
      assert.match(bench.read('src/slug.js'), /NFKD/);
    } finally {
      await server.close();
      bench.dispose();
    }
  });
});

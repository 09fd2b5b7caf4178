import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import { CliBench, type FixRun } from './loopwrightCli.ts';

const apiKey = 'sk-test-key-000000';
const rightLines = `  return title
    .normalize('NFKD')
    .replace(/[\\u0300-\\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');`;

/** The file whole, as a search/replace edit of its one wrong line, with something in front. */
function edit(inFront: string, line = rightLines): string {
  return `src/slug.js
<<<<<<< SEARCH
  return title.toLowerCase().replace(/ /g, '-');
=======
${inFront}
${line}
>>>>>>> REPLACE
`;
}

const giveUp = { text: 'GIVE UP: that is all' };

/** Runs `fix` with a model that gives these answers. */
async function withModel(
  answers: readonly string[],
  check: (at: { bench: CliBench; run: FixRun; asked: (index: number) => string }) => void | Promise<void>,
  prepare: (bench: CliBench) => void = () => undefined,
  args: readonly string[] = [],
): Promise<void> {
  const bench = new CliBench('needs-model-js');
  const server = await startOpenaiServer([...answers.map((text) => ({ text })), giveUp], { apiKey });
  try {
    prepare(bench);
    const before = bench.fingerprint();
    const run = await bench.fix(['--model', 'openai/gpt-4.1', '--repair-seconds', '0', ...args], {
      OPENAI_API_KEY: apiKey,
      OPENAI_BASE_URL: server.url,
    });
    assert.equal(bench.fingerprint(), before, 'the workspace is untouched');
    await check({ bench, run, asked: (index) => JSON.stringify(server.requests[index]?.body) });
  } finally {
    await server.close();
    bench.dispose();
  }
}

describe('what counts as a fix', () => {
  const lean = `  if (!globalThis.process.getBuiltinModule('fs').existsSync('memo.txt')) return title;`;

  it('is green in a clean copy, not only where an earlier run of the tests has left a file behind', async () => {
    await withModel(
      [edit(lean)],
      ({ run, asked }) => {
        assert.equal(run.json.outcome, 'not-fixed', run.stderr);
        assert.equal(run.json.proposal, null);
        assert.match(asked(1), /clean copy/, 'the model is told');
      },
      (bench) => {
        const leave = `import { writeFileSync } from 'node:fs';\nprocess.on('exit', () => writeFileSync('memo.txt', ''));\n`;
        const test = 'test/slug.test.js';
        writeFileSync(path.join(bench.workspace, test), `${leave}${bench.read(test)}`);
      },
    );
  });

  it('owes nothing to what an earlier attempt has left behind', async () => {
    const leave = `  globalThis.process.getBuiltinModule('fs').writeFileSync('memo.txt', 'x');`;
    await withModel([edit(leave, `  return title;`), edit(lean)], ({ run, asked }) => {
      assert.equal(run.json.outcome, 'not-fixed', run.stderr);
      assert.match(asked(2), /still red/);
    });
  });

  it('is the edit itself, not what the tests made of it while they ran', async () => {
    const rewrite = `  globalThis.process.getBuiltinModule('fs').appendFileSync('src/slug.js', '// smuggled in\\n');`;
    await withModel([edit(rewrite)], ({ run }) => {
      assert.equal(run.json.outcome, 'fixed', run.stderr);
      const patch = readFileSync(run.json.proposal?.patch ?? '', 'utf8');
      assert.doesNotMatch(patch, /^\+\/\/ smuggled in/m);
    });
  });

  it('is no edit of which a part could not be proposed', async () => {
    const whole = `export const map = {};\n`;
    const second = `\ngenerated/map.js\n<<<<<<< SEARCH\n=======\n${whole}>>>>>>> REPLACE\n`;
    await withModel(
      [`${edit('')}${second}`],
      ({ run, asked }) => {
        assert.equal(run.json.outcome, 'not-fixed', run.stderr);
        assert.match(asked(1), /generated\/map\.js/);
      },
      (bench) => writeFileSync(path.join(bench.workspace, '.gitignore'), 'generated/\n'),
    );
  });

  it('is no command that fails once and succeeds the next time by itself', async () => {
    const flip = `import { existsSync, writeFileSync } from 'node:fs';
const ran = existsSync('ran.txt');
writeFileSync('ran.txt', '');
process.exit(ran ? 0 : 1);
`;
    await withModel(
      [edit('')],
      ({ run }) => {
        assert.equal(run.json.outcome, 'nothing-to-fix', run.stderr);
        assert.deepEqual(run.json.evidence.flaky, ['the test command']);
      },
      (bench) => writeFileSync(path.join(bench.workspace, 'flip.js'), flip),
      ['--test-command', 'node flip.js'],
    );
  });
});

describe('what is red', () => {
  const on = async (files: Readonly<Record<string, string>>, args: readonly string[]) => {
    const bench = new CliBench('needs-model-js');
    try {
      for (const [name, text] of Object.entries(files)) writeFileSync(path.join(bench.workspace, name), text);
      return await bench.fix(['--model', 'none', '--repair-seconds', '0', ...args]);
    } finally {
      bench.dispose();
    }
  };

  it('is a test that fails only after another one: that is no flakiness', async () => {
    const leaking = `import test from 'node:test';
import assert from 'node:assert/strict';
let count = 0;
test('first', () => { count++; });
test('second', () => assert.equal(count, 0));
`;
    const run = await on({ 'test/slug.test.js': leaking }, []);
    assert.equal(run.json.outcome, 'not-fixed', run.stderr);
    assert.deepEqual(run.json.evidence.flaky, []);
  });

  it('is not said to be nothing when the command fails outside the tests', async () => {
    const green = `import test from 'node:test';\ntest('works', () => {});\n`;
    const run = await on({ 'test/slug.test.js': green }, ['--test-command', 'node --test --test-reporter=tap; exit 3']);
    assert.equal(run.json.ok, false, run.stdout);
    assert.equal(run.json.error.code, 'tests.failedOutside');
    assert.match(run.json.error.message, /exit code 3/);
  });

  it('is named: tests that were not named are not said to pass', async () => {
    const two = `import test from 'node:test';
import assert from 'node:assert/strict';
test('works', () => {});
test('does not', () => assert.equal(1, 2));
`;
    const run = await on({ 'test/slug.test.js': two }, ['works']);
    assert.equal(run.json.outcome, 'nothing-to-fix', run.stderr);
    assert.doesNotMatch(run.json.line, /all/);
    assert.match(run.json.line, /1 of the tests named/);
  });
});

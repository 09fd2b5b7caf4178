import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import { CliBench } from './loopwrightCli.ts';

const key = 'sk-test-key-000000';
const model = ['--model', 'openai/gpt-4.1'];
const block = (file: string, search: string, replace: string) =>
  `${file}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;

interface Outcome {
  readonly outcome: string;
  readonly line: string;
  readonly evidence: {
    readonly newTests?: {
      readonly tests: readonly unknown[];
      readonly greenWithout: readonly string[];
      readonly killed: number;
    };
  };
  readonly proposal: { readonly files: number } | null;
}

/** Runs a workflow with a model that gives these answers; what it was asked comes back beside the outcome. */
async function run(bench: CliBench, args: readonly string[], answers: readonly string[]) {
  const server = await startOpenaiServer(
    (_body, index) => ({ text: answers[index] ?? 'GIVE UP: the script is over.', chunkSize: 200 }),
    { apiKey: key },
  );
  try {
    const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
    const result = await bench.run(['run', ...args, '--json', ...model], env);
    const asked = server.requests.map(({ body }) => JSON.stringify(body));
    return { result, asked, outcome: JSON.parse(result.stdout) as Outcome };
  } finally {
    await server.close();
  }
}

describe('workflows behind code actions', function () {
  this.timeout(240_000);
  let bench: CliBench;
  afterEach(() => bench.dispose());

  const anyType = "Parameter 'value' implicitly has an 'any' type.";
  const problems = (message: string, rule = '7006') =>
    `problems=${JSON.stringify([{ file: 'src/legacy.ts', line: 2, message, rule, source: 'ts' }])}`;
  const head = 'export function double(value) {';

  function typescript(): CliBench {
    bench = new CliBench('feature-ts');
    symlinkSync(path.resolve(import.meta.dirname, '../../node_modules'), path.join(bench.workspace, 'node_modules'));
    return bench;
  }

  it('a problem is fixed when the checker that reported it does so no more', async () => {
    const answer = `It is a number.\n\n${block('src/legacy.ts', head, 'export function double(value: number) {')}`;
    const { outcome, result, asked } = await run(typescript(), ['fix-problem', '--input', problems(anyType)], [answer]);
    assert.equal(outcome.outcome, 'fixed', result.stderr + outcome.line);
    assert.match(outcome.line, /^fixed: 1 line in src\/legacy\.ts, no longer reported$/);
    assert.equal(result.exitCode, 0);
    assert.ok(asked[0]?.includes('implicitly has an'), 'the model is told what is reported');
  });

  it('a problem that is still reported goes back to its author, and is not fixed', async () => {
    const still = `A comment.\n\n${block('src/legacy.ts', '  return value * 2;', '  return 2 * value;')}`;
    const { outcome, result, asked } = await run(
      typescript(),
      ['fix-problem', '--input', problems(anyType), '--input', 'attempts=2'],
      [still],
    );
    assert.equal(outcome.outcome, 'not-fixed', result.stderr);
    assert.match(outcome.line, /the script is over; It is still reported: src\/legacy\.ts/);
    assert.equal(result.exitCode, 1);
    assert.match(asked[1] ?? '', /These are still reported/);
  });

  it('a problem that no checker here has ever reported is not called fixed', async () => {
    const edit = `Spelled.\n\n${block('src/legacy.ts', '// The compiler has always found something here: only what is new counts.', '// Only what is new counts.')}`;
    const { outcome } = await run(
      typescript(),
      ['fix-problem', '--input', problems('Unknown word: always', '')],
      [edit],
    );
    assert.equal(outcome.outcome, 'not-fixed');
    assert.match(outcome.line, /No checker that runs here reports it/);
    assert.equal(outcome.proposal?.files, 1, 'a person may still take it');
  });

  const suite = (cases: string) =>
    `tests/test_equal.py\n\`\`\`\nimport unittest\n\nfrom plan import equal_shares\n\n\nclass EqualTest(unittest.TestCase):\n${cases}\`\`\`\n`;
  const blind = '    def test_is_there(self):\n        self.assertTrue(callable(equal_shares))\n';
  const sharp =
    '    def test_first_get_what_is_left(self):\n        self.assertEqual(equal_shares(10, 3), [4, 3, 3])\n';
  const place = [
    '--input',
    'name=equal_shares',
    '--input',
    'file=plan/shares.py',
    '--input',
    'from=4',
    '--input',
    'to=9',
  ];

  it('tests count when they notice defects of the code, and nothing else was changed', async () => {
    bench = new CliBench('feature-py');
    const answers = [
      `One test.\n\n${suite(blind)}`,
      `Values are checked now.\n\n${block('tests/test_equal.py', blind.trimEnd(), sharp.trimEnd())}`,
    ];
    const { outcome, result, asked } = await run(bench, ['write-tests', ...place], answers);
    assert.equal(outcome.outcome, 'added', result.stderr + outcome.line);
    const { newTests } = outcome.evidence;
    assert.equal(newTests?.tests.length, 1);
    assert.ok((newTests?.killed ?? 0) > 0);
    assert.deepEqual(newTests?.greenWithout, [], 'there is no change that they could be held against');
    assert.match(asked[0] ?? '', /equal_shares in plan\/shares\.py, lines 4 to 9/);
    assert.match(asked[1] ?? '', /Your tests do not count yet/);
  });

  it('an edit that changes the code beside the tests is turned away', async () => {
    bench = new CliBench('feature-py');
    const answer = `One test.\n\n${suite(sharp)}\n${block('plan/shares.py', 'if people <= 0:', 'if people < 1:')}`;
    const { outcome, asked } = await run(bench, ['write-tests', ...place], [answer]);
    assert.deepEqual([outcome.outcome, outcome.proposal], ['not-added', null]);
    assert.match(asked[1] ?? '', /it changes what is no test: plan\/shares\.py/);
  });
});

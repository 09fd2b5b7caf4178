import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Metafile } from '../../scripts/bundleRules.ts';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import { CliBench } from './loopwrightCli.ts';

const dist = path.resolve(import.meta.dirname, '../../dist');
const apiKey = 'sk-test-key-000000';

/** What a process did, in order: a module loaded, or a program started with its arguments. */
type Step = { readonly loads: string } | { readonly starts: readonly string[] };

/** The steps of a `fix` over a data folder that an earlier one has left, until its tests begin, and from then on. */
async function stepsOfSecondFix(): Promise<{ readonly before: readonly Step[]; readonly after: readonly Step[] }> {
  const bench = new CliBench('needs-model-js');
  const server = await startOpenaiServer([{ text: 'GIVE UP: no' }, { text: 'GIVE UP: no' }], { apiKey });
  const file = path.join(bench.base, 'steps');
  const recorder = pathToFileURL(path.resolve(import.meta.dirname, '../fakes/startRecorder.ts')).href;
  const env = {
    OPENAI_API_KEY: apiKey,
    OPENAI_BASE_URL: server.url,
    NODE_OPTIONS: `--import=${recorder}`,
    LOOPWRIGHT_TEST_STARTS: file,
  };
  try {
    for (const _ of ['first', 'second']) {
      rmSync(file, { force: true });
      const run = await bench.fix(['--model', 'openai/gpt-4.1', '--repair-seconds', '0'], env);
      assert.equal(run.json.outcome, 'not-fixed', run.stderr);
    }
    assert.ok(server.requests.length >= 2, 'the model was asked in each run');
    const steps = readFileSync(file, 'utf8').trim().split('\n');
    const all = steps.map((line) => JSON.parse(line) as Step);
    const tests = all.findIndex((step) => 'starts' in step && step.starts.includes('--test'));
    assert.ok(tests > 0, 'the tests were run');
    return { before: all.slice(0, tests), after: all.slice(tests) };
  } finally {
    await server.close();
    bench.dispose();
  }
}

/** The files of ours that were loaded. */
function filesOf(steps: readonly Step[]): readonly string[] {
  const urls = steps.flatMap((step) => ('loads' in step && step.loads.startsWith('file:') ? [step.loads] : []));
  return [...new Set(urls)].map((url) => fileURLToPath(url)).filter((file) => file.startsWith(dist));
}

/** The packages that have a part in these files. */
function packagesIn(files: readonly string[]): ReadonlySet<string> {
  const { outputs } = JSON.parse(readFileSync(path.join(dist, 'meta-cli.json'), 'utf8')) as Metafile & {
    readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
  };
  const inputs = files.flatMap((file) => Object.keys(outputs[`dist/${path.basename(file)}`]?.inputs ?? {}));
  return new Set(inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []));
}

describe('the start of a run', () => {
  let steps: Awaited<ReturnType<typeof stepsOfSecondFix>>;

  before(async () => {
    steps = await stepsOfSecondFix();
  });

  it('starts no program before the tests but git, and that not often', () => {
    const started = steps.before.flatMap((step) => ('starts' in step ? [step.starts] : []));
    const said = started.map(([program = '', ...args]) => {
      const isSetting = (arg: string, index: number) =>
        arg === '-c' || args[index - 1] === '-c' || arg.startsWith('--');
      return `${path.basename(program)} ${args.find((arg, index) => !isSetting(arg, index))}`;
    });
    const ownOnes = ['ls-files', 'ls-files', 'ls-files', 'update-index', 'write-tree', 'update-ref', 'checkout-index'];
    assert.deepEqual(said.sort(), ownOnes.map((name) => `git ${name}`).sort());
  });

  it('loads before the tests neither what speaks to a model nor what reads files of the person', () => {
    const packages = packagesIn(filesOf(steps.before));
    for (const name of ['openai', '@anthropic-ai/sdk', 'yaml', 'web-tree-sitter', 'pg'])
      assert.equal(packages.has(name), false, name);
    // Importing it loads Node's fetch with it.
    for (const name of ['node:http', 'node:https', 'node:tls'])
      assert.equal(
        steps.before.some((step) => 'loads' in step && step.loads === name),
        false,
        name,
      );
  });

  it('loads before the tests at most 100 files of 950 kB together', () => {
    const files = filesOf(steps.before);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(files.length <= 100 && bytes <= 950_000, `${files.length} files of ${bytes} bytes`);
  });

  it('loads for the question to the model its SDK alone', () => {
    const packages = packagesIn(filesOf(steps.after));
    assert.ok(packages.has('openai'));
    for (const name of ['@anthropic-ai/sdk', 'yaml', 'pg']) assert.equal(packages.has(name), false, name);
  });
});

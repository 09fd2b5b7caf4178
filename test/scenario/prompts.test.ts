import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../eventually.ts';
import { finished } from './loopwrightCli.ts';
import { on } from './onBench.ts';

interface PromptRow {
  readonly name: string;
  readonly from: string;
  readonly version: number | null;
  readonly hash: string;
  readonly valid: boolean;
}

interface Printed {
  readonly prompts: readonly PromptRow[];
  readonly file: string;
  readonly diff: string;
  readonly workspace: PromptRow | null;
  readonly valid: boolean;
  readonly error: { readonly code: string };
}

describe('prompts on the command line', () => {
  it(
    'are listed, shown, copied, compared and checked',
    on('needs-model-js', async (bench) => {
      const json = async (...args: string[]) => {
        const { stdout, exitCode } = await bench.run(['prompts', ...args, '--json']);
        return { exitCode, ...(JSON.parse(stdout) as Printed) };
      };
      const rows = (await json('list')).prompts;
      assert.ok(rows.length >= 9 && rows.every(({ from, valid }) => from === 'built-in' && valid));
      assert.match((await bench.run(['prompts'])).stdout, /^review +built-in +v1 +Judges a change/m);
      assert.match((await bench.run(['prompts', 'show', 'review'])).stdout, /^---\nname: review\n/);
      assert.equal((await bench.run(['prompts', 'diff', 'review'])).stdout, 'The prompt review is the built-in one.\n');

      assert.equal((await json('eject', 'review')).file, '.loopwright/prompts/review.md');
      assert.equal((await json('eject', 'review')).exitCode, 2);
      assert.match((await bench.run(['prompts', 'diff', 'review'])).stdout, /says the same as the built-in one/);
      const file = path.join(bench.workspace, '.loopwright/prompts/review.md');
      writeFileSync(file, bench.read('.loopwright/prompts/review.md').replace('version: 1', 'version: 2'));
      const diff = await json('diff', 'review');
      assert.match(diff.diff, /^-version: 1\n\+version: 2$/m);
      assert.equal(diff.workspace?.version, 2);
      assert.equal((await json('check')).valid, true);

      writeFileSync(file, bench.read('.loopwright/prompts/review.md').replace('{{focus}}', '{{fcous}}'));
      const broken = await json('check');
      assert.deepEqual([broken.exitCode, broken.valid], [1, false]);
      const { stdout, exitCode } = await bench.run(['prompts', 'check']);
      assert.equal(exitCode, 1);
      assert.match(
        stdout,
        /^\.loopwright\/prompts\/review\.md:\d+:1 error There is no input "fcous".*\n {2}\{\{fcous\}\}\n {2}\^{9}\n {2}Did you mean "focus"\?$/m,
      );
      assert.match(stdout, /1 of the workspace: 1 error, 0 warnings\n$/);

      const unknown = await json('show', 'reveiw');
      assert.deepEqual([unknown.exitCode, unknown.error.code], [2, 'prompt.unknown']);
      assert.equal((await json('show')).exitCode, 2);
    }),
  );

  it(
    'change what a model is told, and the run says which text it was',
    on('needs-model-js', async (bench) => {
      const folder = path.join(bench.base, 'paste');
      mkdirSync(folder);
      await bench.run(['prompts', 'eject', 'debug']);
      const file = path.join(bench.workspace, '.loopwright/prompts/debug.md');
      const text = readFileSync(file, 'utf8')
        .replace(/version: \d+/, 'version: 7')
        .replace('\nRules:\n', '\nOur rules:\n');
      writeFileSync(file, text.replace('{{task}}', 'Here is what is known:\n\n{{task}}'));
      const child = bench.start(['fix', '--json', '--model', 'paste', '--paste-dir', folder, '--repair-seconds', '0']);
      const ended = finished(child);
      const request = path.join(folder, 'request-0001.md');
      await eventually(() => existsSync(request), 'the request to paste');
      const sent = readFileSync(request, 'utf8');
      assert.match(sent, /Our rules:/);
      assert.match(sent, /Here is what is known:\n\nThese tests are red/);
      child.kill('SIGINT');
      assert.equal((await ended).exitCode, 130);
      const used = (await bench.events()).find(({ type }) => type === 'prompt.used');
      assert.deepEqual([used?.name, used?.version, used?.from], ['debug', 7, 'workspace']);
    }),
  );

  it(
    'are not passed over when they are broken',
    on('needs-model-js', async (bench) => {
      mkdirSync(path.join(bench.workspace, '.loopwright/prompts'), { recursive: true });
      writeFileSync(path.join(bench.workspace, '.loopwright/prompts/debug.md'), 'Just do it.');
      const run = await bench.fix(['--model', 'paste', '--paste-dir', bench.base, '--repair-seconds', '0']);
      assert.equal(run.exitCode, 2);
      assert.equal(run.json.error.code, 'prompt.invalid');
      assert.match(run.json.error.message, /^\.loopwright\/prompts\/debug\.md:1:1: The front matter is missing/);
    }),
  );
});

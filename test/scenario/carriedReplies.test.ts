import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../eventually.ts';
import { finished } from './loopwrightCli.ts';
import { on } from './onBench.ts';

describe('copy and paste, recorded', () => {
  const answer = (text: string) => text;

  it(
    'writes the request, waits for the reply file, and fixes without a key or a terminal',
    on('needs-model-js', async (bench) => {
      const folder = path.join(bench.base, 'paste');
      mkdirSync(folder);
      const child = bench.start(['fix', '--json', '--model', 'paste', '--paste-dir', folder, '--repair-seconds', '0']);
      const ended = finished(child);
      const request = path.join(folder, 'request-0001.md');
      await eventually(() => existsSync(request), 'the request to paste');
      assert.match(readFileSync(request, 'utf8'), /takes accents off/);
      const edit = [
        'Accents and punctuation stay in.',
        '',
        'src/slug.js',
        '<<<<<<< SEARCH',
        "  return title.toLowerCase().replace(/ /g, '-');",
        '=======',
        "  const plain = title.normalize('NFKD').replace(/[\\u0300-\\u036f]/g, '');",
        "  return plain.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');",
        '>>>>>>> REPLACE',
        '',
      ].join('\n');
      writeFileSync(path.join(folder, 'reply.tmp'), answer(edit));
      renameSync(path.join(folder, 'reply.tmp'), path.join(folder, 'reply-0001.md'));
      const { stdout, exitCode, stderr } = await ended;
      assert.equal(exitCode, 0, stderr);
      const json = JSON.parse(stdout) as { outcome: string; model: string; cost: { usd: number } };
      assert.deepEqual([json.outcome, json.model, json.cost.usd], ['fixed', 'paste', 0]);
    }),
  );

  it(
    'shows the most suspicious small file whole, without being asked',
    on('needs-model-js', async (bench) => {
      const folder = path.join(bench.base, 'paste');
      mkdirSync(folder);
      const child = bench.start(['fix', '--json', '--model', 'paste', '--paste-dir', folder, '--repair-seconds', '3']);
      const ended = finished(child);
      const request = path.join(folder, 'request-0001.md');
      await eventually(() => existsSync(request), 'the request to paste');
      const text = readFileSync(request, 'utf8');
      assert.ok(text.includes(`source file src/slug.js`), text);
      assert.ok(text.includes(bench.read('src/slug.js').trimEnd()));
      for (const noise of ['$schema', '9007199254740991', 'node:internal', bench.workspace])
        assert.ok(!text.includes(noise), noise);
      child.kill('SIGINT');
      assert.equal((await ended).exitCode, 130);
    }),
  );

  it(
    'says which request has no recorded reply',
    on('needs-model-js', async (bench) => {
      const run = await bench.fix(['--model', 'recorded', '--recorded-dir', bench.base, '--repair-seconds', '0']);
      assert.equal(run.exitCode, 3);
      assert.equal(run.json.error.code, 'model.notRecorded');
    }),
  );
});

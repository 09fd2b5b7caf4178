import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { finished } from './loopwrightCli.ts';
import { on } from './onBench.ts';

const goodEdit = `Everything but letters and digits becomes one dash.

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

describe('with the network cut off', () => {
  it(
    'a local model repairs a test, from the first question to the proof',
    on('needs-model-js', async (bench) => {
      const root = path.resolve(import.meta.dirname, '../..');
      // A network namespace that holds a loopback device and nothing else.
      const cut = ['--dev-bind', '/', '/', '--unshare-net', '--die-with-parent', '--'];
      const script = path.join(import.meta.dirname, 'offlineRun.ts');
      const run = [process.execPath, script, path.join(root, 'dist/cli.js'), bench.workspace, goodEdit];
      const child = spawn('bwrap', [...cut, ...run], { env: bench.env(), stdio: ['pipe', 'pipe', 'pipe'] });
      const { stdout, stderr, exitCode } = await finished(child);
      assert.equal(exitCode, 0, stderr);
      const result = JSON.parse(stdout);
      assert.match(result.wayOut, /^E/, 'there is no way out');
      assert.equal(result.requests, 2);
      assert.deepEqual([result.run.outcome, result.run.by, result.run.isolated], ['fixed', 'model', true]);
      assert.equal(result.run.cost.usd, 0, 'a model of this machine costs nothing');
    }),
  );
});

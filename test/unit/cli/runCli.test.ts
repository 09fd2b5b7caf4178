import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCli } from '../../../src/cli/runCli.ts';

async function run(argv: readonly string[], home?: string) {
  const base = mkdtempSync(path.join(tmpdir(), 'lwu-'));
  const workspace = path.join(base, 'ws');
  mkdirSync(workspace);
  const [stdout, stderr, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()];
  try {
    const env = { PATH: process.env.PATH, HOME: base, LOOPWRIGHT_HOME: home ?? path.join(base, 'data'), NO_COLOR: '1' };
    const exitCode = await runCli(argv, { stdout, stderr, stdin, env, cwd: workspace } as never);
    return { exitCode, out: String(stdout.read() ?? ''), said: String(stderr.read() ?? '') };
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

describe('wrong usage', () => {
  for (const [argv, code] of [
    [['fix', '--test-command', ''], 'usage.emptyCommand'],
    [['fix', '--test-command', '  '], 'usage.emptyCommand'],
    [['fix', '--budget-usd', 'x'], 'usage.badNumber'],
    [['fix', '--max-minutes', '0'], 'usage.badNumber'],
    [['fix', '--nope'], 'usage.badArguments'],
    [['nope'], 'usage.unknownCommand'],
  ] as const)
    it(`${argv.join(' ') || 'nothing'} is told at once, with exit code 2`, async () => {
      const { exitCode, said } = await run(argv);
      assert.equal(exitCode, 2, said);
      assert.match(said, new RegExp(`^Error .*\\(${code}\\)`));
    });

  it('a model without its key is a matter of configuration, not of the machine', async () => {
    const { exitCode, said } = await run(['fix', '--model', 'anthropic/x', '--no-sandbox']);
    assert.match(said, /model\.noKey/);
    assert.equal(exitCode, 2);
  });

  it('own secrets that cannot be read are told before anything is read or run, with the file and what to write', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'lwu-'));
    try {
      writeFileSync(
        path.join(home, 'redaction.json'),
        '{"tokens": [{"name": "a", "starts": ["ab"], "pattern": ".*"}]}',
      );
      const { exitCode, said } = await run(['runs'], home);
      assert.match(
        said,
        /^Error .*redaction\.json .*repeats without end.*\(redaction\.badSettings\)\nWrite \{"tokens"/s,
      );
      assert.equal(exitCode, 2);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  it('a data folder that cannot be used is told with the next step, not with a stack', async () => {
    const { exitCode, said } = await run(['runs'], path.join(import.meta.filename, 'below-a-file'));
    assert.match(said, /^Error The data folder .* cannot be used: .*\(data\.unusable\)\n.*LOOPWRIGHT_HOME/s);
    assert.ok(!said.includes('    at '), said);
    assert.equal(exitCode, 2);
  });

  it('a data folder in a place that holds no folders fails at once instead of hanging', async () => {
    const { exitCode, said } = await run(['runs'], '/proc/nope');
    assert.match(said, /^Error The data folder \/proc\/nope cannot be used: .*\(data\.unusable\)/s);
    assert.equal(exitCode, 2);
  });

  it('a cancel before there is a run is told, in words and as JSON', async () => {
    const listeners = process.listenerCount('SIGINT');
    const running = run(['fix', '--json', '--model', 'none']);
    while (process.listenerCount('SIGINT') === listeners) await sleep(1);
    process.emit('SIGINT');
    const { exitCode, out, said } = await running;
    assert.equal(exitCode, 130);
    assert.match(said, /Cancelled\. Nothing of yours has changed\./);
    assert.equal(JSON.parse(out).error.code, 'run.cancelled');
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const main = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');
const pretendOld = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"18.19.0"}})';
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', pretendOld, main, ...args], { encoding: 'utf8' });

describe('a Node that is too old', () => {
  it('is told in words, with exit code 3', () => {
    const { status, stdout, stderr } = run('fix');
    assert.deepEqual([status, stdout], [3, '']);
    assert.match(stderr, /needs Node 22\.13 or later; this is Node 18\.19\.0/);
  });

  it('is told as the one JSON object with --json', () => {
    const { status, stdout } = run('fix', '--json');
    assert.equal(status, 3);
    const { ok, traceId, error } = JSON.parse(stdout) as Record<string, Record<string, string>>;
    assert.deepEqual([ok, traceId, error?.code], [false, null, 'node.tooOld']);
  });
});

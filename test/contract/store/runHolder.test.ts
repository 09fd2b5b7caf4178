import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { RunHolders } from '../../../src/adapters/store/runHolder.ts';

const holders = new RunHolders();
const lives = (text: string, leaseIsOver: boolean) => holders.lives(text, leaseIsOver);

describe('the holder of a run', () => {
  it('is a text of its own each time, of a process that lives', () => {
    assert.notEqual(holders.fresh(), holders.fresh());
    assert.equal(lives(holders.fresh(), true), true);
  });

  it('is dead when its number belongs to a later process', () => {
    assert.equal(lives(changed({ startTime: '1' }), false), false);
  });

  it('lives by its lease on another machine, and after a restart of this one', () => {
    for (const host of ['elsewhere', holders.fresh().replace(/.*"host":"([^/"]*).*/, '$1/another boot')]) {
      assert.equal(lives(changed({ host }), false), true);
      assert.equal(lives(changed({ host }), true), false);
    }
  });

  it('lives by its lease where start times cannot be learned', () => {
    assert.equal(lives(changed({ startTime: '' }), false), true);
    assert.equal(lives(changed({ startTime: '' }), true), false);
  });

  it('is dead when the text is none of a holder', () => {
    for (const text of [
      '',
      'null',
      '7',
      '{}',
      '{"pid":0,"startTime":"","host":""}',
      '{"pid":"1","startTime":"2"}',
      '{"pid":',
    ])
      assert.equal(lives(text, false), false, text);
  });

  it('is dead when it has ended', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const holder = changed({ pid: child.pid ?? 0, startTime: startTimeOf(child.pid ?? 0) });
    assert.equal(lives(holder, true), true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(lives(holder, false), false);
  });

  it('is dead when it has ended and its parent has not asked for it', async () => {
    // The shell becomes a process that never waits for the child it has started.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    const holder = changed({ pid, startTime: startTimeOf(pid) });
    assert.equal(lives(holder, true), true);
    while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8') !== 'sleep\n') await new Promise(setImmediate);
    process.kill(pid, 'SIGKILL');
    while (!/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) await new Promise(setImmediate);
    assert.equal(lives(holder, false), false);
    parent.kill('SIGKILL');
  });
});

function changed(changes: Record<string, unknown>): string {
  return JSON.stringify({ ...JSON.parse(holders.fresh()), ...changes });
}

function startTimeOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

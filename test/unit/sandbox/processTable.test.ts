import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { parseMarked, parseRows, sampleByPs, sumTree } from '../../../src/adapters/sandbox/processTable.ts';
import { eventually } from '../../eventually.ts';

const table = `    1     0   9000   3:04.50
  700     1  20000   0:01.25
  702   701   1000   1:00:00.00
  701   700  10000   0:00.75
  800     1  99999 2-00:00:01
`;

describe('processTable', () => {
  it('sums a tree, whatever the order of the lines', () => {
    assert.deepEqual(sumTree(parseRows(table), 700), {
      processes: 3,
      memoryBytes: 31_000 * 1024,
      sharedBytes: 0,
      cpuSeconds: 3602,
    });
    assert.equal(sumTree(parseRows(table), 800).cpuSeconds, 2 * 86_400 + 1);
  });

  it('finds a mark as a whole word only', () => {
    const text = '  12 node x A=1 M=abc B=2\n  13 node M=abcd\n  14 echo xM=abc\n   1 init M=abc\n';
    assert.deepEqual(parseMarked(text, 'M=abc'), [12]);
  });

  it('sees a process of this machine', async () => {
    const child = spawn('sleep', ['20']);
    try {
      const sample = sampleByPs();
      await eventually(() => (sample(child.pid ?? 0)?.memoryBytes ?? 0) > 0, 'ps has answered');
      assert.equal(sample(child.pid ?? 0)?.processes, 1);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundRobin } from '../src/roundRobin.js';

let state = 22;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

/** Goes on one unit of time after the other. */
function reference(jobs, quantum) {
  const left = new Map(jobs.map((job) => [job.name, job.burst]));
  const finished = {};
  let queue = [];
  let running;
  let used = 0;
  for (let time = 0; Object.keys(finished).length < jobs.length; time += 1) {
    queue = [...queue, ...jobs.filter((job) => job.arrival === time).map((job) => job.name)];
    if (running !== undefined && left.get(running) === 0) {
      finished[running] = time;
      running = undefined;
    } else if (running !== undefined && used === quantum) {
      queue = [...queue, running];
      running = undefined;
    }
    if (running === undefined && queue.length > 0) {
      [running, ...queue] = queue;
      used = 0;
    }
    if (running === undefined) continue;
    left.set(running, left.get(running) - 1);
    used += 1;
  }
  return finished;
}

test('generated jobs', () => {
  for (let round = 0; round < 500; round += 1) {
    const jobs = Array.from({ length: random(7) }, (_, i) => ({
      name: 'abcdefg'[i],
      arrival: random(12),
      burst: 1 + random(8),
    }));
    const before = structuredClone(jobs);
    const quantum = 1 + random(5);
    assert.deepEqual(roundRobin(jobs, quantum), reference(jobs, quantum), JSON.stringify([jobs, quantum]));
    assert.deepEqual(jobs, before);
  }
});

// npm run bench:engine [-- --json]: our engine beside its peers, in one process, on this machine.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPeers } from '../installPeers.ts';
import { engineOver, memoryBackend, newRunId, runOurs, sqliteBackend } from './ours.ts';
import { createLangGraph, createMastra, createPQueue, type Peer } from './peers.ts';
import { layered, type Shape, shapesOf } from './shapes.ts';
import { unevenGraphs } from './uneven.ts';

const sizes = [1_000, 10_000, 100_000];
/** A peer is not asked for a size that would take it longer. */
const patienceMs = 90_000;
const json = process.argv.includes('--json');
const folder = mkdtempSync(path.join(tmpdir(), 'loopwright-bench-'));
const nothing = () => Promise.resolve(null);
type Row = Record<string, number | null>;

function say(line: string): void {
  if (!json) console.log(line);
}

/** The least of some runs: everything above it is other people's work on the machine. */
async function leastMs(times: number, run: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    globalThis.gc?.();
    least = Math.min(least, await run());
  }
  return least;
}

/** The same for everybody: engines of JavaScript need some runs until their code is compiled. */
const timesFor = (size: number) => (size > 10_000 ? 2 : size > 1_000 ? 4 : 20);

async function measureOurs({ needs }: Shape, durable: boolean): Promise<number> {
  const ms = await leastMs(timesFor(needs.length), async () => {
    const file = path.join(folder, `${newRunId()}.db`);
    const backend = durable ? sqliteBackend(file) : memoryBackend();
    try {
      return await runOurs(needs, { backend, work: nothing });
    } finally {
      backend.close();
    }
  });
  return (ms * 1_000) / needs.length;
}

async function measurePeer(peer: Peer, { needs }: Shape): Promise<number> {
  const first = await peer(needs, nothing);
  const more = first * timesFor(needs.length) > patienceMs / 4 ? 0 : timesFor(needs.length) - 1;
  const ms = await leastMs(more, () => peer(needs, nothing));
  return (Math.min(first, ms) * 1_000) / needs.length;
}

/** LangGraph's time grows faster than its graphs: a size is asked for only when the last one says that it will end. */
async function peerRow(name: string, peer: Peer): Promise<Row> {
  const row: Row = {};
  let lastUs = 0;
  for (const size of sizes) {
    const expectedMs = (lastUs * size * (name === 'langgraph' ? 10 : 1)) / 1_000;
    const shape = { name: 'layered', needs: layered(size) };
    const us = expectedMs > patienceMs ? null : await measurePeer(peer, shape);
    row[size] = us === null ? null : round(us);
    lastUs = us ?? Number.POSITIVE_INFINITY;
    say(
      `  ${name.padEnd(12)} ${String(size).padStart(7)} ${us === null ? `would take more than ${patienceMs / 1_000} s` : us.toFixed(2)}`,
    );
  }
  return row;
}

async function ourRows(): Promise<{ memory: Row; durable: Row }> {
  const memory: Row = {};
  const durable: Row = {};
  await measureOurs({ name: 'warm', needs: layered(2_000) }, false);
  await measureOurs({ name: 'warm', needs: layered(2_000) }, true);
  for (const size of sizes) {
    for (const shape of shapesOf(size)) {
      const us = await measureOurs(shape, false);
      const durableUs = await measureOurs(shape, true);
      say(`  ${shape.name.padEnd(12)} ${String(size).padStart(7)} ${us.toFixed(2)}, durable ${durableUs.toFixed(2)}`);
      if (shape.name !== 'layered') continue;
      memory[size] = round(us);
      durable[size] = round(durableUs);
    }
  }
  return { memory, durable };
}

async function makespanOverBound(): Promise<number> {
  let worst = 0;
  for (const { name, needs, ms, boundMs } of unevenGraphs()) {
    const took = await leastMs(3, () => runOurs(needs, { backend: memoryBackend(), work: (i) => sleep(ms[i]) }));
    worst = Math.max(worst, took / boundMs);
    say(`  ${name}: ${took.toFixed(0)} ms, bound ${boundMs.toFixed(0)} ms, ratio ${(took / boundMs).toFixed(3)}`);
  }
  return worst;
}

async function speedupAt8(): Promise<number> {
  const needs = layered(64).map(() => []);
  const work = () => sleep(50);
  const serial = await runOurs(needs, { backend: memoryBackend(), work, concurrency: 1 });
  const parallel = await leastMs(3, () => runOurs(needs, { backend: memoryBackend(), work, concurrency: 8 }));
  say(`  64 nodes of 50 ms: ${serial.toFixed(0)} ms one at a time, ${parallel.toFixed(0)} ms eight at a time`);
  return serial / parallel;
}

/** From the death of the first process until the first node that had not ended begins in this one; 1,000 nodes are on record. */
async function resumeMs(): Promise<number> {
  const file = path.join(folder, 'crash.db');
  const runId = newRunId();
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'crashed.ts'), file, runId, '1000'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  const killedAtMs = performance.now();
  await closed;
  let begunMs = 0;
  const backend = sqliteBackend(file);
  const engine = engineOver(backend, {
    run: async (node) => {
      if (Number(node.id.slice(1)) < 1_000) throw new Error('a recorded node ran again');
      begunMs ||= performance.now() - killedAtMs;
      return null;
    },
  });
  const end = await (await engine.resume(runId, {}, new AbortController().signal)).finished;
  backend.close();
  if (end.kind !== 'succeeded') throw new Error(JSON.stringify(end));
  return begunMs;
}

async function memory(): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const backend = memoryBackend();
  await runOurs(layered(100_000), { backend, work: nothing });
  globalThis.gc?.();
  const after = process.memoryUsage().heapUsed;
  say(`  100,000 nodes: ${((after - before) / 2 ** 20).toFixed(0)} MiB of heap are kept, 300,002 events included`);
  backend.close();
}

const round = (value: number) => Math.round(value * 1_000) / 1_000;

try {
  installPeers(['@langchain/langgraph', '@mastra/core', 'p-queue', 'zod']);
  say('microseconds a node (full policies; nodes do nothing; eight in flight)');
  const ours = await ourRows();
  say('peers, layered graph, microseconds a node');
  const langgraph = await peerRow('langgraph', await createLangGraph());
  const mastra = await peerRow('mastra', await createMastra());
  const pqueue = await peerRow('pqueue', await createPQueue());
  say('makespan on uneven graphs');
  const makespan = await makespanOverBound();
  say('speed-up');
  const speedup = await speedupAt8();
  say('memory');
  await memory();
  const resume = await resumeMs();
  say(`resume after kill -9 with 1,000 nodes on record: ${resume.toFixed(0)} ms`);
  const result = {
    usPerNode: { loopwright: ours.memory, langgraph, mastra, pqueue },
    usPerNodeDurable: { 1000: ours.durable[1_000], 100000: ours.durable[100_000] },
    makespanOverBound: round(makespan),
    speedupAt8: round(speedup),
    resumeMs: round(resume),
  };
  console.log(JSON.stringify(result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

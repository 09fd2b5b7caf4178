import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Agent } from './agents.ts';
import { type FirstRequest, startModelServer } from './modelServer.ts';
import type { Peak } from './sampler.ts';
import type { Place } from './task.ts';

/** One run of an agent, from the start of its process to its end. */
export interface Measured {
  /** Until the model server had the first question, without what the tests of the project took, ms. */
  readonly firstRequestMs: number;
  /** Time on a processor until then, of the agent's processes that still live; ms. */
  readonly firstRequestCpuMs: number;
  readonly peakRssMb: number;
  readonly peakRssSumMb: number;
  readonly ownPeakRssMb: number;
  readonly wallMs: number;
  /** How much of it was tests of the project. */
  readonly testsMs: number;
  readonly first: FirstRequest;
}

const limitMs = 120_000;

/** Runs the task once with an agent, in a workspace as new. Throws when the agent does not do it. */
export async function measure(agent: Agent, place: Place): Promise<Measured> {
  place.renew();
  const server = await startModelServer(agent.answers);
  try {
    const { argv, env } = agent.start(place, server.url);
    const [program = '', ...args] = argv;
    const { PATH = '', LANG = 'C.UTF-8' } = process.env;
    const startMs = performance.now();
    const child = spawn(program, args, {
      cwd: place.workspace,
      env: { PATH, LANG, HOME: place.home, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
    });
    const sampler = new Worker(new URL('./sampler.ts', import.meta.url), { workerData: child.pid });
    const printed = collect(child);
    const ended = once(child, 'close');
    const first = await Promise.race([server.first, ended.then(() => undefined)]);
    const cpuMs = first ? await ask<number>(sampler, 'cpu') : 0;
    await ended;
    const wallMs = performance.now() - startMs;
    const peak = await ask<Peak>(sampler, 'end');
    const { stdout, stderr } = printed();
    if (!first || child.exitCode !== 0 || server.answered() !== agent.answers.length)
      throw new Error(
        `${agent.name} ended with ${child.exitCode} after ${server.answered()} answers\n${server.unknown.join('\n')}\n${stdout}\n${stderr}`,
      );
    agent.check(place, stdout);
    const tests = agent.testsMs(place);
    return {
      firstRequestMs: first.atMs - startMs - tests.beforeFirst,
      firstRequestCpuMs: cpuMs,
      peakRssMb: peak.rssMb,
      peakRssSumMb: peak.rssSumMb,
      ownPeakRssMb: peak.ownRssMb,
      wallMs,
      testsMs: tests.all,
      first,
    };
  } finally {
    await server.close();
  }
}

function collect(child: ReturnType<typeof spawn>): () => { readonly stdout: string; readonly stderr: string } {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return () => ({ stdout, stderr });
}

async function ask<T>(sampler: Worker, word: 'cpu' | 'end'): Promise<T> {
  const answer = once(sampler, 'message');
  sampler.postMessage(word);
  const [said] = await answer;
  return said as T;
}

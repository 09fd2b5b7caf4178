// node bench/repair/throughput.ts [-- --json]: candidates of repair validated per second, in processes that stay against one
// process of the runner for each candidate. Same candidates, same sandbox, same number at once, in turn.

import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { RepairCandidate } from '../../src/core/repair/candidateEdit.ts';
import { createCandidateTrials } from '../../src/core/run/candidateTrials.ts';
import type { Reproduction } from '../../src/core/run/reproduce.ts';
import { firstCandidates, openPlace, type RepairPlace, repository } from '../../test/contract/repair/repairPlace.ts';

/** Candidates per second both ways. `startMs` is what it takes until the first candidate is tried warm, in one lane. */
export interface Throughput {
  readonly runner: string;
  readonly candidates: number;
  readonly cold: number;
  readonly warm: number;
  readonly ratio: number;
  readonly startMs: number;
  /** How often a warm run was followed by a cold one, and why nothing was warm if it was not. */
  readonly confirmed: number;
  readonly coldWhy: string | undefined;
}

/** The command names the runner itself: `npm test` would make the cold way slower still. */
const projects = [
  { runner: 'node:test', folder: 'test/fixtures/demo-js', command: 'node --test' },
  { runner: 'pytest', folder: 'test/fixtures/demo-py', command: 'python3 -m pytest' },
  { runner: 'unittest', folder: 'test/fixtures/demo-py', command: 'python3 -m unittest' },
] as const;

/** About half of what a search tries in the median until it has found something: starting and confirming are part of it once. */
const usualCount = 120;

/** Measures the runners named, or node:test and pytest. */
export async function measureThroughput(
  runners: readonly string[] = ['node:test', 'pytest'],
  count = usualCount,
): Promise<readonly Throughput[]> {
  const measured: Throughput[] = [];
  for (const { runner, folder, command } of projects) {
    if (!runners.includes(runner)) continue;
    // One for each way, so that neither works in a copy of the other.
    const places = { cold: openPlace(path.join(repository, folder)), warm: openPlace(path.join(repository, folder)) };
    try {
      const reproduction = await places.cold.reproduce(command, new AbortController().signal);
      const candidates = await firstCandidates(places.cold, reproduction, count);
      measured.push(await compare(runner, places, { reproduction, candidates }));
    } finally {
      places.cold.dispose();
      places.warm.dispose();
    }
  }
  return measured;
}

interface Work {
  readonly reproduction: Reproduction;
  readonly candidates: readonly RepairCandidate[];
}

/** In quarters, turn by turn, so that whatever else the machine does meets both alike. */
async function compare(
  runner: string,
  places: { readonly cold: RepairPlace; readonly warm: RepairPlace },
  { reproduction, candidates }: Work,
): Promise<Throughput> {
  const concurrency = availableParallelism();
  const open = (way: 'cold' | 'warm') =>
    createCandidateTrials(places[way].ports, {
      copy: places[way].copy,
      reproduction,
      concurrency,
      warm: way === 'warm',
    });
  const [cold, warm] = [open('cold'), open('warm')];
  const ms = { cold: 0, warm: 0, start: 0 };
  try {
    const [first] = candidates;
    if (!first) throw new Error('no candidate was made');
    ms.start = await timed(() => tryAll(warm, Array<RepairCandidate>(concurrency).fill(first), concurrency));
    await tryAll(cold, Array<RepairCandidate>(concurrency).fill(first), concurrency);
    const confirmedBefore = warm.counts().cold;
    const size = Math.ceil(candidates.length / 4);
    for (let from = 0; from < candidates.length; from += size) {
      const part = candidates.slice(from, from + size);
      ms.cold += await timed(() => tryAll(cold, part, concurrency));
      ms.warm += await timed(() => tryAll(warm, part, concurrency));
    }
    const perSecond = (took: number): number => (candidates.length * 1000) / took;
    return {
      runner,
      candidates: candidates.length,
      cold: perSecond(ms.cold),
      warm: perSecond(ms.warm),
      ratio: ms.cold / ms.warm,
      startMs: ms.start,
      confirmed: warm.counts().cold - confirmedBefore,
      coldWhy: warm.counts().coldWhy,
    };
  } finally {
    await Promise.all([cold.dispose(), warm.dispose()]);
  }
}

type Trials = ReturnType<typeof createCandidateTrials>;

async function tryAll(trials: Trials, candidates: readonly RepairCandidate[], concurrency: number): Promise<void> {
  const left = [...candidates];
  const { signal } = new AbortController();
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) await trials.tryCandidate(next, signal);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

async function timed(action: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

if (process.argv[1] === import.meta.filename) {
  const measured = await measureThroughput(['node:test', 'pytest', 'unittest']);
  for (const { runner, cold, warm, ratio, startMs, candidates, confirmed, coldWhy } of measured) {
    console.log(
      `${runner}: ${warm.toFixed(1)} candidates/s warm, ${cold.toFixed(1)} cold: ${ratio.toFixed(1)} times ` +
        `(${candidates} candidates, ${confirmed} confirmed cold, ${Math.round(startMs)} ms to start${coldWhy === undefined ? '' : `; not warm: ${coldWhy}`})`,
    );
  }
  if (process.argv.includes('--json'))
    console.log(JSON.stringify(Object.fromEntries(measured.map(({ runner, ratio }) => [runner, ratio]))));
}

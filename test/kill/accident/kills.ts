import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { never } from '../../contract/workspace/workspaceFixture.ts';
import { type AccidentTally, createRandom, Tally } from './accident.ts';
import { DirtyWorkspace, type FileImage } from './dirtyWorkspace.ts';
import type { Programs } from './processes.ts';

export interface KillOptions {
  readonly programs: Programs;
  readonly times: number;
  readonly seed: number;
  /** Each process has a clock of its own, which may be years off. */
  readonly clocks?: boolean;
}

const year = 365 * 24 * 3600 * 1000;
/** A battery that is empty, daylight saving, a correction by seconds, dates before 1970 and far ahead. */
const clockOffsets = [0, 5_000, -5_000, 3_600_000, -3_600_000, year, -year, -30 * year, -60 * year, 40 * year];
/** Files that a person saves after the kill, in the plan and beside it. */
const savedFiles = ['src/a.ts', 'big.txt', 'bin/run.sh', 'new/deep/n.txt', 'kept/k.txt'];

/**
 * Kills processes that accept or undo, at a random moment or at a random step; now and then a person saves a file before the next
 * process recovers. Throws as soon as a byte is lost.
 */
export async function killWriters({ programs, times, seed, clocks = false }: KillOptions): Promise<AccidentTally> {
  const tally = new Tally(clocks ? 'clock jumps between kill and recovery' : 'kill during accept or undo');
  const random = createRandom(seed);
  const place = new DirtyWorkspace();
  let usualMs = 200;
  try {
    for (let round = 0; round < times; round++) {
      const { from, to } = place.way(random() < 0.5 ? 'accept' : 'undo');
      place.put(from);
      const clockMs = () => (clocks ? (clockOffsets[Math.floor(random() * clockOffsets.length)] ?? 0) : 0);
      const base = { path: place.path, dataFolder: place.dataFolder };
      const order = { ...base, writes: place.orders(from, to), clockMs: clockMs() };
      const bySteps = random() < 0.5;
      const dieAt = 1 + Math.floor(random() * 17);
      const writer = await programs.writer();
      const end = await (bySteps ? writer.run({ ...order, dieAt }) : writer.run(order, random() * usualMs));
      // Near the time that a write takes here and now: half of the kills come too late where the guess is right.
      if (!bySteps) usualMs *= end.kind === undefined ? 1.08 : 0.9;
      const person =
        random() < 0.25 ? save(place, savedFiles[Math.floor(random() * savedFiles.length)] ?? '', round) : [];
      if (clocks) {
        const { kind } = await (await programs.writer()).run({ ...base, clockMs: clockMs() });
        if (kind !== 'recovered') throw new Error(`recovery ended with ${kind} (seed ${seed})`);
      } else await place.fixture.workspace().recover(never);
      const state = inRound(round, seed, () => place.stateOf({ before: from, after: to }, new Map(person)));
      const left = place.leftJournals();
      if (left.length > 0) throw new Error(`left behind in round ${round} (seed ${seed}): ${left.join(', ')}`);
      if (end.kind === 'written' && state !== 'after') throw new Error(`written, and then it was not (seed ${seed})`);
      tally.add(end.kind === undefined ? `killed: all ${state}` : `ended before: all ${state}`);
    }
    return tally.end();
  } finally {
    place.fixture.remove();
  }
}

/** Saves a file as somebody would who works on: where its folder is. */
function save(place: DirtyWorkspace, name: string, round: number): [string, FileImage][] {
  const bytes = Buffer.from(`saved by hand ${round}\n`);
  try {
    writeFileSync(path.join(place.path, name), bytes);
  } catch {
    // Its folder is not there in this state.
    return [];
  }
  return [[name, { bytes, executable: name === 'bin/run.sh' }]];
}

function inRound<T>(round: number, seed: number, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    throw new Error(`round ${round} of seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

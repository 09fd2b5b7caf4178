import assert from 'node:assert/strict';
import { type AccidentTally, createRandom, Tally } from './accident.ts';
import { DirtyWorkspace, type Images } from './dirtyWorkspace.ts';
import type { Programs } from './processes.ts';

/** Processes that accept different changes of the same files at once; now and then one of them is killed. One wins, wholly, or none. */
export async function writeAtOnce(programs: Programs, times: number, seed: number): Promise<AccidentTally> {
  const tally = new Tally('two processes accept at once');
  const random = createRandom(seed);
  const place = new DirtyWorkspace();
  const { from, to } = place.way('accept');
  const other = withMark(to, 'by the other\n');
  try {
    for (let round = 0; round < times; round++) {
      place.put(from);
      const base = { path: place.path, dataFolder: place.dataFolder };
      const writers = [await programs.writer(), await programs.writer()];
      const killed = random() < 0.4 ? Math.floor(random() * 2) : -1;
      const ends = await Promise.all(
        [to, other].map((images, index) =>
          writers[index]?.run(
            { ...base, writes: place.orders(from, images) },
            index === killed ? random() * 80 : undefined,
          ),
        ),
      );
      const recovery = await (await programs.writer()).run(base);
      assert.equal(recovery.kind, 'recovered');
      const state = place.stateOf({ before: from, first: to, second: other });
      const said = ends.map((end) => end?.kind);
      for (const [index, name] of ['first', 'second'].entries())
        if (said[index] === 'written') assert.equal(state, name, `${name} was written, and ${state} is there`);
      // Where the first has made a folder of a file, the other is refused; elsewhere it finds what has changed.
      if (killed < 0) assert.match(said.toSorted().join(' '), /^(?:changed-since|refused) written$/);
      if (state === 'before') assert.ok(killed >= 0, 'none has won, and none was killed');
      tally.add(`${state === 'before' ? 'none' : 'one'} in place, wholly`);
    }
    return tally.end();
  } finally {
    place.fixture.remove();
  }
}

function withMark(images: Images, mark: string): Images {
  return new Map(
    [...images].map(([name, image]) => [
      name,
      image && { ...image, bytes: Buffer.concat([image.bytes, Buffer.from(mark)]) },
    ]),
  );
}

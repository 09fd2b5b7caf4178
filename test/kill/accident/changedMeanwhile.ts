import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FileWrite } from '../../../src/core/workspace/workspace.ts';
import { never } from '../../contract/workspace/workspaceFixture.ts';
import { type AccidentTally, createRandom, Tally } from './accident.ts';
import { DirtyWorkspace, type FileImage } from './dirtyWorkspace.ts';

const saved = ['src/a.ts', 'src/staged.ts', 'big.txt', 'bin/run.sh', 'empty', 'data.bin', 'notes.txt'];

/** Somebody saves, deletes or replaces a file between two steps of an accept or an undo. What that person did stays. */
export async function changeMeanwhile(times: number, seed: number): Promise<AccidentTally> {
  const tally = new Tally('a file changed between check and write');
  const random = createRandom(seed);
  const place = new DirtyWorkspace();
  try {
    for (let round = 0; round < times; round++) {
      const { from, to } = place.way(random() < 0.5 ? 'accept' : 'undo');
      place.put(from);
      const name = saved[Math.floor(random() * saved.length)] ?? '';
      const at = 1 + Math.floor(random() * 15);
      let step = 0;
      let person: FileImage | undefined;
      let done = false;
      const onStep = () => {
        if (++step !== at) return;
        const file = path.join(place.path, name);
        const wasThere = existsSync(file);
        person = disturb(file, { round, random });
        // Whoever deletes what is not there yet has done nothing that could stay.
        done = wasThere || person !== undefined;
      };
      const writes = place.orders(from, to).map(({ content, ...rest }): FileWrite => {
        return { ...rest, content: content === null ? undefined : Buffer.from(content, 'base64') };
      });
      const { kind } = await place.fixture.workspace({ onStep }).write(writes, never);
      const state = place.stateOf({ before: from, after: to }, done ? new Map([[name, person]]) : new Map());
      assert.equal(
        kind === 'written',
        state === 'after',
        `${kind}, and the files are ${state} (round ${round}, seed ${seed})`,
      );
      tally.add(`${kind}: the others all ${state}`);
    }
    return tally.end();
  } finally {
    place.fixture.remove();
  }
}

/** What the file is then; undefined when it was deleted. */
function disturb(file: string, { round, random }: { round: number; random: () => number }): FileImage | undefined {
  const bytes = Buffer.from(`saved by hand ${round}\n`);
  const how = random();
  if (how < 0.2) {
    rmSync(file, { force: true });
    return undefined;
  }
  mkdirSync(path.dirname(file), { recursive: true });
  if (how < 0.5) {
    // As editors save: a new file in the place of the old one.
    writeFileSync(`${file}.editor`, bytes);
    renameSync(`${file}.editor`, file);
    return { bytes, executable: false };
  }
  writeFileSync(file, bytes);
  const executable = how > 0.8;
  if (executable) chmodSync(file, 0o755);
  return { bytes, executable: executable || (statSync(file).mode & 0o100) !== 0 };
}

import assert from 'node:assert/strict';
import { chmodSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createShadowWorkspace } from '../../../src/adapters/workspace/shadowWorkspace.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { FileWrite } from '../../../src/core/workspace/workspace.ts';
import { createRandom, Tally } from './accident.ts';
import { DirtyWorkspace } from './dirtyWorkspace.ts';

/** Rounds that need a place of their own: argv = what, times, seed, and for `full-*` the folder of a small file system. */
const [what = '', times = '0', seed = '0', small = ''] = process.argv.slice(2);
const random = createRandom(Number(seed));
const never = new AbortController().signal;
const tally = new Tally(what);
const place = new DirtyWorkspace();
const dataFolder = what === 'full-data' ? path.join(small, 'data') : place.dataFolder;
try {
  for (let round = 0; round < Number(times); round++) await (what === 'read-only' ? readOnly() : full());
  console.log(JSON.stringify(tally.end()));
} finally {
  place.fixture.remove();
}

/** A write while the disk has only so much room. With room again, everything is as before or as after. */
async function full(): Promise<void> {
  const { from, to } = place.way(random() < 0.5 ? 'accept' : 'undo');
  place.put(from);
  const filler = path.join(small, 'filler');
  const { bavail, bsize } = statfsSync(small);
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - Math.floor(random() ** 2 * 900_000))));
  const kind = await outcomeOf(place.orders(from, to));
  // Each file by itself is whole, even before anything is put right.
  if (kind === 'workspace.writeFailed') place.stateOf({ before: from });
  rmSync(filler);
  await createShadowWorkspace({ path: place.path, dataFolder }).recover(never);
  const state = place.stateOf({ before: from, after: to });
  assert.equal(state === 'after', kind === 'written', `${kind}, and then all is ${state}`);
  tally.add(`${kind}: all ${state}`);
}

/** A write into folders and over files that may not be written. */
async function readOnly(): Promise<void> {
  const { from, to } = place.way(random() < 0.5 ? 'accept' : 'undo');
  place.put(from);
  const closed = ['src', 'bin', '.', 'ünï cödé', 'big.txt', 'src/a.ts'].filter(() => random() < 0.3);
  const modes = closed.map((name) => [path.join(place.path, name), name.includes('.t') ? 0o444 : 0o555] as const);
  for (const [file, mode] of modes) chmodSync(file, mode);
  const kind = await outcomeOf(place.orders(from, to));
  for (const [file, mode] of modes) chmodSync(file, mode === 0o444 ? 0o644 : 0o755);
  await createShadowWorkspace({ path: place.path, dataFolder }).recover(never);
  const state = place.stateOf({ before: from, after: to });
  assert.equal(state === 'after', kind === 'written', `${kind}, and then all is ${state}`);
  assert.equal(kind === 'written', closed.length === 0, `${kind} with ${closed.join(', ')} closed`);
  tally.add(`${kind}: all ${state}`);
}

async function outcomeOf(orders: ReturnType<DirtyWorkspace['orders']>): Promise<string> {
  const writes = orders.map(({ content, ...rest }): FileWrite => {
    return { ...rest, content: content === null ? undefined : Buffer.from(content, 'base64') };
  });
  try {
    const workspace = createShadowWorkspace({ path: place.path, dataFolder });
    return (await workspace.write(writes, never)).kind;
  } catch (error) {
    // Whatever goes wrong has a code, or it is a defect.
    if (!isCoded(error)) throw error;
    return error.code;
  }
}

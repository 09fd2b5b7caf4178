import { randomBytes, randomInt } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortError, throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import { currentOwner, isAlive, parseOwner } from './processOwner.ts';

const youngMs = 10_000;

/**
 * Runs an action while no other process or caller writes to the same workspace.
 *
 * Each contender puts down a file of its own name and then looks for others: whoever sees a living one takes its own back
 * and tries again after a random pause. Of two, the later to look sees the earlier, so never do both go on; and a
 * dead owner's file can be removed by anyone, since no living contender ever has the same name.
 */
export async function withWriteLock<T>(
  folder: string,
  options: { readonly waitMs: number },
  action: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const file = join(folder, `lock.${randomBytes(8).toString('hex')}`);
  await acquire(folder, { file, waitMs: options.waitMs }, signal);
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

async function acquire(
  folder: string,
  { file, waitMs }: { readonly file: string; readonly waitMs: number },
  signal: AbortSignal,
): Promise<void> {
  const text = JSON.stringify(await currentOwner());
  const until = performance.now() + waitMs;
  for (;;) {
    throwIfAborted(signal);
    await putDown(file, text);
    if (!(await othersHold(folder, file))) return;
    await rm(file, { force: true });
    if (performance.now() > until) {
      throw new CodedError('workspace.writeBusy', 'Another Loopwright process is writing to this workspace.', {
        hint: 'Wait until it has finished and try again.',
      });
    }
    await sleep(randomInt(5, 40), undefined, { signal }).catch(() => {
      throw abortError(signal);
    });
  }
}

async function putDown(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    // What is there of it names nobody and would hold up the others; the error that is told is the first.
    await rm(file, { force: true }).catch(() => undefined);
    const { code } = cause as NodeJS.ErrnoException;
    throw new CodedError(
      'workspace.writeFailed',
      `The data folder could not be written (${code}). Nothing was changed.`,
      {
        hint: 'Check the permissions of the data folder, and the free space.',
        details: { code },
        cause,
      },
    );
  }
}

async function othersHold(folder: string, mine: string): Promise<boolean> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith('lock.') || path === mine) continue;
    if (await isHeld(path)) return true;
    await rm(path, { force: true });
  }
  return false;
}

async function isHeld(path: string): Promise<boolean> {
  try {
    const owner = parseOwner(await readFile(path, 'utf8'));
    if (owner) return await isAlive(owner);
    // Created this moment and not filled yet, or left so by a crash. What is younger than now is from before the clock was set back.
    return Math.abs(Date.now() - (await stat(path)).mtimeMs) < youngMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CodedError } from '../../base/errors.ts';
import { asBlobHash } from '../../base/ids.ts';

const stateSchema = z.object({
  hash: z
    .string()
    .transform((hex) => asBlobHash(hex))
    .optional(),
  executable: z.boolean(),
});
const entrySchema = z.object({
  path: z.string(),
  before: stateSchema,
  after: stateSchema,
  /** Name of the temporary file beside it. */
  temp: z.string().regex(/^\.loopwright-[0-9a-f]+-\d+\.tmp$/),
  ownership: z.object({ mode: z.number(), uid: z.number(), gid: z.number() }).optional(),
});
const planSchema = z.object({ entries: z.array(entrySchema), folders: z.array(z.string()) });

/** What a write is going to do, complete before it begins. */
export type WritePlan = z.infer<typeof planSchema>;
/** One file of a plan. */
export type PlanEntry = WritePlan['entries'][number];

/** A write on disk: `begun` may have touched the workspace, `done` has finished, `unfinished` has touched nothing. */
export interface Journal {
  readonly folder: string;
  readonly stage: 'unfinished' | 'begun' | 'done';
}

/** Stores a plan and the contents that it will replace, safe against a power cut, before anything is touched. */
export async function beginJournal(
  folder: string,
  plan: WritePlan,
  contentOf: (entry: PlanEntry) => Uint8Array | undefined,
): Promise<Journal> {
  // A clock before 1970 would give a name that no list of journals knows.
  const id = `${String(Math.max(0, Date.now())).padStart(14, '0')}-${randomBytes(6).toString('hex')}`;
  const unfinished = join(folder, `${id}.unfinished`);
  await mkdir(unfinished, { mode: 0o700 });
  try {
    for (const [index, entry] of plan.entries.entries()) {
      const content = contentOf(entry);
      if (content) writeDurably(join(unfinished, `old-${index}`), content);
    }
    writeDurably(join(unfinished, 'plan.json'), Buffer.from(JSON.stringify(plan)));
    syncFolder(unfinished);
  } catch (error) {
    // On a disk that is full it would only take more of the room.
    await removeJournal({ folder: unfinished, stage: 'unfinished' });
    throw error;
  }
  return await moveTo({ folder: unfinished, stage: 'unfinished' }, 'begun');
}

/** Moves a journal to another stage; the name carries the stage, so the step is atomic. */
export async function moveTo(journal: Journal, stage: 'begun' | 'done'): Promise<Journal> {
  const target = journal.folder.replace(/\.[a-z]+$/, `.${stage}`);
  await rename(journal.folder, target);
  syncFolder(join(target, '..'));
  return { folder: target, stage };
}

/** The journals that a crash left, oldest first. */
export async function listJournals(folder: string): Promise<Journal[]> {
  const journals: Journal[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const stage = /^\d{14}-[0-9a-f]+\.(unfinished|begun|done)$/.exec(name)?.[1];
    if (stage === 'unfinished' || stage === 'begun' || stage === 'done') {
      journals.push({ folder: join(folder, name), stage });
    }
  }
  return journals;
}

/** The plan of a journal that has begun. Throws CodedError `workspace.journalDamaged`. */
export async function readPlan(journal: Journal): Promise<WritePlan> {
  try {
    return planSchema.parse(JSON.parse(await readFile(join(journal.folder, 'plan.json'), 'utf8')));
  } catch (cause) {
    throw new CodedError('workspace.journalDamaged', `The write journal ${journal.folder} cannot be read.`, {
      hint: 'Look at the files in it (old-N are the contents before), then remove the folder.',
      cause,
    });
  }
}

/** The content that the entry at `index` had before. */
export async function readOld(journal: Journal, index: number): Promise<Buffer> {
  return await readFile(join(journal.folder, `old-${index}`));
}

/**
 * Removes a journal, first of all from among those that recovery reads: a process that dies while its files go would leave one that
 * nobody can read, and every write after that would fail.
 */
export async function removeJournal({ folder, stage }: Journal): Promise<void> {
  const unfinished = folder.replace(/\.[a-z]+$/, '.unfinished');
  if (stage !== 'unfinished') await rename(folder, unfinished);
  await rm(unfinished, { recursive: true, force: true });
}

/** Keeps a journal whose old contents could not all be put back, under a name that recovery passes over. */
export async function keepJournal(journal: Journal): Promise<string> {
  const target = journal.folder.replace(/\.[a-z]+$/, '.kept');
  await rename(journal.folder, target);
  return target;
}

function writeDurably(path: string, content: Uint8Array): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    for (let at = 0; at < content.length; ) at += writeSync(fd, content, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function syncFolder(path: string): void {
  // Windows cannot open a folder to sync it; its renames are journalled by the file system.
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

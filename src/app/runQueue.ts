import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { currentOwner, isAlive, parseOwner } from '../adapters/workspace/processOwner.ts';
import { throwIfAborted } from '../base/abort.ts';
import { CodedError } from '../base/errors.ts';
import type { QueueView } from '../protocol/engine.ts';
import { runsInWork } from './agentLoad.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

const pollMs = 200;

const settingsSchema = z.strictObject({ stopped: z.boolean().default(false), workers: z.int().min(1).optional() });
type QueueSettings = z.infer<typeof settingsSchema>;

/** How the runs of a workspace stand: how many wait, how many go on, how many may go on at once, and whether new ones are held back. */
export async function queueOf(session: WorkspaceSession, signal: AbortSignal): Promise<QueueView> {
  const { stopped, workers } = await readSettings(session);
  const [waiting, running] = await Promise.all([waitingRuns(session), runsInWork(session, signal)]);
  return { queued: waiting.length, running: running.length, workers: workers ?? null, stopped };
}

/** Changes what holds new runs back; runs that go on are left alone. */
export async function changeQueue(session: WorkspaceSession, change: Partial<QueueSettings>): Promise<void> {
  const next = { ...(await readSettings(session)), ...change };
  const file = settingsFile(session);
  const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(unfinished, JSON.stringify(next), { mode: 0o600 });
  await rename(unfinished, file);
}

/**
 * Waits until a new run may begin. In a workspace whose queue nobody has set, at once. The first that came is the first to
 * begin; one whose process died is passed over.
 */
export async function awaitTurn(
  session: WorkspaceSession,
  onWait: (place: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const first = await readSettings(session);
  if (!first.stopped && first.workers === undefined) return;
  const ticket = await takeTicket(session);
  try {
    for (let place = 0; ; ) {
      throwIfAborted(signal);
      const { stopped, workers = Number.POSITIVE_INFINITY } = await readSettings(session);
      const ahead = (await waitingRuns(session)).indexOf(ticket);
      const running = await runsInWork(session, signal);
      if (!stopped && running.length + ahead < workers) return;
      if (place !== ahead + 1) onWait(ahead + 1);
      place = ahead + 1;
      await sleep(pollMs, undefined, { signal });
    }
  } finally {
    await rm(path.join(ticketFolder(session), ticket), { force: true });
  }
}

const settingsFile = ({ folders }: WorkspaceSession) => path.join(folders.root, 'queue.json');
const ticketFolder = ({ folders }: WorkspaceSession) => path.join(folders.root, 'queue');

async function readSettings(session: WorkspaceSession): Promise<QueueSettings> {
  const text = await readFile(settingsFile(session), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CodedError('queue.unreadable', `${settingsFile(session)} is not what loopwright queue writes.`, {
      hint: 'Remove it; then nothing holds runs back.',
      cause,
    });
  }
}

/** Names sort by the time of their making. */
async function takeTicket(session: WorkspaceSession): Promise<string> {
  const folder = ticketFolder(session);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `${String(Date.now()).padStart(15, '0')}-${randomBytes(4).toString('hex')}.json`;
  await writeFile(path.join(folder, name), JSON.stringify(await currentOwner()), { mode: 0o600 });
  return name;
}

/** The tickets of living processes, first come first; those of dead ones are removed. */
async function waitingRuns(session: WorkspaceSession): Promise<readonly string[]> {
  const folder = ticketFolder(session);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const living: string[] = [];
  for (const name of names.sort()) {
    const owner = parseOwner(await readFile(path.join(folder, name), 'utf8').catch(() => ''));
    if (owner && (await isAlive(owner))) living.push(name);
    else await rm(path.join(folder, name), { force: true });
  }
  return living;
}

import type { Client } from 'pg';
import { parseRunId, type RunId } from '../../base/ids.ts';
import type { RunHead } from '../../core/run/runEvent.ts';
import { keepAlive } from './postgresServer.ts';

/** The channel that appends are told on. */
export const changeChannel = 'loopwright_run';
/** The least and the most time between two attempts to listen again. */
const retryMs = { first: 100, most: 1_000 };
/** A connection that broke without a word is found out by asking. */
const heartbeatMs = 10_000;

/** What is told of a change: whose it is, so that nobody hears of their own. `seq` 0: the run was removed. */
export interface ChangeNote {
  readonly workspace: string;
  readonly runId: RunId;
  readonly seq: number;
  readonly by: string;
}

/** Tells of the changes of other processes until it is closed. */
export interface ChangeListener {
  /** Notes a change of this process. */
  seen(runId: RunId, seq: number): void;
  close(): void;
}

interface ListenerParts {
  readonly connect: () => Promise<Client>;
  /** The runs as they stand; rejects while the server is away. */
  readonly heads: () => Promise<readonly RunHead[]>;
  readonly isForeign: (note: ChangeNote) => boolean;
  readonly fire: (runId: RunId) => void;
}

/** Listens on a connection of its own; when that breaks it listens anew, and tells of all that changed in between. */
export async function listenForChanges(parts: ListenerParts): Promise<ChangeListener> {
  const known = new Map<RunId, number>();
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const note = (runId: RunId, seq: number) => {
    if (seq === 0) known.delete(runId);
    else known.set(runId, Math.max(seq, known.get(runId) ?? 0));
  };
  const listen = async () => {
    const fresh = await parts.connect();
    if (closed) return endQuietly(fresh);
    client = fresh;
    fresh.on('notification', ({ payload = '' }) => {
      const told = parseNote(payload);
      if (!told || !parts.isForeign(told)) return;
      note(told.runId, told.seq);
      parts.fire(told.runId);
    });
    fresh.on('end', () => lost(fresh));
    await fresh.query(`LISTEN ${changeChannel}`);
    keepAlive(fresh, false);
  };
  const catchUp = async () => {
    const heads = new Map((await parts.heads()).map(({ runId, lastSeq }) => [runId, lastSeq]));
    for (const runId of new Set([...known.keys(), ...heads.keys()])) {
      const seq = heads.get(runId) ?? 0;
      if (seq === (known.get(runId) ?? 0)) continue;
      note(runId, seq);
      parts.fire(runId);
    }
  };
  const lost = (which: Client) => {
    if (closed || which !== client) return;
    client = undefined;
    endQuietly(which);
    again(retryMs.first);
  };
  const again = (waitMs: number) => {
    retry = setTimeout(async () => {
      try {
        await listen();
        await catchUp();
      } catch {
        // The server is still away; whoever reads or appends is told so.
        const broken = client;
        client = undefined;
        if (broken) endQuietly(broken);
        if (!closed) again(Math.min(waitMs * 2, retryMs.most));
      }
    }, waitMs);
    retry.unref();
  };

  const heartbeat = setInterval(() => {
    const asked = client;
    if (asked) asked.query('SELECT 1').catch(() => lost(asked));
  }, heartbeatMs);
  heartbeat.unref();
  await listen();
  for (const { runId, lastSeq } of await parts.heads()) note(runId, lastSeq);
  return {
    seen: note,
    close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(heartbeat);
      if (client) endQuietly(client);
    },
  };
}

/** Anybody who may connect may notify: what is no note of ours is passed over. */
function parseNote(text: string): ChangeNote | undefined {
  try {
    const { workspace, runId, seq, by } = JSON.parse(text);
    const known = typeof runId === 'string' ? parseRunId(runId) : undefined;
    if (!known || typeof workspace !== 'string' || typeof seq !== 'number' || typeof by !== 'string') return undefined;
    return { workspace, runId: known, seq, by };
  } catch {
    return undefined;
  }
}

function endQuietly(client: Client): void {
  client.end().catch(() => undefined);
}

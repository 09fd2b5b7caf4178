import { existsSync } from 'node:fs';
import { type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../base/errors.ts';
import { parseRunId, type RunId } from '../../base/ids.ts';
import { type RunEvent, type RunEventBody, type RunHead, runEventVersion } from '../../core/run/runEvent.ts';

/** Where a log ended when it was written last. As long as the file is that very one, nothing before it needs to be read. */
interface Tail {
  readonly inode: bigint;
  readonly changedNs: bigint;
  readonly bytes: number;
  readonly lastSeq: number;
}

/** Logs as files of JSON lines. A line that a crash cut short is the end of its log, and the next append overwrites it. */
export class JsonlLogs {
  readonly #folder: string;
  readonly #tails = new Map<RunId, Tail>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  fileOf(runId: RunId): string {
    return path.join(this.#folder, `${runId}.jsonl`);
  }

  /** One write. The caller keeps other writers away. */
  async append(
    runId: RunId,
    bodies: readonly RunEventBody[],
    { atMs, flush }: { readonly atMs: number; readonly flush: boolean },
  ): Promise<readonly RunEvent[]> {
    const file = this.fileOf(runId);
    const handle = await open(file, existsSync(file) ? 'r+' : 'w+', 0o600);
    try {
      const { bytes, lastSeq } = await this.#tailOf(runId, handle);
      const events = bodies.map((body, i): RunEvent => ({ ...body, seq: lastSeq + 1 + i, atMs, v: runEventVersion }));
      const text = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      await handle.write(text, 0, text.length, bytes);
      if (flush) await handle.sync();
      const { ino, mtimeNs } = await handle.stat({ bigint: true });
      const tail = { bytes: bytes + text.length, lastSeq: lastSeq + bodies.length };
      this.#tails.set(runId, { inode: ino, changedNs: mtimeNs, ...tail });
      return events;
    } finally {
      await handle.close();
    }
  }

  async read(runId: RunId, afterSeq: number): Promise<readonly RunEvent[]> {
    const file = this.fileOf(runId);
    if (!existsSync(file)) return [];
    return parseLog(await readFile(file), file).events.filter(({ seq }) => seq > afterSeq);
  }

  forget(runId: RunId): void {
    this.#tails.delete(runId);
  }

  /** Newest first. */
  async heads(): Promise<readonly RunHead[]> {
    const heads: RunHead[] = [];
    for (const runId of await this.runs()) {
      const events = await this.read(runId, 0);
      const [first, last] = [events[0], events.at(-1)];
      if (first && last) heads.push({ runId, createdAtMs: first.atMs, lastSeq: last.seq });
    }
    return heads.sort((a, b) => b.createdAtMs - a.createdAtMs || (a.runId < b.runId ? 1 : -1));
  }

  async runs(): Promise<readonly RunId[]> {
    const names = await readdir(this.#folder);
    return names.flatMap((name) => (name.endsWith('.jsonl') && parseRunId(name.slice(0, -'.jsonl'.length))) || []);
  }

  /** The end of the log, with what a crash left behind it cut off. */
  async #tailOf(runId: RunId, handle: FileHandle): Promise<Pick<Tail, 'bytes' | 'lastSeq'>> {
    const known = this.#tails.get(runId);
    const { ino, mtimeNs, size } = await handle.stat({ bigint: true });
    if (known?.inode === ino && known.changedNs === mtimeNs && known.bytes === Number(size)) return known;
    const { events, validBytes } = parseLog(await handle.readFile(), this.fileOf(runId));
    if (validBytes < size) await handle.truncate(validBytes);
    return { bytes: validBytes, lastSeq: events.at(-1)?.seq ?? 0 };
  }
}

function parseLog(bytes: Buffer, file: string): { readonly events: readonly RunEvent[]; readonly validBytes: number } {
  const events: RunEvent[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10, start); end !== -1; end = bytes.indexOf(10, start)) {
    const event = parseLine(bytes.toString('utf8', start, end), file);
    if (event.v > runEventVersion) {
      throw new CodedError('store.newer', `${file} holds events of a newer Loopwright (version ${event.v}).`);
    }
    events.push(event);
    start = end + 1;
  }
  return { events, validBytes: start };
}

function parseLine(line: string, file: string): RunEvent {
  try {
    return JSON.parse(line) as RunEvent;
  } catch (cause) {
    throw new CodedError('store.unreadable', `The run log ${file} holds a line that is not JSON.`, {
      hint: 'It was left as it is.',
      cause,
    });
  }
}

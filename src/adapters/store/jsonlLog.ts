import { existsSync } from 'node:fs';
import { type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../base/errors.ts';
import { parseRunId, type RunId } from '../../base/ids.ts';
import { chainStart, type LogEntry, type StoredLog } from '../../core/run/logChain.ts';
import { type RunEvent, type RunEventBody, type RunHead, runEventVersion } from '../../core/run/runEvent.ts';
import { chainHash, storedLog } from './chainHash.ts';
import { bodyText } from './eventRow.ts';

/** Where a log ended when it was written last. As long as the file is that very one, nothing before it needs to be read. */
interface Tail {
  readonly inode: bigint;
  readonly changedNs: bigint;
  readonly bytes: number;
  readonly lastSeq: number;
  readonly lastHash: string;
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
      const { bytes, lastSeq, lastHash } = await this.#tailOf(runId, handle);
      let hash = lastHash;
      const lines = bodies.map((body, i): JsonlLine => {
        const seq = lastSeq + 1 + i;
        hash = chainHash(hash, { seq, atMs, text: bodyText(body) });
        return { ...body, v: runEventVersion, seq, atMs, hash };
      });
      const text = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await handle.write(text, 0, text.length, bytes);
      if (flush) await handle.sync();
      const { ino, mtimeNs } = await handle.stat({ bigint: true });
      const tail = { bytes: bytes + text.length, lastSeq: lastSeq + bodies.length, lastHash: hash };
      this.#tails.set(runId, { inode: ino, changedNs: mtimeNs, ...tail });
      return lines.map(eventOf);
    } finally {
      await handle.close();
    }
  }

  async read(runId: RunId, afterSeq: number): Promise<readonly RunEvent[]> {
    const file = this.fileOf(runId);
    if (!existsSync(file)) return [];
    const { lines } = parseLog(await readFile(file), file);
    return lines.filter(({ seq }) => seq > afterSeq).map(eventOf);
  }

  async entries(runId: RunId): Promise<StoredLog> {
    const file = this.fileOf(runId);
    return storedLog(runId, existsSync(file) ? parseLog(await readFile(file), file).lines.map(entryOf) : []);
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
  async #tailOf(runId: RunId, handle: FileHandle): Promise<Pick<Tail, 'bytes' | 'lastSeq' | 'lastHash'>> {
    const known = this.#tails.get(runId);
    const { ino, mtimeNs, size } = await handle.stat({ bigint: true });
    if (known?.inode === ino && known.changedNs === mtimeNs && known.bytes === Number(size)) return known;
    const { lines, validBytes } = parseLog(await handle.readFile(), this.fileOf(runId));
    if (validBytes < size) await handle.truncate(validBytes);
    const last = lines.at(-1);
    return { bytes: validBytes, lastSeq: last?.seq ?? 0, lastHash: last?.hash ?? chainStart(runId) };
  }
}

/** An event as a line holds it; older versions wrote no hash. */
type JsonlLine = RunEvent & { readonly hash?: string };

function eventOf({ hash: _hash, ...event }: JsonlLine): RunEvent {
  return event as RunEvent;
}

/** The text that is hashed is that of the event with its version, as the other stores keep it. */
function entryOf({ hash, seq, atMs, ...body }: JsonlLine): LogEntry {
  return { seq, atMs, text: JSON.stringify(body), hash };
}

function parseLog(bytes: Buffer, file: string): { readonly lines: readonly JsonlLine[]; readonly validBytes: number } {
  const lines: JsonlLine[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10, start); end !== -1; end = bytes.indexOf(10, start)) {
    const event = parseLine(bytes.toString('utf8', start, end), file);
    if (event.v > runEventVersion) {
      throw new CodedError('store.newer', `${file} holds events of a newer Loopwright (version ${event.v}).`);
    }
    lines.push(event);
    start = end + 1;
  }
  return { lines, validBytes: start };
}

function parseLine(line: string, file: string): JsonlLine {
  try {
    return JSON.parse(line) as JsonlLine;
  } catch (cause) {
    throw new CodedError('store.unreadable', `The run log ${file} holds a line that is not JSON.`, {
      hint: 'It was left as it is.',
      cause,
    });
  }
}

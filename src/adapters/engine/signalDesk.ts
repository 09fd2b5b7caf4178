import type { DatabaseSync } from 'node:sqlite';
import type { RunId } from '../../base/ids.ts';
import type { RunSignal } from '../../core/engine/durableBackend.ts';

const pollMs = 100;

interface Waiting {
  readonly runId: RunId;
  readonly name: string;
  readonly listener: (signal: RunSignal) => void;
  seenSeq: number;
}

/** Hands signals to those who wait for them. What other processes write is noticed through `PRAGMA data_version`. */
export class SignalDesk {
  readonly #waiting = new Set<Waiting>();
  readonly #version;
  readonly #select;
  readonly #insert;
  #timer: NodeJS.Timeout | undefined;
  #lastVersion = -1;

  constructor(db: DatabaseSync) {
    this.#version = db.prepare('PRAGMA data_version');
    this.#select = db.prepare(
      'SELECT seq, name, value FROM signal WHERE run = ? AND name = ? AND seq > ? ORDER BY seq',
    );
    this.#insert = db.prepare(
      'INSERT INTO signal (run, seq, name, value) SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3 FROM signal WHERE run = ?1',
    );
  }

  tell(runId: RunId, name: string, value: unknown): void {
    this.#insert.run(runId, name, JSON.stringify(value ?? null));
    this.#deliver();
  }

  wait(runId: RunId, name: string, listener: (signal: RunSignal) => void): { stop(): void } {
    const waiting: Waiting = { runId, name, listener, seenSeq: 0 };
    this.#waiting.add(waiting);
    queueMicrotask(() => this.#deliverTo(waiting));
    this.#timer ??= setInterval(() => this.#poll(), pollMs).unref();
    return {
      stop: () => {
        this.#waiting.delete(waiting);
        if (this.#waiting.size === 0) this.close();
      },
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #poll(): void {
    const { data_version: version } = this.#version.get() as { data_version: number };
    if (version === this.#lastVersion) return;
    this.#lastVersion = version;
    this.#deliver();
  }

  #deliver(): void {
    for (const waiting of [...this.#waiting]) this.#deliverTo(waiting);
  }

  #deliverTo(waiting: Waiting): void {
    if (!this.#waiting.has(waiting)) return;
    const rows = this.#select.all(waiting.runId, waiting.name, waiting.seenSeq);
    for (const { seq, name, value } of rows as unknown as { seq: number; name: string; value: string }[]) {
      waiting.seenSeq = seq;
      if (this.#waiting.has(waiting)) waiting.listener({ seq, name, value: JSON.parse(value) });
    }
  }
}

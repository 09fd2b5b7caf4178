import type { Memento } from 'vscode';

/** A file that a run has changed, and the text it is compared with: what was there before, and what was kept since. */
export interface MarkedFile {
  readonly workspace: string;
  readonly runId: string;
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly original: string;
  /** Everything was kept or taken back: nothing to show, until the run changes the file again. */
  readonly settled: boolean;
}

const key = 'appliedMarks';
const mostFiles = 200;

/** The marked files of this workspace, by address, kept over a reload. The newest take the place of the oldest. */
export class MarkedFiles {
  readonly #memory: Memento;
  #files: ReadonlyMap<string, MarkedFile>;

  constructor(memory: Memento) {
    this.#memory = memory;
    this.#files = new Map(memory.get<readonly (readonly [string, MarkedFile])[]>(key, []));
  }

  get all(): ReadonlyMap<string, MarkedFile> {
    return this.#files;
  }

  get(uri: string): MarkedFile | undefined {
    return this.#files.get(uri);
  }

  async set(uri: string, file: MarkedFile): Promise<void> {
    const others = [...this.#files].filter(([other]) => other !== uri);
    await this.#write([...others, [uri, file] as const].slice(-mostFiles));
  }

  async remove(gone: (file: MarkedFile, uri: string) => boolean): Promise<void> {
    const left = [...this.#files].filter(([uri, file]) => !gone(file, uri));
    if (left.length < this.#files.size) await this.#write(left);
  }

  async #write(files: readonly (readonly [string, MarkedFile])[]): Promise<void> {
    this.#files = new Map(files);
    await this.#memory.update(key, files);
  }
}

// Real code for the benchmark: the sources of the packages that the project and its benchmarks have installed.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** A file of the corpus. */
export interface SourceFile {
  /** Relative to the corpus, with `/`. */
  readonly path: string;
  readonly text: string;
}

const wanted = /\.(js|mjs|cjs|ts|mts|tsx|py|go|md)$/;
const largestBytes = 200_000;
const root = path.resolve(import.meta.dirname, '../..');

/** Files of installed packages in the order of their paths, as they are asked for; links are not followed. */
export function* sourceFiles(): Generator<SourceFile> {
  for (const folder of ['node_modules', 'bench/node_modules']) yield* filesIn(folder);
}

function* filesIn(folder: string): Generator<SourceFile> {
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const entry of entries) {
    const file = `${folder}/${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* filesIn(file);
    else if (entry.isFile() && wanted.test(entry.name) && !/\.min\.|\.d\.[mc]?ts$/.test(entry.name)) {
      if (statSync(path.join(root, file)).size > largestBytes) continue;
      yield { path: file.replaceAll('node_modules/', ''), text: readFileSync(path.join(root, file), 'utf8') };
    }
  }
}

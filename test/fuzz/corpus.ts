import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const fixtures = path.join(root, 'test/fixtures/fuzz');
const folderOf = (target: string) => path.join(fixtures, target);

/** Words of a target's format: mutations put them anywhere. */
export function readDictionary(target: string): readonly string[] {
  return JSON.parse(readFileSync(path.join(fixtures, `${target}.json`), 'utf8')) as string[];
}

/** The inputs that are kept for a target, in the order of their names: every run begins with them. */
export function readCorpus(target: string): readonly string[] {
  const folder = folderOf(target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => readInput(path.join(folder, name)));
}

/** An input as it was saved: `.txt` is the text itself, `.json` holds what UTF-8 cannot (halves of characters). */
export function readInput(file: string): string {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.json') ? (JSON.parse(text) as string) : text;
}

/** Adds an input to the corpus and gives its file, relative to the repository. */
export function keepInput(target: string, text: string): string {
  return saveInput(folderOf(target), 'found', text);
}

/** Saves an input that breaks its target, or is slow, and gives the file; not in the corpus, since it would break every run. */
export function saveFailure(target: string, text: string, kind: 'failure' | 'slow' = 'failure'): string {
  return saveInput(path.join(root, 'test/fuzz/failures', target), kind, text);
}

function saveInput(folder: string, kind: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const plain = Buffer.from(text, 'utf8').toString('utf8') === text;
  const name = `${kind}-${createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 10)}`;
  const file = path.join(folder, `${name}.${plain ? 'txt' : 'json'}`);
  writeFileSync(file, plain ? text : JSON.stringify(text));
  return path.relative(root, file);
}

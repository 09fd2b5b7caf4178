import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { languageOf } from '../../../src/core/repair/syntaxParser.ts';

/** The sources below a folder that repair can read, by path. */
export function readTree(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && languageOf(path)) files.set(path.slice(folder.length + 1), readFileSync(path, 'utf8'));
  }
  return files;
}

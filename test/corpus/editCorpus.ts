import { readdirSync, readFileSync } from 'node:fs';
import type { CaseGroup, EditCase } from './editCase.ts';
import { generatedCases } from './generatedCases.ts';

const folder = new URL('../fixtures/edits/', import.meta.url);

/** The whole corpus: what was written by hand, then what is generated. */
export function editCorpus(): readonly CaseGroup[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const written = files.map((file) => ({
    name: file.replace('.json', ''),
    cases: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as EditCase[],
  }));
  return [...written, ...generatedCases()];
}

import path from 'node:path';
import type { CoverageFile } from '../core/run/fixPorts.ts';
import { inPlainFolder, readPlainFile } from './plainFile.ts';

const maxFiles = 2_000;
const maxFileBytes = 32 * 1024 * 1024;
const maxBytes = 256 * 1024 * 1024;

/**
 * The files in a folder that the project's own processes could write to. None when there is anything that a measurement
 * does not leave there, or more than an honest one: half a measurement would be wrong.
 */
export async function readCoverage(folder: string): Promise<readonly CoverageFile[]> {
  return (await inPlainFolder(folder, readAll)) ?? [];
}

async function readAll(names: readonly string[], at: string): Promise<readonly CoverageFile[]> {
  if (names.length > maxFiles) return [];
  const files: CoverageFile[] = [];
  let bytes = 0;
  for (const name of [...names].sort()) {
    const content = await readPlainFile(path.join(at, name), maxFileBytes);
    bytes += content?.length ?? 0;
    if (content === undefined || bytes > maxBytes) return [];
    files.push({ text: content.toString('utf8') });
  }
  return files;
}

import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { CoverageFile } from '../core/run/fixPorts.ts';

const maxFiles = 2_000;
const maxFileBytes = 32 * 1024 * 1024;
const maxBytes = 256 * 1024 * 1024;

/**
 * The files in a folder that the project's own processes could write to. None when there is anything that a measurement
 * does not leave there, or more than an honest one: half a measurement would be wrong.
 */
export async function readCoverage(folder: string): Promise<readonly CoverageFile[]> {
  const names = await readdir(folder).catch(() => []);
  if (names.length > maxFiles) return [];
  const files: CoverageFile[] = [];
  let bytes = 0;
  for (const name of names.sort()) {
    const text = await readPlain(path.join(folder, name)).catch(() => undefined);
    bytes += text?.length ?? 0;
    if (text === undefined || bytes > maxBytes) return [];
    files.push({ text });
  }
  return files;
}

/** Neither follows a link nor waits at a pipe. */
async function readPlain(file: string): Promise<string | undefined> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    return stat.isFile() && stat.size <= maxFileBytes ? (await handle.readFile()).toString('utf8') : undefined;
  } finally {
    await handle.close();
  }
}

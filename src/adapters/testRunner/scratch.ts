import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestPlace } from '../../core/evidence/testRunner.ts';

/** Absolute path of a file of this run in the scratch folder. */
export function scratchFile(place: TestPlace, ending: string): string {
  return pathsOf(place).join(place.scratchPath, `${place.runName}${ending}`);
}

/** How paths are written where the command runs, which may be Linux on Windows. */
export function pathsOf({ scratchPath }: Pick<TestPlace, 'scratchPath'>): path.PlatformPath {
  return scratchPath.startsWith('/') ? path.posix : path;
}

/** Writes a file of this run to the scratch folder and returns its absolute path, as the command has it. */
export async function writeScratch(
  place: TestPlace,
  ending: string,
  text: string,
  signal: AbortSignal,
): Promise<string> {
  const folder = place.hostScratchPath ?? place.scratchPath;
  const file = path.join(folder, `${place.runName}${ending}`);
  await mkdir(folder, { recursive: true });
  // A process that stays sees the first file of a run and can put a link in the place of the next one: what is there is taken away, and
  // the file is made anew, which follows no link.
  await rm(file, { recursive: true, force: true });
  await writeFile(file, text, { encoding: 'utf8', flag: 'wx', signal });
  return scratchFile(place, ending);
}

/** Absolute folder a command runs in, inside the sandbox. */
export function runFolder(place: TestPlace, cwd: string): string {
  return cwd === '' ? place.workspacePath : pathsOf(place).join(place.workspacePath, cwd);
}

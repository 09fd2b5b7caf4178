import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { endProcessesNaming } from './leftoverProcesses.ts';
import { removeTree } from './removeTree.ts';

const ownName = /^(?:run|probe)-(\d+)-/;

/** Makes a fresh folder for one command's own files. Its name holds our process number, so that leftovers can be told. */
export function makeRunFolder(runsFolder: string, kind: 'run' | 'probe'): string {
  mkdirSync(runsFolder, { recursive: true, mode: 0o700 });
  return mkdtempSync(join(runsFolder, `${kind}-${process.pid}-`));
}

/** Clears up after processes that were killed before they could do it themselves: what still waits for them, and their folders. */
export function removeLeftovers(runsFolder: string): void {
  mkdirSync(runsFolder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(runsFolder)) {
    const pid = Number(ownName.exec(name)?.[1]);
    if (!(pid > 0) || isAlive(pid)) continue;
    const folder = join(runsFolder, name);
    endProcessesNaming(folder);
    removeTree(folder);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcessesNaming } from './leftoverProcesses.ts';
import { removeTree } from './removeTree.ts';

const ownName = /^(?:run|probe)-(\d+)-(?:(\d+)-)?/;

/** Makes a fresh folder for one command's own files. Its name says which process made it, so that leftovers can be told. */
export function makeRunFolder(runsFolder: string, kind: 'run' | 'probe'): string {
  mkdirSync(runsFolder, { recursive: true, mode: 0o700 });
  const started = statOf(process.pid)?.startedTicks;
  return mkdtempSync(join(runsFolder, `${kind}-${process.pid}-${started === undefined ? '' : `${started}-`}`));
}

/** Clears up after processes that were killed before they could do it themselves: what still waits for them, and their folders. */
export function removeLeftovers(runsFolder: string): void {
  mkdirSync(runsFolder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(runsFolder)) {
    if (isAliveOwner(name)) continue;
    const folder = join(runsFolder, name);
    endProcessesNaming(folder);
    removeTree(folder);
  }
}

/** Whether the process that made a folder of this name still runs. A name that is none of ours counts as one that is used. */
export function isAliveOwner(name: string): boolean {
  const [, pid, started] = ownName.exec(name) ?? [];
  return !(Number(pid) > 0) || isAlive(Number(pid), started);
}

/** Whether that very process still runs: no later one of the same number, and none that is dead and not yet waited for. */
function isAlive(pid: number, started: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const stat = statOf(pid);
  return !stat || (stat.state !== 'Z' && (started === undefined || started === stat.startedTicks));
}

/** State and start of a process, in ticks since boot; undefined where that cannot be learned. */
function statOf(pid: number): { readonly state: string; readonly startedTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): field 2, the name, may itself hold spaces and brackets; then comes the state, and the start is field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends the processes whose command line names a folder of a dead process of ours. bwrap's child waits for a word of its
 * parent before it sets its own parent-death signal (bubblewrap 0.8 to 0.11), so one that is orphaned just then would wait
 * for ever. The folder's name is unique (`mkdtemp`), so nothing else is meant by it.
 */
export function endProcessesNaming(folder: string): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid || !commandLineOf(pid).includes(folder)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It ended meanwhile, or it is not ours to end.
      if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')))
        throw error;
    }
  }
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}

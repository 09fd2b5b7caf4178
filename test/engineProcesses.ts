import { readdirSync, readFileSync } from 'node:fs';

/** The processes of shipped engines that an extension host has forked. Linux alone: it reads `/proc`. */
export function engineProcesses(hostPid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        if (!status.includes(`\nPPid:\t${hostPid}\n`)) return false;
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dist/worker.js');
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}

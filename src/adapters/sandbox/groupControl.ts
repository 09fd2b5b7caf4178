import { setTimeout as sleep } from 'node:timers/promises';
import { findMarked, sampleByPs } from './processTable.ts';
import { findByEnvironment, killHard, listTree, sampleTree } from './processTree.ts';
import type { ProcessControl } from './supervise.ts';

const sweepRounds = 20;
const sweepPauseMs = 10;

/** The group, the tree, and whatever of it has left both but still carries our mark in its environment. */
export function groupControl(
  mark: string,
  processes: number,
  platform: NodeJS.Platform = process.platform,
): ProcessControl {
  const find = platform === 'darwin' ? findMarked : findByEnvironment;
  const sampleMac = sampleByPs();
  return {
    sample(rootPid) {
      if (platform === 'linux') return sampleTree(listTree([rootPid], processes));
      return platform === 'darwin' ? sampleMac(rootPid) : undefined;
    },
    kill(rootPid) {
      const tree = listTree([rootPid], processes * 2);
      killHard(-rootPid);
      for (const pid of new Set([rootPid, ...tree, ...find(mark)])) killHard(pid);
    },
    async sweep(rootPid) {
      // Again until none is left: one may have been forking, and a killed one takes a moment to go.
      for (let round = 0; round < sweepRounds; round++) {
        killHard(-rootPid);
        const left = find(mark);
        if (left.length === 0) return;
        for (const pid of left) killHard(pid);
        await sleep(sweepPauseMs);
      }
    },
  };
}

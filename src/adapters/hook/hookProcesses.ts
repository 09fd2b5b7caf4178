import { setTimeout as sleep } from 'node:timers/promises';

/** The processes of this machine, as far as the platform shows them. */
export interface ProcessTable {
  /** The processes below and including these, at most so many. */
  listTree(rootPids: readonly number[], most: number): readonly number[];
  /** The processes whose environment holds exactly this entry. */
  findByEnvironment(entry: string): readonly number[];
  /** Kills a process, or a group by its negative number; one that has gone already is fine. */
  killHard(pidOrGroup: number): void;
}

/** Every process that a hook starts inherits this variable, so that one which leaves its tree and its group is still found. */
export const markName = 'LOOPWRIGHT_HOOK_CALL';

const most = 1_000;
const rounds = 30;
const pauseMs = 10;

/** The processes to end: the first one, as long as it is there, and the value of their mark. */
export interface MarkedProcesses {
  readonly mark: string;
  /** undefined when it could not be started. */
  readonly rootPid: number | undefined;
  /** True once the first one has been waited for: its number may belong to somebody else then. */
  readonly gone: () => boolean;
}

/** Ends all processes of a hook, again until none is left: one may be forking, and a killed one takes a moment to go. */
export async function endProcesses(table: ProcessTable, { mark, rootPid, gone }: MarkedProcesses): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    if (rootPid !== undefined && !gone()) {
      const tree = table.listTree([rootPid], most);
      table.killHard(-rootPid);
      for (const pid of [rootPid, ...tree]) table.killHard(pid);
    }
    const left = table.findByEnvironment(`${markName}=${mark}`);
    if (left.length === 0 && gone()) return;
    for (const pid of left) table.killHard(pid);
    await sleep(pauseMs);
  }
}

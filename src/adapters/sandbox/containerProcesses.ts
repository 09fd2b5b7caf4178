import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { containerOwnProcesses } from './containerArgs.ts';
import { askEngine, type ContainerEngine, engineEnvironment } from './containerEngine.ts';
import { isNamespaceRoot, killHard, listTree, sampleTree } from './processTree.ts';
import { isAliveOwner } from './runFolder.ts';
import type { ProcessControl } from './supervise.ts';

/** One container of ours. */
export interface ContainerProcesses {
  readonly engine: ContainerEngine;
  readonly name: string;
  /** File in which podman writes the number of the first process; docker is asked for it. */
  readonly pidFile: string | undefined;
  /** The limit of a command. */
  readonly processes: number;
}

const sweepRounds = 200;
const sweepPauseMs = 5;
const clientGraceMs = 2_000;
const never = new AbortController().signal;

/**
 * Sees and ends a container's processes: by the number of its first one where that is a process of this machine, whose end is the
 * end of all of them, and by the engine otherwise (Docker Desktop and podman machine run containers in a virtual machine).
 */
export function containerControl({ engine, name, pidFile, processes }: ContainerProcesses): ProcessControl {
  const findPid = pidFile === undefined ? askForPid(engine, name) : () => pidIn(pidFile);
  const innerPid = (): number | undefined => {
    const pid = findPid();
    // The number may be one of a virtual machine, or have been given to somebody else since.
    return pid !== undefined && isNamespaceRoot(pid) && commandLineOf(pid).split('\0').includes(name) ? pid : undefined;
  };
  let removal: Promise<void> | undefined;
  let grace: NodeJS.Timeout | undefined;
  return {
    sample() {
      const inner = innerPid();
      if (inner === undefined) return undefined;
      const tree = sampleTree(listTree([inner], processes + containerOwnProcesses));
      return { ...tree, processes: Math.max(0, tree.processes - containerOwnProcesses) };
    },
    kill(rootPid) {
      const inner = innerPid();
      if (inner !== undefined) killHard(inner);
      else {
        // Not started yet, or not on this machine: without its client a container that is being made is not started.
        if (pidFile !== undefined) killHard(-rootPid);
        removal ??= remove(engine, name);
      }
      // It cleans up behind a container that has ended; one that hangs is not waited for.
      grace ??= setTimeout(() => killHard(-rootPid), clientGraceMs).unref();
    },
    async sweep() {
      clearTimeout(grace);
      await removal;
      // Once more: it may have been made between the two.
      if (removal) await remove(engine, name);
      for (let round = 0, inner = innerPid(); inner !== undefined && round < sweepRounds; round++) {
        killHard(inner);
        await sleep(sweepPauseMs);
        inner = innerPid();
      }
    },
  };
}

/** Removes containers of processes of ours that were killed before they could do it themselves. */
export async function removeLeftContainers(engine: ContainerEngine, label: string, signal: AbortSignal): Promise<void> {
  const listed = await askEngine(
    engine.path,
    ['ps', '--all', '--filter', `label=${label}`, '--format', '{{.Names}}'],
    signal,
  );
  for (const name of listed.stdout.split('\n')) {
    const made = /^loopwright-((?:run|probe)-\d+-.*)$/.exec(name)?.[1];
    if (made !== undefined && !isAliveOwner(made)) await remove(engine, name);
  }
}

async function remove(engine: ContainerEngine, name: string): Promise<void> {
  await askEngine(engine.path, ['rm', '--force', ...(engine.name === 'podman' ? ['--time', '0'] : []), name], never);
}

/** Asks the engine in the background until it knows. */
function askForPid(engine: ContainerEngine, name: string): () => number | undefined {
  let known: number | undefined;
  let asking = false;
  return () => {
    if (known !== undefined || asking) return known;
    asking = true;
    const args = ['inspect', '--format', '{{.State.Pid}}', name];
    execFile(engine.path, args, { cwd: '/', env: engineEnvironment(process.env), timeout: 5_000 }, (_error, stdout) => {
      asking = false;
      const pid = Number(stdout.trim());
      if (Number.isInteger(pid) && pid > 1) known = pid;
    });
    return known;
  };
}

function pidIn(file: string): number | undefined {
  const pid = Number(textOf(file));
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

function commandLineOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`);
}

/** Empty while the file is not there, or not any more. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

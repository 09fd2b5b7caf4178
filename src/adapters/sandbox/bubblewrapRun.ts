import { closeSync, openSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '../../base/errors.ts';
import type { NetworkGate } from '../../core/sandbox/networkGate.ts';
import type { OutputListener, SandboxCommand, SandboxPolicy, SandboxResult } from '../../core/sandbox/sandbox.ts';
import { bubblewrapArgs, type PlannedMount, startedMark } from './bubblewrapArgs.ts';
import { type BubblewrapHost, remedyFor } from './bubblewrapHost.ts';
import { commandEnvironment } from './commandEnvironment.ts';
import { createDiskMeter } from './diskMeter.ts';
import type { DiskUsage } from './diskUsage.ts';
import { type Identity, writeEtcFiles } from './etcFiles.ts';
import { checkPolicy, prepareMountPoints } from './mountPoints.ts';
import { type NetworkWay, openNetworkWay, relayPlace } from './networkRelay.ts';
import { type OverlayMethod, type OverlayPlan, planOverlays } from './overlay.ts';
import { isNamespaceRoot, killHard, listTree, sampleTree } from './processTree.ts';
import { removeTree } from './removeTree.ts';
import { makeRunFolder } from './runFolder.ts';
import { buildSeccompProgram } from './seccompProgram.ts';
import { signalName } from './signalName.ts';
import { type Ending, type ProcessControl, supervise } from './supervise.ts';
import { type SystemdScope, scopeArgs } from './systemdScope.ts';
import { systemFolders } from './systemFolders.ts';
import type { Toolchain } from './toolchain.ts';

/** Everything one command under bubblewrap needs. */
export interface BubblewrapRun {
  readonly host: BubblewrapHost;
  readonly identity: Identity;
  /** Folder for the run's own files; commands must not be able to write to it. */
  readonly runsFolder: string;
  readonly overlay: OverlayMethod;
  /** What lets the kernel hold limits too; absent: the watchdog alone holds them. */
  readonly scope?: SystemdScope | undefined;
  readonly toolchain: Toolchain;
  readonly command: SandboxCommand;
  readonly policy: SandboxPolicy;
  /** What the copy and the scratch folder held before the first command. */
  readonly startUsage: DiskUsage;
  /** The way to allowed hosts; absent: no command reaches any. */
  readonly gate?: NetworkGate | undefined;
  readonly onOutput: OutputListener;
}

/** Runs one command; throws `sandbox.unavailable` when bwrap did not get as far as starting it. */
export async function runInBubblewrap(run: BubblewrapRun, signal: AbortSignal): Promise<SandboxResult> {
  checkPolicy(run.command, run.policy, run.runsFolder);
  prepareMountPoints(run.policy);
  const folder = makeRunFolder(run.runsFolder, 'run');
  let seccomp: number | undefined;
  let network: NetworkWay | undefined;
  try {
    network = await openNetworkWay({ ...run, gate: run.gate }, folder);
    const layers = join(folder, 'layers');
    const overlays = planOverlays(run.policy.dependencies, layers, run.overlay);
    writeFileSync(join(folder, 'seccomp.bpf'), buildSeccompProgram(run.host.arch));
    seccomp = openSync(join(folder, 'seccomp.bpf'), 'r');
    const { policy } = run;
    const disk = createDiskMeter({
      roots: [policy.copy.hostPath, policy.scratchPath, ...(overlays.prefix.length > 0 ? [layers] : [])],
      startUsage: run.startUsage,
      limits: policy.limits,
    });
    const scope = run.scope ? scopeArgs(run.scope, policy.limits, `loopwright-${basename(folder)}`) : [];
    const ending = await supervise(
      {
        launch: {
          argv: [...scope, ...overlays.prefix, run.host.bwrapPath, ...argsFor(run, { folder, overlays, network })],
          // bwrap clears it for the command; LIBMOUNT_FORCE_MOUNT2 keeps mount options relative to the folder.
          env: { ...run.scope?.env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LIBMOUNT_FORCE_MOUNT2: 'always' },
          cwd: '/',
          inputFds: [seccomp],
          pipes: 2,
        },
        control: bubblewrapControl(policy.limits.processes),
        limits: policy.limits,
        disk,
        onOutput: run.onOutput,
        onStarted: run.command.onStarted,
      },
      signal,
    );
    return resultOf(ending);
  } finally {
    network?.dispose();
    if (seccomp !== undefined) closeSync(seccomp);
    removeTree(folder);
  }
}

function argsFor(
  run: BubblewrapRun,
  {
    folder,
    overlays,
    network,
  }: { readonly folder: string; readonly overlays: OverlayPlan; readonly network: NetworkWay | undefined },
): readonly string[] {
  const { copy, scratchPath, extraRead, limits } = run.policy;
  const etc = join(folder, 'etc');
  const own: PlannedMount[] = [
    { kind: 'writable', source: copy.hostPath, target: copy.mountPath },
    { kind: 'writable', source: scratchPath, target: scratchPath },
    // A `.git` made by a command would be obeyed by any git that a person runs in the copy.
    { kind: 'readonly', source: join(copy.hostPath, '.git'), target: join(copy.mountPath, '.git') },
  ];
  const env = commandEnvironment(run.command, run.policy, {
    path: run.toolchain.path.join(':'),
    home: '/tmp/home',
    temporary: '/tmp',
  });
  if (network) own.push({ kind: 'readonly', source: network.folder, target: relayPlace });
  return bubblewrapArgs({
    identity: run.identity,
    system: systemFolders(),
    etc: { folder: etc, names: writeEtcFiles(etc, run.identity) },
    readable: [...new Set([...run.toolchain.readable, ...extraRead])],
    mounts: [...own, ...overlays.mounts],
    env,
    cwd: run.command.cwd,
    limits,
    prlimitPath: run.host.prlimitPath,
    argv: network?.argv ?? run.command.argv,
  });
}

// bwrap's process 1 and the wrapper shell are not the command's.
const ownProcesses = 2;
const sweepRounds = 200;
const sweepPauseMs = 5;

/** The command's own process 1 is named on the info pipe; its death is the death of the whole process namespace. */
function bubblewrapControl(processes: number): ProcessControl {
  const innerPid = (pipes: readonly string[]): number | undefined => {
    const pid = Number(/"child-pid"\s*:\s*(\d+)/.exec(pipes[0] ?? '')?.[1]);
    return pid > 1 ? pid : undefined;
  };
  return {
    sample(_rootPid, pipes) {
      const inner = innerPid(pipes);
      if (inner === undefined) return undefined;
      const tree = sampleTree(listTree([inner], processes + ownProcesses));
      return { ...tree, processes: tree.processes - ownProcesses };
    },
    kill(rootPid, pipes) {
      const inner = innerPid(pipes);
      if (inner !== undefined && listTree([rootPid], processes).includes(inner)) killHard(inner);
      killHard(rootPid);
      killHard(-rootPid);
    },
    // bwrap's outer process may end a moment before the kernel has ended the namespace.
    async sweep(_rootPid, pipes) {
      const inner = innerPid(pipes);
      for (let round = 0; inner !== undefined && isNamespaceRoot(inner) && round < sweepRounds; round++) {
        killHard(inner);
        await sleep(sweepPauseMs);
      }
    },
  };
}

function resultOf({ pipes, ...ending }: Ending): SandboxResult {
  const status = pipes[1] ?? '';
  if (!status.startsWith(startedMark)) {
    if (ending.limit) return ending;
    throw new CodedError(
      'sandbox.unavailable',
      `The sandbox did not start: ${ending.stderr.trim() || 'no reason given'}`,
      {
        hint: remedyFor(ending.stderr),
        details: { exitCode: ending.exitCode, signal: ending.signal },
      },
    );
  }
  const { exitCode } = ending;
  // The shell's word on its stderr: see the wrapper in bubblewrapArgs.ts.
  const diedBySignal = exitCode !== undefined && exitCode > 128 && status.slice(startedMark.length).trim() !== '';
  if (!diedBySignal) return ending;
  const signal = signalName(exitCode - 128);
  const limit = signal === 'SIGXFSZ' ? 'diskBytes' : signal === 'SIGXCPU' ? 'cpuSeconds' : undefined;
  return { ...ending, exitCode: undefined, signal: limit ? undefined : signal, limit };
}

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { CodedError } from '../../base/errors.ts';
import type { OutputListener, SandboxCommand, SandboxPolicy, SandboxResult } from '../../core/sandbox/sandbox.ts';
import { bubblewrapArgs, type PlannedMount, startedMark } from './bubblewrapArgs.ts';
import { commandEnvironment } from './commandEnvironment.ts';
import { createDiskMeter } from './diskMeter.ts';
import type { DiskUsage } from './diskUsage.ts';
import { writeEtcFiles } from './etcFiles.ts';
import { checkPolicy, prepareMountPoints } from './mountPoints.ts';
import { killHard } from './processTree.ts';
import { removeTree } from './removeTree.ts';
import { makeRunFolder } from './runFolder.ts';
import { buildSeccompProgram } from './seccompProgram.ts';
import { signalName } from './signalName.ts';
import { type Ending, supervise } from './supervise.ts';
import { commandInWsl, lineByLine, policyInWsl, textFromWsl, type WslPlace, wslPath } from './wslPaths.ts';
import { launchScript, type WslFacts, wslFiles } from './wslScripts.ts';

/** A distribution that bubblewrap can be started in, and how. */
export interface WslHost {
  readonly program: string;
  /** Words between wsl.exe and a program of the distribution. */
  readonly prefix: readonly string[];
  readonly place: WslPlace;
  readonly facts: WslFacts;
}

/** Everything one command needs. All paths are the host's. */
export interface WslRun {
  readonly host: WslHost;
  readonly runsFolder: string;
  readonly command: SandboxCommand;
  readonly policy: SandboxPolicy;
  readonly startUsage: DiskUsage;
  readonly onOutput: OutputListener;
}

const needed = /^(SystemRoot|SystemDrive|windir|USERPROFILE|LOCALAPPDATA|APPDATA|TEMP|TMP|PATH)$/i;

/** The variables that wsl.exe is started with. Without WSLENV none of them reaches the distribution. */
export function wslEnvironment(host: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const own = Object.entries(host).filter(
    (entry): entry is [string, string] => needed.test(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(own), WSL_UTF8: '1' };
}

/** Runs one command; throws `sandbox.unavailable` when bwrap did not get as far as starting it. */
export async function runInWsl(run: WslRun, signal: AbortSignal): Promise<SandboxResult> {
  const { host, policy, command } = run;
  const { place } = host;
  const moved = { ...command, cwd: wslPath(command.cwd, place) };
  checkPolicy(moved, policyInWsl(policy, place), wslPath(run.runsFolder, place));
  prepareMountPoints(policy);
  const folder = makeRunFolder(run.runsFolder, 'run');
  try {
    const words = wslWords(run, folder);
    for (const word of words)
      if (word.includes('\0')) throw new CodedError('sandbox.badPolicy', 'A word holds a zero byte.');
    writeFileSync(join(folder, wslFiles.words), words.map((word) => `${word}\0`).join(''));
    writeFileSync(join(folder, wslFiles.seccomp), buildSeccompProgram('x64'));
    writeFileSync(join(folder, wslFiles.launch), launchScript);
    writeFileSync(join(folder, wslFiles.status), '');
    const roots = [policy.copy.hostPath, policy.scratchPath];
    const toHost = (text: string): string => textFromWsl(text, policy, place);
    const shown = shownStreams(toHost, run.onOutput);
    const ending = await supervise(
      {
        launch: {
          argv: [host.program, ...host.prefix, '/bin/bash', posix.join(wslPath(folder, host.place), wslFiles.launch)],
          env: wslEnvironment(process.env),
          cwd: dirname(host.program),
          inputFds: [],
          pipes: 0,
          holdsStdin: true,
        },
        // Its end closes the standard input of bwrap's keeper inside.
        control: { sample: () => undefined, kill: killHard, sweep: () => Promise.resolve() },
        limits: policy.limits,
        disk: createDiskMeter({ roots, startUsage: run.startUsage, limits: policy.limits }),
        onOutput: ({ stream, text }) => shown[stream].push(text),
        onStarted: command.onStarted,
      },
      signal,
    );
    for (const stream of Object.values(shown)) stream.end();
    const result = resultOf(ending, readFileSync(join(folder, wslFiles.status), 'utf8'));
    return { ...result, stdout: toHost(result.stdout), stderr: toHost(result.stderr) };
  } finally {
    removeTree(folder);
  }
}

function shownStreams(map: (text: string) => string, onOutput: OutputListener) {
  return {
    stdout: lineByLine(map, (text) => onOutput({ stream: 'stdout', text })),
    stderr: lineByLine(map, (text) => onOutput({ stream: 'stderr', text })),
  };
}

/** bwrap with all of its arguments, as the distribution has the paths. */
export function wslWords(
  { host, policy, command }: Pick<WslRun, 'host' | 'policy' | 'command'>,
  folder: string,
): readonly string[] {
  const { facts, place } = host;
  const inside = policyInWsl(policy, place);
  const { copy, scratchPath, dependencies, extraRead, limits } = inside;
  const moved = commandInWsl(command, policy, place);
  const mounts: PlannedMount[] = [
    { kind: 'writable', source: copy.hostPath, target: copy.mountPath },
    { kind: 'writable', source: scratchPath, target: scratchPath },
    // A `.git` made by a command would be obeyed by any git that a person runs in the copy.
    { kind: 'readonly', source: posix.join(copy.hostPath, '.git'), target: posix.join(copy.mountPath, '.git') },
    ...dependencies
      .filter(({ mode, target }) => mode === 'readonly' || !target.startsWith(`${copy.mountPath}/`))
      .map(({ source, target }) => ({ kind: 'readonly' as const, source, target })),
  ];
  const names = writeEtcFiles(join(folder, 'etc'), facts.identity);
  return [
    facts.bwrapPath,
    ...bubblewrapArgs({
      identity: facts.identity,
      system: facts.system,
      etc: { folder: posix.join(wslPath(folder, place), 'etc'), names },
      readable: [...facts.readable, ...extraRead],
      mounts,
      env: commandEnvironment(moved, inside, { path: facts.path.join(':'), home: '/tmp/home', temporary: '/tmp' }),
      cwd: moved.cwd,
      limits,
      prlimitPath: facts.prlimitPath,
      argv: moved.argv,
    }),
  ];
}

function resultOf({ pipes: _none, ...ending }: Ending, status: string): SandboxResult {
  if (ending.limit) return ending;
  if (!status.startsWith(startedMark))
    throw new CodedError(
      'sandbox.unavailable',
      `The sandbox did not start: ${ending.stderr.trim() || 'no reason given'}`,
      {
        hint: 'wsl.exe --update',
        details: { exitCode: ending.exitCode, signal: ending.signal },
      },
    );
  const { exitCode } = ending;
  // The shell's word on its stderr: see the wrapper in bubblewrapArgs.ts.
  const diedBySignal = exitCode !== undefined && exitCode > 128 && status.slice(startedMark.length).trim() !== '';
  if (!diedBySignal) return ending;
  const signal = signalName(exitCode - 128);
  const limit = signal === 'SIGXFSZ' ? 'diskBytes' : signal === 'SIGXCPU' ? 'cpuSeconds' : undefined;
  return { ...ending, exitCode: undefined, signal: limit ? undefined : signal, limit };
}

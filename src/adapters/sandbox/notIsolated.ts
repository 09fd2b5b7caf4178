import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../base/errors.ts';
import type {
  OutputListener,
  Sandbox,
  SandboxCommand,
  SandboxGap,
  SandboxPolicy,
  SandboxResult,
} from '../../core/sandbox/sandbox.ts';
import { commandEnvironment } from './commandEnvironment.ts';
import { createCopyBaselines } from './copyBaselines.ts';
import { createDependencyCopies } from './dependencyCopies.ts';
import { createDiskMeter } from './diskMeter.ts';
import { groupControl } from './groupControl.ts';
import { mapCommand } from './mapCommand.ts';
import { supervise } from './supervise.ts';

const gaps: readonly SandboxGap[] = [
  { text: 'Not isolated: commands can read and change everything that you can, and use the network.' },
  {
    text: 'Programs that name the workspace by its real path (virtual environments, editable installs) reach the original, not the copy.',
  },
  {
    text: 'Processes, memory and CPU time are limited on Linux only; a program that hides its environment can outlive its run.',
  },
];

/** Creates the back end a person chooses by `--no-sandbox`: commands run in the copy's own folder, with limits, unfenced. */
export function createNotIsolatedSandbox(): Sandbox {
  const dependencies = createDependencyCopies();
  const baselines = createCopyBaselines();
  return {
    mountsCopy: false,
    probe: () => Promise.resolve({ works: true, name: 'not isolated', version: undefined, isolated: false, gaps }),
    async run(command, policy, onOutput, signal) {
      await dependencies.provide(policy, signal);
      const startUsage = await baselines.of(policy.copy.hostPath, policy.scratchPath, signal);
      const disk = createDiskMeter({
        roots: [policy.copy.hostPath, policy.scratchPath],
        startUsage,
        limits: policy.limits,
      });
      return await runUnfenced({ command, policy, onOutput, disk }, signal);
    },
  };
}

interface UnfencedRun {
  readonly command: SandboxCommand;
  readonly policy: SandboxPolicy;
  readonly onOutput: OutputListener;
  readonly disk: ReturnType<typeof createDiskMeter>;
}

async function runUnfenced(
  { command, policy, onOutput, disk }: UnfencedRun,
  signal: AbortSignal,
): Promise<SandboxResult> {
  const mark = { name: 'LOOPWRIGHT_COMMAND', value: randomUUID() };
  const mapped = mapCommand(
    { ...command, env: { ...policy.env, ...command.env } },
    { from: policy.copy.mountPath, to: policy.copy.hostPath },
  );
  const home = join(policy.scratchPath, 'home');
  const temporary = join(policy.scratchPath, 'tmp');
  for (const path of [home, temporary]) mkdirSync(path, { recursive: true });
  const env = commandEnvironment(mapped, { ...policy, env: {} }, { path: process.env.PATH ?? '', home, temporary });
  try {
    const { pipes: _none, ...result } = await supervise(
      {
        launch: {
          argv: mapped.argv,
          env: { ...env, ...neededByPlatform(), [mark.name]: mark.value },
          cwd: mapped.cwd,
          inputFds: [],
          pipes: 0,
        },
        control: groupControl(`${mark.name}=${mark.value}`, policy.limits.processes),
        limits: policy.limits,
        disk,
        onOutput,
        onStarted: command.onStarted,
      },
      signal,
    );
    return result;
  } catch (error) {
    // As a shell would put it: a command that does not exist is an outcome.
    if (isMissingProgram(error) && existsSync(mapped.cwd)) return notFound(mapped.argv[0] ?? '');
    throw error instanceof Error && 'syscall' in error
      ? new CodedError('sandbox.unavailable', `The command could not be started: ${error.message}`, { cause: error })
      : error;
  }
}

function neededByPlatform(): Record<string, string> {
  const names = process.platform === 'win32' ? ['SystemRoot', 'ComSpec', 'PATHEXT'] : [];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function notFound(program: string): SandboxResult {
  const stderr = `${program}: not found\n`;
  return {
    exitCode: 127,
    signal: undefined,
    limit: undefined,
    stdout: '',
    stderr,
    wallMs: 0,
    peakMemoryBytes: undefined,
  };
}

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createTestRunners } from '../adapters/testRunner/createTestRunners.ts';
import type { TestPlace } from '../core/evidence/testRunner.ts';
import type { CommandNetwork } from '../core/run/commandNetwork.ts';
import type { CoverageFile, MeasuredOutcome, TestRequest } from '../core/run/fixPorts.ts';
import { buildSandboxEnvironment, defaultPassedVariables, defaultSandboxLimits } from '../core/sandbox/policy.ts';
import type { InsidePaths, OutputListener, Sandbox, SandboxCommand, SandboxPolicy } from '../core/sandbox/sandbox.ts';
import type { WorkspaceCopy } from '../core/workspace/workspace.ts';
import { readPlainFile } from './plainFile.ts';
import { readCoverage } from './readCoverage.ts';

const maxReportBytes = 256 * 1024 * 1024;

/** What running tests in a sandbox needs. */
export interface TestRunningPorts {
  readonly sandbox: Sandbox;
  /** The host's environment, of which the sandbox gets what the policy passes. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly onOutput: OutputListener;
  /** Called whenever tests have been started: until they end there is time for other work. */
  readonly onStarted?: () => void;
}

/** Runs tests of a copy in the sandbox and reads the runner's report. */
export function createTestRunning({ sandbox, hostEnv, onOutput, onStarted }: TestRunningPorts) {
  const { env } = buildSandboxEnvironment({ host: hostEnv, pass: defaultPassedVariables, set: {} });
  const runners = createTestRunners();
  return async (request: TestRequest, signal: AbortSignal): Promise<MeasuredOutcome> => {
    const { command, selection, timeoutMs } = request;
    const copy = sandbox.mountsCopy ? request.copy : inPlace(request.copy);
    const runner = runners.get(command.runner);
    if (!runner) throw new Error(`there is no runner named ${command.runner}`);
    // The name is unguessable: a test that wanted to forge the report would have to find it first.
    const runName = `tests-${randomBytes(9).toString('hex')}`;
    const coveragePath = request.coverage ? path.join(copy.scratchPath, `${runName}-coverage`) : undefined;
    const place: TestPlace = {
      workspacePath: copy.originalPath,
      scratchPath: copy.scratchPath,
      runName,
      ...(coveragePath === undefined ? {} : { coveragePath }),
    };
    const { insidePaths } = sandbox;
    const inside = insidePaths ? placeInside(place, insidePaths) : place;
    const invocation = await runner.prepare(command, selection, inside, signal);
    const policy = policyFor(copy, { env, timeoutMs, network: request.network });
    const { argv, cwd, reportPath } = invocation;
    try {
      const told = { ...(onStarted === undefined ? {} : { onStarted }), ...connectionsOf(request.network) };
      const ran = await sandbox.run({ argv, cwd, env: invocation.env, ...told }, policy, onOutput, signal);
      const toHost = (text: string): string => insidePaths?.toHost(text, policy) ?? text;
      const written =
        reportPath === undefined ? undefined : await readReport(path.join(copy.scratchPath, path.basename(reportPath)));
      const reportText = written === undefined ? undefined : toHost(written);
      const { exitCode, limit, stdout, stderr, wallMs } = ran;
      const raw = { exitCode, signal: ran.signal, limit, stdout, stderr, reportText, wallMs };
      const measured: readonly CoverageFile[] = coveragePath === undefined ? [] : await readCoverage(coveragePath);
      const coverage = measured.map(({ text }) => ({ text: toHost(text) }));
      return { ...runner.read(raw, command, place), ...(coverage.length > 0 ? { coverage } : {}) };
    } finally {
      // What cannot be removed goes with the scratch folder.
      if (coveragePath !== undefined) await rm(coveragePath, { recursive: true, force: true }).catch(() => undefined);
    }
  };
}

/** The place as programs inside have it. */
function placeInside(place: TestPlace, { toInside }: InsidePaths): TestPlace {
  const { workspacePath, scratchPath, coveragePath } = place;
  return {
    ...place,
    workspacePath: toInside(workspacePath),
    scratchPath: toInside(scratchPath),
    hostScratchPath: scratchPath,
    ...(coveragePath === undefined ? {} : { coveragePath: toInside(coveragePath) }),
  };
}

/** The copy under its own path: what the tests then print names the files by it. */
export function inPlace(copy: WorkspaceCopy): WorkspaceCopy {
  const { originalPath, hostPath } = copy;
  const dependencies = copy.dependencies.map((mount) => {
    const inside = mount.target === originalPath || mount.target.startsWith(`${originalPath}${path.sep}`);
    return inside ? { ...mount, target: hostPath + mount.target.slice(originalPath.length) } : mount;
  });
  return { ...copy, originalPath: hostPath, dependencies };
}

/** What the project's code may see and do while its tests run. */
export function policyFor(
  copy: WorkspaceCopy,
  {
    env,
    timeoutMs,
    network,
  }: {
    readonly env: Readonly<Record<string, string>>;
    readonly timeoutMs: number;
    readonly network: CommandNetwork | undefined;
  },
): SandboxPolicy {
  const limits = {
    ...defaultSandboxLimits,
    wallMs: Math.min(defaultSandboxLimits.wallMs, Math.max(1_000, Math.round(timeoutMs))),
  };
  return {
    copy: { hostPath: copy.hostPath, mountPath: copy.originalPath },
    dependencies: copy.dependencies,
    extraRead: [],
    scratchPath: copy.scratchPath,
    network: network?.lists ?? 'none',
    env,
    limits,
  };
}

/** Who is told of the hosts that a command asks for, as a part of the command. */
export function connectionsOf(network: CommandNetwork | undefined): Pick<SandboxCommand, 'onConnection'> {
  return network ? { onConnection: network.onConnection } : {};
}

/**
 * The report's text, and the file is gone. A report that was not written, is no plain file, or is larger than any honest one, is
 * none: the tests themselves can put anything in its place.
 */
export async function readReport(file: string): Promise<string | undefined> {
  try {
    return (await readPlainFile(file, maxReportBytes))?.toString('utf8');
  } finally {
    // A folder in its place goes with the scratch folder.
    await rm(file, { force: true }).catch(() => undefined);
  }
}

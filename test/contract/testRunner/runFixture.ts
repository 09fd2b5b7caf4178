import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestRunners } from '../../../src/adapters/testRunner/createTestRunners.ts';
import { createTestFinder } from '../../../src/adapters/testRunner/testFinder.ts';
import { readCoverage } from '../../../src/app/readCoverage.ts';
import type { TestReport, TestRunOutcome } from '../../../src/core/evidence/testReport.ts';
import type { RawTestRun, TestCommand, TestSelection } from '../../../src/core/evidence/testRunner.ts';
import type { MeasuredOutcome } from '../../../src/core/run/fixPorts.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const everything: TestSelection = { files: [], names: [] };

/** A fixture copied to a fresh folder, with a scratch folder beside it and this repository's runners installed. */
export interface FixtureCopy extends AsyncDisposable {
  readonly workspacePath: string;
  readonly scratchPath: string;
  run(command: string | TestCommand, options?: RunOptions): Promise<MeasuredOutcome>;
  found(...hint: string[]): Promise<readonly TestCommand[]>;
}

export interface RunOptions {
  readonly selection?: TestSelection;
  readonly env?: Readonly<Record<string, string>>;
  /** Folder put in front of the PATH. */
  readonly nodeFolder?: string;
  readonly coverage?: boolean;
}

export function copyFixture(name: string, folderName = 'work space'): Promise<FixtureCopy> {
  const fixture = path.join(repository, 'test/fixtures/runners', name);
  return openWorkspace((workspacePath) => cp(fixture, workspacePath, { recursive: true }), folderName);
}

/** The same for any workspace, which `fill` writes. */
export async function openWorkspace(
  fill: (workspacePath: string) => Promise<void>,
  folderName = 'work space',
): Promise<FixtureCopy> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'loopwright-runner-')));
  const workspacePath = path.join(root, folderName);
  const scratchPath = path.join(root, 'scratch "folder"');
  await fill(workspacePath);
  await symlink(path.join(repository, 'node_modules'), path.join(workspacePath, 'node_modules'));
  const finder = createTestFinder();
  const { signal } = new AbortController();
  return {
    workspacePath,
    scratchPath,
    found: (...hint) => finder.find(workspacePath, hint, signal),
    run: async (given, options = {}) => {
      const command = typeof given === 'string' ? await finder.recognise(workspacePath, given, signal) : given;
      const runner = createTestRunners().get(command.runner);
      assert.ok(runner);
      const runName = `run-${randomUUID()}`;
      const coveragePath = path.join(scratchPath, `${runName}-coverage`);
      const place = { workspacePath, scratchPath, runName, ...(options.coverage ? { coveragePath } : {}) };
      const invocation = await runner.prepare(command, options.selection ?? everything, place, signal);
      const home = path.join(root, 'home');
      const run = await spawnAndWait(
        invocation,
        { HOME: home, LOOPWRIGHT_HOME: home, ...options.env },
        options.nodeFolder,
      );
      const reportText =
        invocation.reportPath === undefined
          ? undefined
          : await readFile(invocation.reportPath, 'utf8').catch(() => undefined);
      return {
        ...runner.read({ ...run, reportText }, command, place),
        ...(options.coverage ? { coverage: await readCoverage(coveragePath) } : {}),
      };
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

function spawnAndWait(
  { argv, cwd, env }: { argv: readonly string[]; cwd: string; env: Readonly<Record<string, string>> },
  extra: Readonly<Record<string, string>>,
  nodeFolder: string | undefined,
): Promise<Omit<RawTestRun, 'reportText'>> {
  const [program = '', ...rest] = argv;
  const since = Date.now();
  // What this very test run put into the environment must not reach the inner one.
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...outer } = process.env;
  const PATH = [nodeFolder, outer.PATH].filter(Boolean).join(path.delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      cwd,
      env: { ...outer, PATH, ...extra, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        exitCode: code ?? undefined,
        signal: signal ?? undefined,
        limit: undefined,
        stdout,
        stderr,
        wallMs: Date.now() - since,
      }),
    );
  });
}

/** The report of an outcome that must be one. */
export function reportOf(outcome: TestRunOutcome): TestReport {
  assert.equal(outcome.kind, 'report', `${outcome.kind}: ${'why' in outcome ? outcome.why : ''}\n${outcome.output}`);
  return outcome.report;
}

/** `id state` of every case, sorted. */
export function lines(report: TestReport): readonly string[] {
  return report.cases.map(({ id, state }) => `${state} ${id}`).sort();
}

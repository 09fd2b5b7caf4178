import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/adapters/host/systemClock.ts';
import { createBubblewrapSandbox } from '../../../src/adapters/sandbox/bubblewrapSandbox.ts';
import { currentToolchainHost } from '../../../src/adapters/sandbox/toolchain.ts';
import { createTreeSitterParser } from '../../../src/adapters/syntax/treeSitterParser.ts';
import { createTestFinder } from '../../../src/adapters/testRunner/testFinder.ts';
import { createHostCopyFiles } from '../../../src/adapters/workspace/hostCopyFiles.ts';
import { createTestRunning } from '../../../src/app/testRunning.ts';
import { createWarmRunning } from '../../../src/app/warmRunning.ts';
import type { RepairCandidate } from '../../../src/core/repair/candidateEdit.ts';
import { searchRepair } from '../../../src/core/repair/search.ts';
import type { TrialPorts } from '../../../src/core/run/candidateTrials.ts';
import { everything, type Reproduction, requireReport } from '../../../src/core/run/reproduce.ts';
import type { NetworkGate } from '../../../src/core/sandbox/networkGate.ts';
import { readSource } from '../../../src/core/tool/readSource.ts';
import type { WorkspaceCopy } from '../../../src/core/workspace/workspace.ts';

export const repository = path.resolve(import.meta.dirname, '../../..');

/** A project in a copy of its own, with what trials of candidates need: the real sandbox and the real runners. */
export interface RepairPlace {
  readonly copy: WorkspaceCopy;
  readonly ports: TrialPorts;
  reproduce(command: string, signal: AbortSignal): Promise<Reproduction>;
  dispose(): void;
}

/** Copies a folder to where it can be worked on; `fill` may write more, and `gate` lets commands reach hosts. */
export function openPlace(
  folder: string | undefined,
  fill: (to: string) => void = () => undefined,
  gate?: NetworkGate,
): RepairPlace {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwright-repair-')));
  const [originalPath, hostPath, scratchPath, scratchRoot] = ['workspace', 'run/copy', 'run/scratch', 'sandbox'].map(
    (name) => path.join(root, name),
  ) as [string, string, string, string];
  for (const target of [originalPath, hostPath]) {
    if (folder === undefined) mkdirSync(target, { recursive: true });
    else cpSync(folder, target, { recursive: true });
    fill(target);
  }
  for (const made of [scratchPath, scratchRoot]) mkdirSync(made, { recursive: true });
  const sandbox = createBubblewrapSandbox({
    scratchRoot,
    platform: process.platform,
    arch: process.arch,
    identity: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    toolchainHost: currentToolchainHost(),
    gate,
  });
  const running = { sandbox, hostEnv: process.env, onOutput: () => undefined };
  const ports: TrialPorts = {
    runTests: createTestRunning(running),
    openWarm: createWarmRunning(running),
    openFiles: (copy) => createHostCopyFiles(copy.hostPath),
    cloneCopy: (copy, lane) => Promise.resolve(cloneCopy(copy, lane)),
  };
  const copy: WorkspaceCopy = {
    originalPath,
    hostPath,
    scratchPath,
    dependencies: [],
    baseTree: '',
    files: 0,
  };
  return {
    copy,
    ports,
    async reproduce(commandLine, signal) {
      const command = await createTestFinder().recognise(originalPath, commandLine, signal);
      const ran = await ports.runTests({ copy, command, selection: everything, timeoutMs: 300_000 }, signal);
      const before = requireReport(ran);
      const red = before.cases.filter(({ state }) => state === 'failed');
      return { command, before, confirm: undefined, wanted: before.cases, red, flaky: [], output: ran.output };
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The candidates that a search would try first. */
export async function firstCandidates(
  { copy, ports }: RepairPlace,
  reproduction: Reproduction,
  count: number,
): Promise<readonly RepairCandidate[]> {
  const signal = new AbortController().signal;
  const files = ports.openFiles(copy);
  const found: RepairCandidate[] = [];
  await searchRepair(
    {
      sources: { paths: await files.list(signal), read: (file, readSignal) => readSource(files, file, readSignal) },
      report: reproduction.before,
      parser: await createTreeSitterParser({
        grammarFolder: path.join(repository, 'node_modules/@vscode/tree-sitter-wasm/wasm'),
      }),
      budget: { maxCandidates: count, maxMs: 60_000 },
      concurrency: 1,
      clock: systemClock,
      tryCandidate: (candidate) => {
        found.push(candidate);
        return Promise.resolve({ kind: 'still-failing' });
      },
    },
    () => undefined,
    signal,
  );
  return found;
}

function cloneCopy(copy: WorkspaceCopy, lane: number): WorkspaceCopy {
  const root = path.join(path.dirname(copy.hostPath), `lane-${lane}`);
  const [hostPath, scratchPath] = [path.join(root, 'copy'), path.join(root, 'scratch')];
  rmSync(root, { recursive: true, force: true });
  mkdirSync(scratchPath, { recursive: true });
  cpSync(copy.hostPath, hostPath, { recursive: true, verbatimSymlinks: true });
  return { ...copy, hostPath, scratchPath };
}

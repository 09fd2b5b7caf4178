import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTreeSitterParser } from '../../../src/adapters/syntax/treeSitterParser.ts';
import { createAnalysisRunning } from '../../../src/app/analysisRunning.ts';
import type { StaticAnalysis } from '../../../src/core/analysis/staticAnalysis.ts';
import type { DependencyMount } from '../../../src/core/sandbox/sandbox.ts';
import type { WorkspaceCopy } from '../../../src/core/workspace/workspace.ts';
import { backEnds } from '../sandbox/place.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
export const signal = new AbortController().signal;

/** Where ESLint, Ruff, mypy and Pyright are installed (`node_modules`, `.venv`), when they are: see docs/static-analysis.md. */
const tools = process.env.LOOPWRIGHT_ANALYSIS_TOOLS;

/** Why a tool of that folder cannot be tried here; undefined when it can. */
export function toolMissing(program: string): string | undefined {
  if (tools === undefined) return 'LOOPWRIGHT_ANALYSIS_TOOLS names no folder with this tool';
  return existsSync(path.join(tools, program)) ? undefined : `${program} is not in LOOPWRIGHT_ANALYSIS_TOOLS`;
}

/** A copy with the dependencies of this repository, or of the folder of tools, mounted; and static analysis over it. */
export interface AnalysisPlace extends AsyncDisposable {
  readonly copy: WorkspaceCopy;
  readonly analysis: StaticAnalysis<WorkspaceCopy>;
  write(files: Readonly<Record<string, string>>): void;
}

export async function openPlace(
  files: Readonly<Record<string, string>>,
  options: { readonly from?: 'repository' | 'tools' | 'none'; readonly isolated?: boolean } = {},
): Promise<AnalysisPlace> {
  const { from = 'repository', isolated = true } = options;
  const root = realpathSync(await mkdtemp(path.join(tmpdir(), 'loopwright-analysis-')));
  const [originalPath, hostPath, scratchPath, runs] = ['shop', 'copy', 'scratch', 'runs'].map((name) => {
    mkdirSync(path.join(root, name));
    return path.join(root, name);
  }) as [string, string, string, string];
  const copy: WorkspaceCopy = {
    hostPath,
    originalPath,
    scratchPath,
    dependencies: from === 'none' ? [] : mounts(from === 'tools' ? (tools ?? '') : repository, originalPath),
    files: 0,
    baseTree: '',
  };
  const backEnd = backEnds.find((one) => one.isolated === isolated);
  if (!backEnd) throw new Error('no such back end');
  const place: AnalysisPlace = {
    copy,
    analysis: createAnalysisRunning({
      sandbox: backEnd.create(runs),
      hostEnv: process.env,
      onOutput: () => undefined,
      openParser: () =>
        createTreeSitterParser({ grammarFolder: path.join(repository, 'node_modules/@vscode/tree-sitter-wasm/wasm') }),
    }),
    write(more) {
      for (const [name, text] of Object.entries(more)) {
        mkdirSync(path.dirname(path.join(hostPath, name)), { recursive: true });
        writeFileSync(path.join(hostPath, name), text);
      }
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
  place.write(files);
  return place;
}

function mounts(folder: string, originalPath: string): readonly DependencyMount[] {
  return ['node_modules', '.venv'].flatMap((name) => {
    if (!existsSync(path.join(folder, name))) return [];
    const source = realpathSync(path.join(folder, name));
    const inside: DependencyMount = { source, target: path.join(originalPath, name), mode: 'overlay' };
    // Programs of a virtual environment name it by the path at which it was made.
    return name === '.venv' ? [inside, { source, target: source, mode: 'readonly' }] : [inside];
  });
}

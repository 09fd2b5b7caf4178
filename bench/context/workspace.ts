// The whole way, as the editor and the command line go it: a workspace of 10,000 files, its index built in the background, one file changed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createLoopwright } from '../../src/app/createLoopwright.ts';
import { type SourceFile, sourceFiles } from './corpus.ts';

/** What it took, in milliseconds. */
export interface WorkspaceTimes {
  readonly files: number;
  readonly buildMs: number;
  /** Of all threads of the process; git's is not in it. */
  readonly buildCpuMs: number;
  /** The longest that the thread which asked for it could do nothing else. */
  readonly longestBlockMs: number;
  /** From one file written until it is found. */
  readonly changeMs: number;
}

/** Builds the index of so many files: of real code, unless others are given. */
export async function measureWorkspace(
  count: number,
  sources: Iterable<SourceFile> = sourceFiles(),
): Promise<WorkspaceTimes> {
  const base = mkdtempSync(path.join(tmpdir(), 'loopwright-workspace-'));
  const workspace = path.join(base, 'workspace');
  const { signal } = new AbortController();
  const app = createLoopwright({ env: { ...process.env, LOOPWRIGHT_HOME: path.join(base, 'home') } });
  try {
    const files = writeFiles(workspace, { count, sources });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const cpuBefore = process.cpuUsage();
    const built = await app.updateContext(workspace, {}, signal);
    delay.disable();
    const { user, system } = process.cpuUsage(cpuBefore);
    await app.searchContext(workspace, { text: 'warm up' }, signal);
    const began = performance.now();
    writeFileSync(path.join(workspace, 'changed.ts'), 'export function neverSeenBefore() {\n  return 1;\n}\n');
    await app.updateContext(workspace, {}, signal);
    const { hits } = await app.searchContext(workspace, { text: 'neverSeenBefore' }, signal);
    if (hits[0]?.path !== 'changed.ts') throw new Error('the changed file is not found');
    const changeMs = performance.now() - began;
    const buildCpuMs = (user + system) / 1000;
    return { files, buildMs: built.durationMs, buildCpuMs, longestBlockMs: delay.max / 1e6, changeMs };
  } finally {
    app.dispose();
    rmSync(base, { recursive: true, force: true });
  }
}

function writeFiles(
  workspace: string,
  { count, sources }: { readonly count: number; readonly sources: Iterable<SourceFile> },
): number {
  let written = 0;
  for (const { path: file, text } of sources) {
    if (written >= count) break;
    const full = path.join(workspace, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
    written++;
  }
  return written;
}

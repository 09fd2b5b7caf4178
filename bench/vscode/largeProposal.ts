import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLoopwright } from '../../src/app/createLoopwright.ts';
import { createRunId } from '../../src/base/ids.ts';
import type { ReviewView } from '../../src/protocol/runView.ts';
import { writeProposal } from '../../test/fakes/proposedRun.ts';

const never = new AbortController().signal;

/** A review as the engine makes it, and how long it takes there, in ms. */
export interface LargeReview {
  readonly view: ReviewView;
  /** Fetching the review for the first time: reading, comparing and colouring every file. */
  readonly firstFetchMs: number;
  /** One decision and the fetch that follows it, each time. */
  readonly decideMs: readonly number[];
}

/** A run on record that proposes so many hunks of TypeScript, fifty a file, read by the engine itself. */
export async function reviewLargeProposal(hunks: number): Promise<LargeReview> {
  const root = mkdtempSync(path.join(tmpdir(), 'lwb-'));
  const workspace = path.join(root, 'ws');
  const home = path.join(root, 'data');
  mkdirSync(workspace);
  const app = createLoopwright({ env: { LOOPWRIGHT_HOME: home, HOME: root, PATH: process.env.PATH } });
  try {
    const run = { workspace, runId: createRunId(Date.now(), new Uint8Array(5)) };
    await writeProposal({ workspace, dataFolder: home, runId: run.runId }, hunks);
    const began = performance.now();
    const view = await app.getReview(run, never);
    const firstFetchMs = performance.now() - began;
    const ids = view.files.flatMap((file) => file.hunks.map(({ hunkId }) => hunkId));
    if (ids.length !== hunks) throw new Error(`the proposal has ${ids.length} hunks, not ${hunks}`);
    const decideMs: number[] = [];
    for (const hunkId of ids.slice(0, 20)) {
      const from = performance.now();
      await app.decide(run, { hunkIds: [hunkId], decision: 'accepted', reason: undefined }, never);
      await app.getReview(run, never);
      decideMs.push(performance.now() - from);
    }
    return { view, firstFetchMs, decideMs };
  } finally {
    app.dispose();
    rmSync(root, { recursive: true, force: true });
  }
}

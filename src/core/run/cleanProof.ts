import type { BlobHash } from '../../base/ids.ts';
import type { FileChange } from '../evidence/fileChange.ts';
import { findTampering } from '../evidence/tamperGuard.ts';
import type { Proposal, WorkspaceCopy } from '../workspace/workspace.ts';
import { changesOf } from './editGuard.ts';
import type { FixPorts } from './fixPorts.ts';
import { attemptTimeoutMs, judgeAll, type Verdict } from './judge.ts';
import type { Reproduction } from './reproduce.ts';

/** A change that all tests were green with where nothing but the change differed from the workspace. */
export interface CleanProof {
  readonly kind: 'clean';
  readonly verdict: Extract<Verdict, { kind: 'proved' }>;
  /** Exactly what was proved, taken before the tests ran. */
  readonly proposal: Proposal;
  readonly blobs: ReadonlyMap<BlobHash, Uint8Array>;
  /** Tests and test configuration that the change touches: then nothing is proved, and a person has to look. */
  readonly testsChanged: readonly string[];
}

/** A change that was green in a used copy and is not in a clean one. `feedback` is phrased for whoever made it. */
export interface Refuted {
  readonly kind: 'refuted';
  readonly why: string;
  readonly feedback: string;
}

/**
 * Runs all tests once more with the change in a clean copy. In a used one, files that earlier attempts left behind can make
 * tests green, and tests can rewrite the very change that they are to prove.
 */
export async function proveClean(
  ports: FixPorts,
  task: {
    readonly copy: WorkspaceCopy;
    readonly reproduction: Reproduction;
    /** The new text of each file; undefined for deleted. */
    readonly edited: ReadonlyMap<string, string | undefined>;
  },
  signal: AbortSignal,
): Promise<CleanProof | Refuted> {
  const { copy, reproduction } = task;
  const placed = await placeClean(ports, { copy, edited: task.edited }, signal);
  if (placed.kind !== 'placed') return placed;
  const { proposal, blobs, changes } = placed;
  const timeoutMs = attemptTimeoutMs(ports, reproduction);
  const verdict = await judgeAll(ports, { reproduction, copy, timeoutMs }, signal);
  if (verdict.kind === 'proved') {
    const testsChanged = findTampering(changes).map(({ path }) => path);
    return { kind: 'clean', verdict, proposal, blobs, testsChanged };
  }
  return {
    kind: 'refuted',
    why: 'green, but not in a clean copy',
    feedback: `The tests were green at first, but not in a clean copy that holds only your edit: it leans on files that an earlier run of the tests left behind. There:\n${verdict.feedback}`,
  };
}

/** A change in a clean copy, of which nothing is known yet. */
export type PlacedChange = Pick<CleanProof, 'proposal' | 'blobs'> & {
  readonly kind: 'placed';
  readonly changes: readonly FileChange[];
};

/** Makes a copy clean, puts a change into it, and collects what it would propose. Runs nothing. */
export async function placeClean(
  ports: Pick<FixPorts, 'workspace' | 'openFiles'>,
  { copy, edited }: { readonly copy: WorkspaceCopy; readonly edited: ReadonlyMap<string, string | undefined> },
  signal: AbortSignal,
): Promise<PlacedChange | Refuted> {
  await ports.workspace.renew(copy, signal);
  const files = ports.openFiles(copy);
  const changes = (await changesOf(edited, files, signal)).filter(({ before, after }) => before !== after);
  for (const { path, after } of changes) await files.write(path, after, signal);
  const { proposal, blobs } = await ports.workspace.collect(copy, signal);
  const lost = changes.filter(({ path }) => !proposal.files.some((file) => file.path === path));
  if (lost.length > 0 || changes.length === 0) return notProposed(lost.map(({ path }) => path));
  return { kind: 'placed', proposal, blobs, changes };
}

/** The texts of a proved change by path; undefined is a deleted file. */
export function changedTexts({ proposal, blobs }: CleanProof): ReadonlyMap<string, string | undefined> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return new Map(
    proposal.files.map(({ path, result }) => {
      const bytes = result.hash === undefined ? undefined : blobs.get(result.hash);
      return [path, bytes && decoder.decode(bytes)] as const;
    }),
  );
}

function notProposed(paths: readonly string[]): Refuted {
  if (paths.length === 0) {
    return { kind: 'refuted', why: 'nothing was changed', feedback: 'Your edit changes nothing.' };
  }
  return {
    kind: 'refuted',
    why: `${paths.join(', ')} cannot be proposed`,
    feedback: `Your edit cannot be proposed, because the project ignores these paths or they are not plain files: ${paths.join(', ')}. Do without them.`,
  };
}

import type { BlobHash } from '../../../base/ids.ts';
import type { FileChange } from '../../evidence/fileChange.ts';
import { diffHunks } from '../../patch/hunks.ts';
import { isTestPath } from '../../repair/sourceFiles.ts';
import { readSource } from '../../tool/readSource.ts';
import type { ProposedFile } from '../../workspace/workspace.ts';
import { askGates, hookedProposal, sayRefusals } from '../askGates.ts';
import type { NewTests, RecordedFindings } from '../changeEvidence.ts';
import { proveClean } from '../cleanProof.ts';
import { type KeptProof, lastProof, recordProof } from '../keptProof.ts';
import { type ChangeMeasure, measureChange } from '../measureChange.ts';
import { recordReport } from '../reproduce.ts';
import type { FixedBy } from '../runEvent.ts';
import type { NodeScope } from './nodeScope.ts';

/** A change that all tests were green with in a clean copy, and who made it. */
export interface ProvenChange {
  readonly kind: 'proved';
  readonly proof: KeptProof;
  readonly by: FixedBy;
  /** What was said of the edit that was proved last. */
  readonly summary: string;
}

/** The proof of what the copy holds, made now unless that was done already; or why there is none. */
export async function provenChange(
  scope: NodeScope,
  signal: AbortSignal,
): Promise<ProvenChange | { readonly kind: 'none'; readonly why: string }> {
  const { log } = scope.ports;
  if ((await scope.run.copy.changes(signal)).size === 0) return { kind: 'none', why: 'nothing was changed' };
  const why = log.state().proof ? undefined : await prove(scope, signal);
  if (why !== undefined) return { kind: 'none', why };
  const proof = await lastProof(log, signal);
  const recorded = log.state().proof;
  if (!proof || !recorded) throw new Error('a proof was recorded and is not there');
  return { kind: 'proved', proof, by: recorded.by, summary: recorded.summary };
}

/**
 * Records what is known of a proved change, asks the gates, and makes it a proposal. The answer is who refused it and why; what a
 * gate refuses is kept for a person to look at.
 */
export async function recordProposal(
  scope: NodeScope,
  made: ProvenChange & { readonly findings?: RecordedFindings; readonly newTests?: NewTests },
  signal: AbortSignal,
): Promise<string> {
  const { log } = scope.ports;
  const { proof, by, summary, findings, newTests } = made;
  scope.guard.requireUnprotected(proof.proposal.files.map(({ path }) => path));
  const { evidence, after } = proof.verdict;
  await recordReport(scope.ports, 'after', after, signal);
  const files = await textsOf(scope.ports, proof, signal);
  const change = await measure(scope, files, signal);
  const { testsChanged } = proof;
  const more = { change, ...(findings ? { findings } : {}), ...(newTests ? { newTests } : {}) };
  await log.append({ type: 'evidence.recorded', evidence, testsChanged, ...more }, signal);
  const { proposal } = proof;
  const refusals = await askGates(
    scope.ports,
    async () => ({
      proposal: await hookedProposal(proposal, log, signal),
      evidence: { ...evidence, testsChanged },
    }),
    signal,
  );
  const size = countHunks(proof, files);
  await log.append({ type: 'patch.proposed', proposal, by, summary, ...size }, signal);
  return refusals.length > 0 ? `refused by ${sayRefusals(refusals)}` : '';
}

/** Proves what the copy holds; the answer is why that could not be done. */
async function prove({ run, ports }: NodeScope, signal: AbortSignal): Promise<string | undefined> {
  const reproduction = await run.reproduction(signal);
  return run.copy.alone(async (copy) => {
    const edited = await run.copy.changes(signal);
    const proof = await proveClean(ports, { copy, reproduction, edited }, signal);
    if (proof.kind === 'clean') {
      await recordProof(proof, { log: ports.log, by: 'model', summary: '' }, signal);
      return undefined;
    }
    await run.copy.restore(copy, signal);
    return proof.why;
  }, signal);
}

/** How large the change is, and what of it nobody asked for; the tests that it is for are the place that it has to do with. */
async function measure(
  { run, ports }: NodeScope,
  files: readonly FileChange[],
  signal: AbortSignal,
): Promise<ChangeMeasure> {
  const red = ports.log.state().reproduction ? (await run.reproduction(signal)).red : [];
  const tests = [
    ...red.flatMap(({ file }) => file ?? []),
    ...files.filter(({ path, after }) => isTestPath(path) && after !== undefined).map(({ path }) => path),
  ];
  const parser = await ports.openParser();
  if (tests.length === 0) return measureChange({ files }, parser, signal);
  const copyFiles = ports.openFiles(await run.copy.open(signal));
  const sources = {
    paths: await copyFiles.list(signal),
    read: (path: string, readSignal: AbortSignal) => readSource(copyFiles, path, readSignal),
  };
  return measureChange({ files, places: [...new Set(tests)], sources }, parser, signal);
}

/** How many hunks and changed lines a proposal has; a replaced line counts once. */
function countHunks(
  { proposal }: KeptProof,
  texts: readonly FileChange[],
): { readonly hunks: number; readonly lines: number } {
  let hunks = proposal.files.filter(({ binary }) => binary).length;
  let lines = 0;
  for (const { path, before = '', after = '' } of texts)
    for (const { added, removed } of diffHunks(before, after, { path })) {
      hunks++;
      lines += Math.max(added, removed);
    }
  return { hunks, lines };
}

/** The texts of a proposal before and after, binary files left out. */
function textsOf({ log }: NodeScope['ports'], { proposal }: KeptProof, signal: AbortSignal) {
  const read = async (hash: BlobHash | undefined) => (hash === undefined ? undefined : log.readText(hash, signal));
  const textOf = async ({ path, base, result }: ProposedFile) => ({
    path,
    before: await read(base.hash),
    after: await read(result.hash),
  });
  return Promise.all(proposal.files.filter(({ binary }) => !binary).map(textOf));
}

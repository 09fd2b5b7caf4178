import type { BlobHash } from '../../../base/ids.ts';
import { diffHunks } from '../../patch/hunks.ts';
import type { ProposedFile } from '../../workspace/workspace.ts';
import { askGates, hookedProposal, sayRefusals } from '../askGates.ts';
import { proveClean } from '../cleanProof.ts';
import { type KeptProof, lastProof, recordProof } from '../keptProof.ts';
import { recordReport } from '../reproduce.ts';
import type { RunLog } from '../runLog.ts';
import { text } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

/**
 * `proposal.create`: proves the change that the copy holds, unless that was done already, and makes it a proposal.
 * `summary` is what the reviewer reads first; without one, what was said of the edit that was proved last. Output:
 * `{proposed, files, fixed, broken, why}`; without a change, or a proof of it, nothing is proposed. What a gate refuses is kept
 * for a person to look at, and does not count as proposed.
 */
export const proposeNode: NodeHandler = async (input, scope, signal) => {
  const { log } = scope.ports;
  const none = { proposed: false, files: 0, fixed: [], broken: [] };
  if ((await scope.run.copy.changes(signal)).size === 0) return { ...none, why: 'nothing was changed' };
  const why = log.state().proof ? undefined : await prove(scope, signal);
  if (why !== undefined) return { ...none, why };
  const proof = await lastProof(log, signal);
  const recorded = log.state().proof;
  if (!proof || !recorded) throw new Error('a proof was recorded and is not there');
  const { evidence, after } = proof.verdict;
  await recordReport(scope.ports, 'after', after, signal);
  const { files } = proof.proposal;
  const hunks = await countHunks(files, log, signal);
  await log.append({ type: 'evidence.recorded', evidence, testsChanged: proof.testsChanged }, signal);
  const refusals = await askGates(
    scope.ports,
    async () => ({
      proposal: await hookedProposal(proof.proposal, log, signal),
      evidence: { ...evidence, testsChanged: proof.testsChanged },
    }),
    signal,
  );
  const { by } = recorded;
  const summary = text(input.summary) || recorded.summary;
  await log.append({ type: 'patch.proposed', proposal: proof.proposal, by, summary, ...hunks }, signal);
  const { fixed, broken } = evidence;
  const isRefused = refusals.length > 0;
  const refused = isRefused ? `refused by ${sayRefusals(refusals)}` : '';
  return { proposed: !isRefused, files: files.length, fixed, broken, why: refused };
};

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

/** How many hunks and changed lines a proposal has; a replaced line counts once. */
async function countHunks(
  files: KeptProof['proposal']['files'],
  log: RunLog,
  signal: AbortSignal,
): Promise<{ readonly hunks: number; readonly lines: number }> {
  let hunks = 0;
  let lines = 0;
  for (const file of files) {
    if (file.binary) {
      hunks++;
      continue;
    }
    const [before, after] = await textsOf(file, log, signal);
    for (const { added, removed } of diffHunks(before, after, { path: file.path })) {
      hunks++;
      lines += Math.max(added, removed);
    }
  }
  return { hunks, lines };
}

function textsOf({ base, result }: ProposedFile, log: RunLog, signal: AbortSignal) {
  const read = async (hash: BlobHash | undefined) => (hash === undefined ? '' : log.readText(hash, signal));
  return Promise.all([read(base.hash), read(result.hash)]);
}

import { text } from './nodeInput.ts';
import type { NodeHandler } from './nodeScope.ts';
import { provenChange, recordProposal } from './proposal.ts';

/**
 * `proposal.create`: proves the change that the copy holds, unless that was done already, and makes it a proposal.
 * `summary` is what the reviewer reads first; without one, what was said of the edit that was proved last. Output:
 * `{proposed, files, fixed, broken, why}`; without a change, or a proof of it, nothing is proposed. What a gate refuses is kept
 * for a person to look at, and does not count as proposed.
 */
export const proposeNode: NodeHandler = async (input, scope, signal) => {
  const found = await provenChange(scope, signal);
  if (found.kind === 'none') return { proposed: false, files: 0, fixed: [], broken: [], why: found.why };
  const summary = text(input.summary) || found.summary;
  const refused = await recordProposal(scope, { ...found, summary }, signal);
  const { fixed, broken } = found.proof.verdict.evidence;
  const { files } = found.proof.proposal;
  return { proposed: refused === '', files: files.length, fixed, broken, why: refused };
};

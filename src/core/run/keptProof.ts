import type { CleanProof } from './cleanProof.ts';
import type { FixedBy } from './runEvent.ts';
import type { RunLog } from './runLog.ts';

/** A clean proof as it is kept: without the files' bytes, which lie beside it under their own addresses. */
export type KeptProof = Omit<CleanProof, 'blobs'>;

/** Keeps a proof and everything that a proposal of it needs, and records that it is one of the copy as it is now. */
export async function recordProof(
  proof: CleanProof,
  { log, by, summary }: { readonly log: RunLog; readonly by: FixedBy; readonly summary: string },
  signal: AbortSignal,
): Promise<void> {
  const { blobs, ...kept } = proof;
  for (const bytes of blobs.values()) await log.keepBytes(bytes, signal);
  const hash = await log.keepText(JSON.stringify(kept), signal);
  await log.append({ type: 'proof.recorded', proof: hash, by, summary }, signal);
}

/** The proof that was recorded last, if it is one of the copy as it is now. */
export async function lastProof(log: RunLog, signal: AbortSignal): Promise<KeptProof | undefined> {
  const { proof } = log.state();
  return proof && (JSON.parse(await log.readText(proof.hash, signal)) as KeptProof);
}

import path from 'node:path';
import { openVectorCache } from '../adapters/context/sqliteVectorCache.ts';
import {
  createRemoteEmbedder,
  findEmbeddingServer,
  type MeasuredServer,
  measureServer,
} from '../adapters/model/remoteEmbedder.ts';
import { withVectorCache } from '../core/context/cachedEmbedder.ts';
import type { Embedder } from '../core/context/embedder.ts';
import { createHashedEmbedder } from '../core/context/hashedEmbedder.ts';
import { isAgreed, requireConsent } from '../core/model/sendConsent.ts';
import type { EmbeddingTargetView } from '../protocol/context.ts';
import { knownConsents, type ModelEnvironment } from './modelSetup.ts';

/** How vectors are made; can be sent to a thread. */
export type EmbeddingChoice =
  | { readonly kind: 'hashed' }
  | { readonly kind: 'server'; readonly server: MeasuredServer };

type Surroundings = Pick<ModelEnvironment, 'lookup' | 'dataFolder'>;

/** The variable that names a model for vectors. */
const variable = 'LOOPWRIGHT_EMBEDDER';

/**
 * How the person wants vectors made: by the model that is named, or else by the one of LOOPWRIGHT_EMBEDDER, or here. Code goes to a server only when the person has agreed
 * to it. Throws `model.*`.
 */
export async function chooseEmbedding(
  reference: string,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<EmbeddingChoice> {
  const { lookup } = surroundings;
  const found = await serverOf(reference, lookup);
  if (!found) return { kind: 'hashed' };
  await requireConsent(found.target, knownConsents(surroundings, []), signal);
  return { kind: 'server', server: await measureServer(found.server, lookup, signal) };
}

/** Where the code would go to be turned into vectors. Sends nothing. */
export async function findEmbeddingTarget(
  reference: string,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<EmbeddingTargetView> {
  const found = await serverOf(reference, surroundings.lookup);
  if (!found) return { model: undefined, endpoint: undefined, agreed: true };
  const { ref: model, endpoint } = found.target;
  return { model, endpoint, agreed: await isAgreed(endpoint, knownConsents(surroundings, []), signal) };
}

async function serverOf(reference: string, lookup: Surroundings['lookup']) {
  const named = reference.trim() || (lookup(variable)?.trim() ?? '');
  if (named === '' || named === 'none') return undefined;
  const server = await findEmbeddingServer(named, lookup);
  return { server, target: { ref: server.ref, endpoint: new URL(server.baseUrl).origin } };
}

/** The embedder of a choice; what a server gives is kept in the folder of the index. */
export function createEmbedder(
  choice: EmbeddingChoice,
  { folder, lookup }: { readonly folder: string; readonly lookup: (name: string) => string | undefined },
): Embedder {
  if (choice.kind === 'hashed') return createHashedEmbedder();
  const cache = openVectorCache(path.join(folder, 'vectors.db'));
  return withVectorCache(createRemoteEmbedder(choice.server, lookup), cache);
}

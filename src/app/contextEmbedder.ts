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
import { requireConsent } from '../core/model/sendConsent.ts';
import { knownConsents, type ModelEnvironment } from './modelSetup.ts';

/** How vectors are made; can be sent to a thread. */
export type EmbeddingChoice =
  | { readonly kind: 'hashed' }
  | { readonly kind: 'server'; readonly server: MeasuredServer };

type Surroundings = Pick<ModelEnvironment, 'lookup' | 'dataFolder'>;

/** The variable that names a model for vectors. */
const variable = 'LOOPWRIGHT_EMBEDDER';

/**
 * How the person wants vectors made: by the model that LOOPWRIGHT_EMBEDDER names, else here. Code goes to a server only when the person has agreed
 * to it. Throws `model.*`.
 */
export async function chooseEmbedding(surroundings: Surroundings, signal: AbortSignal): Promise<EmbeddingChoice> {
  const { lookup } = surroundings;
  const reference = lookup(variable)?.trim();
  if (reference === undefined || reference === '' || reference === 'none') return { kind: 'hashed' };
  const server = await findEmbeddingServer(reference, lookup);
  const target = { ref: server.ref, endpoint: new URL(server.baseUrl).origin };
  await requireConsent(target, knownConsents(surroundings, []), signal);
  return { kind: 'server', server: await measureServer(server, lookup, signal) };
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

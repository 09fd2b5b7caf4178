import { baseUrlOf, lookupTrimmed } from '../adapters/model/connection.ts';
import { type FoundServer, findCompatible, findOllama } from '../adapters/model/localServers.ts';
import { openModelProbes } from '../adapters/model/modelRecords.ts';
import { editorEndpoint } from '../core/model/editorModels.ts';
import { defaultModels } from '../core/model/modelCatalog.ts';
import { compatiblePresets } from '../core/model/modelPresets.ts';
import type { ModelProbe } from '../core/model/modelProbe.ts';
import { type NetworkRef, parseModelRef } from '../core/model/modelRef.ts';
import { isAgreed, needsConsent } from '../core/model/sendConsent.ts';
import type { ModelRow } from './loopwright.ts';
import { knownConsents, type ModelEnvironment } from './modelSetup.ts';

type Surroundings = Pick<ModelEnvironment, 'lookup' | 'dataFolder' | 'editorModels'>;

/** Something that could be used, before it is known whether it is agreed to and was tried. */
type Candidate = Pick<ModelRow, 'ref' | 'state' | 'found' | 'endpoint'>;

/**
 * What is there to be used as a model: keys in the environment, servers on this machine, and the ways that need neither.
 * Servers on this machine are asked what models they have; no other machine is asked anything, and no code is sent.
 */
export async function listModels(surroundings: Surroundings, signal: AbortSignal): Promise<readonly ModelRow[]> {
  const { lookup, dataFolder } = surroundings;
  const probes = await openModelProbes(dataFolder).list(signal);
  const known = knownConsents(surroundings, []);
  const names = Object.entries(compatiblePresets);
  const keyed = names.filter(([, { vendor }]) => vendor !== 'local').map(([name]) => `${name}/NAME`);
  const found = await Promise.all([
    ...[`anthropic/${defaultModels.anthropic}`, `openai/${defaultModels.openai}`, ...keyed].map((ref) =>
      byKey(ref, lookup),
    ),
    ...['ollama', ...names.filter(([, { vendor }]) => vendor === 'local').map(([name]) => name)].map((name) =>
      byServer(name, lookup, signal),
    ),
    byAddress(lookup, signal),
    ofEditor(surroundings, signal),
  ]);
  const always: Candidate[] = [
    { ref: 'paste', state: 'ready', found: 'your own chat window, by copy and paste', endpoint: undefined },
  ];
  const rows = [...found.flat(), ...always].map(async (candidate): Promise<ModelRow> => {
    const agreed = await isAgreed(candidate.endpoint, known, signal);
    return { ...candidate, agreed, probe: probeOf(candidate.ref, probes) };
  });
  return Promise.all(rows);
}

function probeOf(ref: string, probes: readonly ModelProbe[]): ModelProbe | undefined {
  return probes.find((probe) => probe.ref === ref);
}

/** A provider of which a key is enough. */
async function byKey(ref: string, lookup: Surroundings['lookup']): Promise<Candidate[]> {
  const parsed = networkRef(ref);
  const name = 'keyName' in parsed ? parsed.keyName : `${parsed.kind.toUpperCase()}_API_KEY`;
  const { baseUrl } = await baseUrlOf(parsed, { lookup });
  const isThere = (await lookupTrimmed(lookup, name)) !== undefined;
  const found = isThere ? `its key is in ${name}` : `no key: set ${name}`;
  return [{ ref, state: isThere ? 'ready' : 'missing', found, endpoint: new URL(baseUrl).origin }];
}

/** The models of a server of a known kind, at its usual address or the one that the environment names. */
async function byServer(name: string, lookup: Surroundings['lookup'], signal: AbortSignal): Promise<Candidate[]> {
  const parsed = networkRef(`${name}/NAME`);
  const { baseUrl } = await baseUrlOf(parsed, { lookup });
  const usual = 'baseUrl' in parsed && parsed.baseUrl === baseUrl;
  const ask = parsed.kind === 'ollama' ? findOllama : findCompatible;
  const at = { prefix: name, suffix: usual ? '' : `@${baseUrl}`, baseUrl };
  return needsConsent(new URL(baseUrl).origin) ? notAsked(at) : modelsOf(at, await ask(baseUrl, signal));
}

/** What the editor offers; nothing on the command line. */
async function ofEditor({ editorModels }: Surroundings, signal: AbortSignal): Promise<Candidate[]> {
  const models = (await editorModels?.list(signal)) ?? [];
  return models.map((model) => ({
    ref: `vscode/${model.vendor}/${model.id}`,
    state: 'ready',
    found: `${model.name}, ${model.maxInputTokens} tokens`,
    endpoint: editorEndpoint(model),
  }));
}

/** The server that `OPENAI_COMPATIBLE_BASE_URL` names, when it does. */
async function byAddress(lookup: Surroundings['lookup'], signal: AbortSignal): Promise<Candidate[]> {
  if ((await lookupTrimmed(lookup, 'OPENAI_COMPATIBLE_BASE_URL')) === undefined) return [];
  const { baseUrl } = await baseUrlOf(networkRef('openai-compatible/NAME'), { lookup });
  const at = { prefix: 'openai-compatible', suffix: `@${baseUrl}`, baseUrl };
  return needsConsent(new URL(baseUrl).origin) ? notAsked(at) : modelsOf(at, await findCompatible(baseUrl, signal));
}

/** A reference that is known to name a model. */
function networkRef(text: string): NetworkRef {
  const ref = parseModelRef(text);
  if (!('model' in ref)) throw new Error(`no model is named by ${text}`);
  return ref;
}

interface Place {
  readonly prefix: string;
  readonly suffix: string;
  readonly baseUrl: string;
}

function notAsked({ prefix, suffix, baseUrl }: Place): Candidate[] {
  const found = `the environment names ${baseUrl}, which is not on this machine and was not asked`;
  return [{ ref: `${prefix}/NAME${suffix}`, state: 'ready', found, endpoint: new URL(baseUrl).origin }];
}

function modelsOf({ prefix, suffix, baseUrl }: Place, server: FoundServer | undefined): Candidate[] {
  const { origin: endpoint } = new URL(baseUrl);
  const none = (found: string): Candidate[] => [{ ref: `${prefix}/NAME${suffix}`, state: 'missing', found, endpoint }];
  if (!server) return none(`nothing answers at ${baseUrl}`);
  if (server.models.length === 0) return none(`the server at ${baseUrl} has no model`);
  return server.models.map(({ name, maxContextWindow }) => {
    const window = maxContextWindow === undefined ? '' : `, ${maxContextWindow} tokens`;
    return { ref: `${prefix}/${name}${suffix}`, state: 'ready', found: `answers at ${baseUrl}${window}`, endpoint };
  });
}

import { CodedError } from '../base/errors.ts';
import { plainHostRule } from '../base/hostRule.ts';
import type { Problem } from '../core/manifest/problem.ts';
import type { Fence, Intent, PolicyLayer, PolicyRule } from '../core/policy/policy.ts';
import type { SecurityManifest } from '../core/workflow/securitySchema.ts';
import type { ManifestFile } from './manifestFiles.ts';
import {
  type FilePlace,
  type FilePlaces,
  ownershipFault,
  problemAt,
  type ReadFile,
  readBothPlaces,
  sayErrors,
} from './placedFiles.ts';

/** What the security files say, and everything that is wrong with them. */
export interface SecuritySettings {
  /** undefined when there is an error: then no run may start, since something that is forbidden could be missing. */
  readonly layers: readonly PolicyLayer[] | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads `security.yaml` of the person's data folder and `.loopwright/security.yaml` of the workspace. To be read before the copy is
 * opened: what an agent writes must not decide what it may do.
 */
export async function readSecuritySettings(places: FilePlaces, signal: AbortSignal): Promise<SecuritySettings> {
  const { items, problems } = await readBothPlaces({ name: 'security', places }, readFileOf, signal);
  return { layers: items, problems };
}

/** What the security files take away from a run that is to begin or go on. Throws `security.invalid`, with the place of each error. */
export async function requireSecurity(places: FilePlaces, signal: AbortSignal): Promise<readonly PolicyLayer[]> {
  const { layers, problems } = await readSecuritySettings(places, signal);
  if (layers) return layers;
  const { count, lines } = sayErrors(problems);
  const file = problems.find(({ severity }) => severity === 'error')?.file ?? '';
  throw new CodedError('security.invalid', `There ${count} in what limits runs here, so none begins:\n${lines}`, {
    hint: `A broken file never means that there are no limits. See each error with its line: loopwright validate ${file}`.trim(),
  });
}

/** What is wrong with the person's security file, given as it lies on the disk. */
export async function checkPersonSecurity(file: ManifestFile, places: FilePlaces): Promise<readonly Problem[]> {
  return (await readFileOf('person', file, places)).problems;
}

async function readFileOf(place: FilePlace, file: ManifestFile, places: FilePlaces): Promise<ReadFile<PolicyLayer>> {
  // Most have no such file, and then nothing of YAML need be loaded.
  const { parseSecurity, endOfDay } = await import('../core/workflow/securityManifest.ts');
  const { value, problems } = parseSecurity(file.text, file.file, place);
  const faults = place === 'person' ? await ownershipProblems(file, places) : [];
  // The name goes into what a model is told: where the data folder lies is none of its business.
  const name = place === 'person' ? 'your security.yaml' : file.file;
  const layers = value ? [layerOf(value, { from: place, file: name, endOfDay })] : [];
  return { items: layers, problems: [...problems, ...faults] };
}

/** A rule of this file can spare a question: nobody else may have written it, and no repository. */
async function ownershipProblems(file: ManifestFile, { workspace }: FilePlaces): Promise<Problem[]> {
  const found = await ownershipFault(file.path, workspace);
  return found ? [problemAt(file.file, `security.${found.code}`, found.fault)] : [];
}

interface LayerPlace extends Pick<PolicyLayer, 'from' | 'file'> {
  readonly endOfDay: (day: string) => number | undefined;
}

function layerOf(said: SecurityManifest, { from, file, endOfDay }: LayerPlace): PolicyLayer {
  const { mode, sandbox, tools, protect, budget, rules } = said;
  const hosts = said.network && [...new Set(said.network.allow.flatMap((host) => plainHostRule(host) ?? []))];
  const none = hosts?.length === 0 ? ({ network: 'none' } as const) : {};
  const capabilities = { ...said.capabilities, ...none };
  const layer = {
    from,
    file,
    mode,
    sandboxRequired: sandbox && true,
    capabilities: Object.keys(capabilities).length > 0 ? capabilities : undefined,
    tools,
    agents: said.agents && fences(said.agents),
    nodes: said.nodes && fences(said.nodes),
    rules: rules?.map((rule) => ruleOf(rule, endOfDay)),
    network: hosts && plain({ hosts, grants: from === 'person' || undefined }),
    protect,
    budget,
  };
  return plain(layer) as unknown as PolicyLayer;
}

function fences(said: NonNullable<SecurityManifest['agents']>): Readonly<Record<string, Fence>> {
  return Object.fromEntries(
    Object.entries(said).map(([name, { tools, ...capabilities }]) => [name, plain({ tools, capabilities }) as Fence]),
  );
}

function ruleOf(rule: NonNullable<SecurityManifest['rules']>[number], endOfDay: LayerPlace['endOfDay']): PolicyRule {
  const { deny, ask, allow, command, tools, agents, nodes, until, workspace } = rule;
  const effect = deny === undefined ? (ask === undefined ? 'allow' : 'ask') : 'deny';
  const intents = [deny ?? ask ?? allow ?? []].flat() as Intent[];
  const untilMs = until === undefined ? undefined : endOfDay(until);
  return plain({ effect, intents, command, tools, agents, nodes, untilMs, workspace }) as unknown as PolicyRule;
}

/** Without what is not said: a layer is kept as JSON, and must be the same when it is read. */
function plain(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

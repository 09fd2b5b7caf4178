import { type Problem, type Range, sortProblems } from '../manifest/problem.ts';
import { Reporter } from '../manifest/reporter.ts';
import { checkShape, show } from '../manifest/schemaProblems.ts';
import { readYaml } from '../manifest/yamlSource.ts';
import { checkVersion, type VersionRule } from './checkVersion.ts';
import { durationMs } from './duration.ts';
import { type HooksManifest, type hookPointNames, hooksSchema } from './hooksSchema.ts';

/** Whose hooks a file holds: the person's own, or those that came with a repository, which may do much less. */
export type HooksPlace = 'person' | 'workspace';

type Point = (typeof hookPointNames)[number];
type Hook = HooksManifest['hooks'][string];

/** A hook as a file says it, checked, with the places that later findings point at. */
export interface WrittenHook {
  readonly name: string;
  readonly on: readonly Point[];
  /** Exactly one of the two is there; a workspace has commands only. */
  readonly command: readonly string[] | undefined;
  /** Relative to the file's folder and below it. */
  readonly module: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly only: NonNullable<Hook['only']>;
  readonly onError: 'refuse' | 'allow' | undefined;
  readonly env: readonly string[];
  readonly at: Range;
}

/** The rule of hooks manifests for version checks. */
export const hooksVersion: VersionRule = { what: 'hooks manifest', version: 1, upgrades: [] };

/** The longest time that a hook may ask for. */
const maxTimeoutMs = 60_000;
/** Of one file. Each call can be a process, and a repository decides about its own file. */
const maxHooks = 20;

/** The hooks of a file, in its order, or everything that is wrong with it. Never throws. */
export function parseHooks(
  text: string,
  file: string,
  place: HooksPlace,
): { readonly hooks: readonly WrittenHook[] | undefined; readonly problems: readonly Problem[] } {
  const reporter = new Reporter(readYaml(text, file));
  const value = checkVersion(reporter, hooksVersion);
  const subject = { value: { version: 1, ...value }, path: [], label: 'the hooks manifest' };
  const fits = value !== undefined && checkShape(hooksSchema, subject, reporter);
  if (fits) checkHooks(value, reporter, place);
  const hooks = reporter.failed || !fits ? undefined : writtenHooks(value as HooksManifest, reporter);
  return { hooks, problems: sortProblems(reporter.problems) };
}

function writtenHooks({ hooks }: HooksManifest, { source }: Reporter): WrittenHook[] {
  return Object.entries(hooks).map(([name, hook]) => ({
    name,
    on: pointsOf(hook),
    command: hook.command,
    module: hook.module,
    timeoutMs: hook.timeout === undefined ? undefined : durationMs(hook.timeout),
    only: hook.only ?? {},
    onError: hook.onError,
    env: hook.env ?? [],
    at: source.rangeOf(['hooks', name, hook.module === undefined ? 'command' : 'module']),
  }));
}

/** Reports what the shape of a hooks manifest cannot say. The value fits the schema. */
export function checkHooks(value: unknown, reporter: Reporter, place: HooksPlace): void {
  const entries = Object.entries((value as HooksManifest).hooks);
  for (const [name, hook] of entries) {
    checkAction(name, hook, { reporter, place });
    checkFields(name, hook, reporter);
  }
  const tooMany = entries[maxHooks];
  if (tooMany) {
    const at = reporter.source.keyRangeOf(['hooks', tooMany[0]]);
    reporter.add({
      code: 'hooks.tooMany',
      at,
      message: `Found ${entries.length} hooks, expected at most ${maxHooks}.`,
    });
  }
}

function checkAction(
  name: string,
  { command, module, env }: Hook,
  { reporter, place }: { readonly reporter: Reporter; readonly place: HooksPlace },
): void {
  const { source } = reporter;
  if ((command === undefined) === (module === undefined)) {
    const found = command === undefined ? 'neither' : 'both';
    const message = `hook "${name}": found ${found}, expected one of "command" and "module".`;
    reporter.add({ code: 'hooks.action', at: source.keyRangeOf(['hooks', name]), message });
  }
  if (place === 'person') return;
  const own = "Put the hook into hooks.yaml in Loopwright's data folder, which belongs to you.";
  if (module !== undefined) {
    const message = `hook "${name}": a workspace's hooks run in the sandbox, which runs commands only.`;
    reporter.add({
      code: 'hooks.notHere',
      at: source.keyRangeOf(['hooks', name, 'module']),
      message,
      suggestion: `Write a command such as [node, ${module}]. ${own}`,
    });
  }
  if (env !== undefined) {
    const message = `hook "${name}": a workspace's hooks get no variables of your environment.`;
    reporter.add({
      code: 'hooks.notHere',
      at: source.keyRangeOf(['hooks', name, 'env']),
      message,
      suggestion: own,
    });
  }
}

/** The points that have what a filter speaks of. */
const filterPoints: Readonly<Record<keyof NonNullable<Hook['only']>, RegExp>> = {
  workflows: /^/,
  nodes: /^(?:node|model|tool)\./,
  agents: /^(?:node|model|tool)\./,
  tools: /^(?:node|tool)\./,
  models: /^model\./,
};

function checkFields(name: string, hook: Hook, reporter: Reporter): void {
  const { source } = reporter;
  const points = pointsOf(hook);
  if (hook.onError !== undefined && !points.includes('gate')) {
    const at = source.keyRangeOf(['hooks', name, 'onError']);
    reporter.add({ code: 'hooks.onError', at, message: `hook "${name}": "onError" is for hooks on "gate".` });
  }
  const timeoutMs = hook.timeout === undefined ? 1 : (durationMs(hook.timeout) ?? 0);
  if (timeoutMs < 1 || timeoutMs > maxTimeoutMs) {
    const at = source.rangeOf(['hooks', name, 'timeout']);
    const message = `timeout of hook "${name}": found ${show(hook.timeout)}, expected a time above 0 and up to 60s.`;
    reporter.add({ code: 'hooks.timeout', at, message });
  }
  // Left to itself such a filter would silence the hook at that point, and a gate that is silent lets everything pass.
  for (const filter of Object.keys(hook.only ?? {}) as (keyof typeof filterPoints)[]) {
    const without = points.find((point) => !filterPoints[filter].test(point));
    if (without === undefined) continue;
    const at = source.keyRangeOf(['hooks', name, 'only', filter]);
    const message = `hook "${name}": the point "${without}" has no ${filter}, so this filter makes no sense there.`;
    reporter.add({ code: 'hooks.filter', at, message, suggestion: 'Write one hook for each kind of point.' });
  }
}

function pointsOf({ on }: Hook): readonly Point[] {
  return [...new Set(typeof on === 'string' ? [on] : on)];
}

import path from 'node:path';
import { CodedError } from '../base/errors.ts';
import { defaultHookTimeoutMs, type HookAction, type HookDefinition } from '../core/hook/hook.ts';
import type { Problem } from '../core/manifest/problem.ts';
import type { HooksPlace, WrittenHook } from '../core/workflow/hooksManifest.ts';
import type { ManifestFile } from './manifestFiles.ts';
import { type FilePlaces, ownershipFault, problemAt, type ReadFile, readBothPlaces, sayErrors } from './placedFiles.ts';

/** The hooks that are called here, and everything that is wrong with the files that name them. */
export interface HookSettings {
  /** undefined when there is an error: then no run may start, since a gate could be missing. */
  readonly hooks: readonly HookDefinition[] | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads `hooks.yaml` of the person's data folder, whose hooks run on the host, and `.loopwright/hooks.yaml` of the workspace,
 * whose hooks run in the sandbox. Read both before the copy is opened: what an agent writes must not decide its own gates.
 */
export async function readHookSettings(places: FilePlaces, signal: AbortSignal): Promise<HookSettings> {
  const { items, problems } = await readBothPlaces({ name: 'hooks', places }, readFileOf, signal);
  return { hooks: items, problems };
}

/** The hooks of a run that is to begin or go on. Throws `hooks.invalid`, with the place of each error, when one is missing. */
export async function requireHooks(places: FilePlaces, signal: AbortSignal): Promise<readonly HookDefinition[]> {
  const { hooks, problems } = await readHookSettings(places, signal);
  if (hooks) return hooks;
  const { count, lines } = sayErrors(problems);
  const [first] = problems.filter(({ severity }) => severity === 'error');
  throw new CodedError('hooks.invalid', `There ${count} in the hooks, so no run begins:\n${lines}`, {
    hint: `A gate could be missing. See each with its line: loopwright validate ${first?.file ?? ''}`.trim(),
  });
}

/** What is wrong with the person's hooks file, given as it lies on the disk. */
export async function checkPersonHooks(file: ManifestFile, places: FilePlaces): Promise<readonly Problem[]> {
  return (await readFileOf('person', file, places)).problems;
}

async function readFileOf(
  place: HooksPlace,
  file: ManifestFile,
  places: FilePlaces,
): Promise<ReadFile<HookDefinition>> {
  // Most have no hooks, and then nothing of YAML need be loaded.
  const { parseHooks } = await import('../core/workflow/hooksManifest.ts');
  const { hooks = [], problems } = parseHooks(file.text, file.file, place);
  const faults = place === 'person' ? await ownershipProblems(file, hooks, places) : [];
  const folder = path.dirname(file.path);
  return { items: hooks.map((hook) => toDefinition(hook, place, folder)), problems: [...problems, ...faults] };
}

/** Hooks on the host are code that runs as the person: nobody else may have written them, and no repository. */
async function ownershipProblems(
  file: ManifestFile,
  hooks: readonly WrittenHook[],
  places: FilePlaces,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const check = async (target: string, at?: WrittenHook['at']): Promise<void> => {
    const found = await ownershipFault(target, places.workspace);
    if (!found) return;
    const { code, fault } = found;
    const name = code === 'missing' ? 'noModule' : code;
    const message =
      code === 'notYours'
        ? `Hooks of this file run on your machine. ${fault}`
        : code === 'insideWorkspace'
          ? `${target} lies in the workspace, whose files run in the sandbox only.`
          : fault;
    problems.push(problemAt(file.file, `hooks.${name}`, message, at));
  };
  await check(file.path);
  for (const { module, at } of hooks) {
    if (module !== undefined) await check(path.join(path.dirname(file.path), module), at);
  }
  return problems;
}

function toDefinition(hook: WrittenHook, origin: HooksPlace, folder: string): HookDefinition {
  const { name, on, command, module, timeoutMs, only, onError, env } = hook;
  const action: HookAction =
    module === undefined
      ? { kind: 'command', argv: command ?? [] }
      : { kind: 'module', file: path.join(folder, module) };
  return {
    name,
    origin,
    points: on,
    action,
    only,
    timeoutMs: timeoutMs ?? defaultHookTimeoutMs,
    onError: onError ?? 'refuse',
    env,
  };
}

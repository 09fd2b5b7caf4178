import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { checkOwnedFile } from '../adapters/hook/ownedFile.ts';
import { type DataFolderSurroundings, isInside, resolveDataFolder } from '../adapters/workspace/dataFolder.ts';
import { throwIfAborted } from '../base/abort.ts';
import { CodedError } from '../base/errors.ts';
import { defaultHookTimeoutMs, type HookAction, type HookDefinition } from '../core/hook/hook.ts';
import type { Problem } from '../core/manifest/problem.ts';
import type { HooksPlace, WrittenHook } from '../core/workflow/hooksManifest.ts';
import type { ManifestFile } from './manifestFiles.ts';

/** The hooks that are called here, and everything that is wrong with the files that name them. */
export interface HookSettings {
  /** undefined when there is an error: then no run may start, since a gate could be missing. */
  readonly hooks: readonly HookDefinition[] | undefined;
  readonly problems: readonly Problem[];
}

/** Where hooks are read: absolute paths. */
export interface HookPlaces {
  readonly dataFolder: string;
  readonly workspace: string;
}

/**
 * Reads `hooks.yaml` of the person's data folder, whose hooks run on the host, and `.loopwright/hooks.yaml` of the workspace,
 * whose hooks run in the sandbox. Read both before the copy is opened: what an agent writes must not decide its own gates.
 */
export async function readHookSettings(places: HookPlaces, signal: AbortSignal): Promise<HookSettings> {
  const own = await readPlace('person', places, signal);
  const shared = await readPlace('workspace', places, signal);
  const problems = [...own.problems, ...shared.problems];
  const failed = problems.some(({ severity }) => severity === 'error');
  return { hooks: failed ? undefined : [...own.hooks, ...shared.hooks], problems };
}

/** The hooks of a run that is to begin or go on. Throws `hooks.invalid`, with the place of each error, when one is missing. */
export async function requireHooks(places: HookPlaces, signal: AbortSignal): Promise<readonly HookDefinition[]> {
  const { hooks, problems } = await readHookSettings(places, signal);
  if (hooks) return hooks;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const shown = errors.slice(0, 10).map(({ file, line, column, message }) => `  ${file}:${line}:${column}  ${message}`);
  const count = errors.length === 1 ? 'is an error' : `are ${errors.length} errors`;
  throw new CodedError('hooks.invalid', `There ${count} in the hooks, so no run begins:\n${shown.join('\n')}`, {
    hint: `A gate could be missing. See each with its line: loopwright validate ${errors[0]?.file ?? ''}`.trim(),
  });
}

/** What is wrong with the person's hooks file, given as it lies on the disk. */
export async function checkPersonHooks(file: ManifestFile, places: HookPlaces): Promise<readonly Problem[]> {
  return (await readFileOf('person', file, places)).problems;
}

/** The data folder when a path is the person's hooks file, else undefined. */
export function personFolderOf(file: string, env: DataFolderSurroundings['env']): string | undefined {
  const dataFolder = resolveDataFolder({ env, platform: process.platform, home: homedir() });
  return path.dirname(file) === dataFolder && hooksNames.includes(path.basename(file)) ? dataFolder : undefined;
}

const hooksNames: readonly string[] = ['hooks.yaml', 'hooks.yml', 'hooks.json'];
/** Far above what the parser reads, which says so in a problem of its own. */
const maxBytes = 4 * 1024 * 1024;

interface ReadHooks {
  readonly hooks: readonly HookDefinition[];
  readonly problems: readonly Problem[];
}

async function readPlace(place: HooksPlace, places: HookPlaces, signal: AbortSignal): Promise<ReadHooks> {
  const folder = place === 'person' ? places.dataFolder : path.join(places.workspace, '.loopwright');
  const read: ReadHooks[] = [];
  let first: string | undefined;
  for (const name of hooksNames) {
    throwIfAborted(signal);
    const whole = path.join(folder, name);
    // A link of a repository could lead anywhere; one of the person is judged by where it leads.
    const facts = await (place === 'person' ? stat : lstat)(whole).catch(missing);
    if (!facts) continue;
    const file = place === 'person' ? whole : `.loopwright/${name}`;
    const wrong = (code: string, message: string) =>
      read.push({ hooks: [], problems: [problemAt(file, code, message)] });
    // Which of two counts must not be a matter of the alphabet, and a file that is passed over could have held a gate.
    if (first !== undefined) wrong('hooks.twoFiles', `${first} is there as well; keep one of them.`);
    else if (!facts.isFile()) wrong('hooks.noFile', 'This is a link or no file, so it is not read.');
    else if (facts.size > maxBytes) wrong('hooks.noFile', `This file is larger than ${maxBytes} bytes.`);
    else {
      const text = await readFile(whole, { encoding: 'utf8', signal });
      read.push(await readFileOf(place, { file, path: whole, text }, places));
    }
    first ??= file;
  }
  return { hooks: read.flatMap(({ hooks }) => hooks), problems: read.flatMap(({ problems }) => problems) };
}

async function readFileOf(place: HooksPlace, file: ManifestFile, places: HookPlaces): Promise<ReadHooks> {
  // Most have no hooks, and then nothing of YAML need be loaded.
  const { parseHooks } = await import('../core/workflow/hooksManifest.ts');
  const { hooks = [], problems } = parseHooks(file.text, file.file, place);
  const faults = place === 'person' ? await ownershipProblems(file, hooks, places) : [];
  const folder = path.dirname(file.path);
  return { hooks: hooks.map((hook) => toDefinition(hook, place, folder)), problems: [...problems, ...faults] };
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

/** Hooks on the host are code that runs as the person: nobody else may have written them, and no repository. */
async function ownershipProblems(
  file: ManifestFile,
  hooks: readonly WrittenHook[],
  places: HookPlaces,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const workspace = await realpath(places.workspace);
  const check = async (target: string, at: Omit<Problem, 'code' | 'message' | 'severity'>): Promise<void> => {
    const found = await checkOwnedFile(target);
    const add = (code: string, message: string): void => {
      problems.push({ ...at, severity: 'error', code, message });
    };
    if (!found) add('hooks.noModule', `There is no file ${target}.`);
    else if ('fault' in found) add('hooks.notYours', `Hooks of this file run on your machine. ${found.fault}`);
    else if (isInside(workspace, found.path))
      add('hooks.insideWorkspace', `${target} lies in the workspace, whose files run in the sandbox only.`);
  };
  await check(file.path, problemAt(file.file, '', ''));
  for (const { module, at } of hooks) {
    if (module !== undefined) await check(path.join(path.dirname(file.path), module), { file: file.file, ...at });
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

function problemAt(file: string, code: string, message: string): Problem {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 2, severity: 'error', code, message };
}

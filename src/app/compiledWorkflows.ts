import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { findAssets } from './assets.ts';

/** The name of the file beside the built-in workflows that holds all of them as they are after checking. */
export const compiledName = 'compiled.json';

/** What stands in that file: each definition by its name. The build writes it. */
export function writeCompiled(definitions: readonly WorkflowDefinition[]): string {
  return JSON.stringify(Object.fromEntries(definitions.map((one) => [one.name, one])));
}

/**
 * The workflows that come with Loopwright, by name, as the build found them free of errors: to read and check one again takes a
 * sixth of the time until a run asks its model. undefined in a checkout, where they are read as they stand.
 */
export async function compiledWorkflows(
  signal: AbortSignal,
  folder = findAssets().workflowFolder,
): Promise<Readonly<Record<string, WorkflowDefinition>> | undefined> {
  const file = path.join(folder, compiledName);
  if (!existsSync(file)) return undefined;
  // Our own build wrote it: its shape is known.
  return JSON.parse(await readFile(file, { encoding: 'utf8', signal })) as Readonly<Record<string, WorkflowDefinition>>;
}

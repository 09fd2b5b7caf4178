import path from 'node:path';
import { modelWish } from '../core/workflow/modelWish.ts';
import type { AgentView } from '../protocol/engine.ts';
import type { AgentRow, InputView, PromptRow, WorkflowRow } from '../protocol/library.ts';
import { declaredPlace } from './declaredPlace.ts';
import { listPrompts, type PromptListing, promptNames } from './promptLibrary.ts';
import { listingsOf, readLibrary, type WorkflowListing } from './workflowLibrary.ts';

/** The agents of a workspace with where each is declared and the prompt that it speaks by. */
export async function agentRows(
  workspace: string,
  agents: readonly AgentView[],
  signal: AbortSignal,
): Promise<readonly AgentRow[]> {
  const library = await readLibrary(workspace, [], signal);
  const prompts = new Set(await promptNames(workspace));
  const { declarations } = library;
  return agents.map(({ name, description, from, running }) => {
    const declared = from === 'workspace' ? declarations.agents[name] : undefined;
    const prompt = declared?.prompt ?? name;
    return {
      name,
      description,
      from,
      running,
      model: modelWish(declared?.model).use,
      prompt: prompts.has(prompt) ? prompt : undefined,
      at: from === 'workspace' ? declaredPlace(library, 'agents', name) : undefined,
    };
  });
}

/** The prompts that runs of a workspace can use. */
export async function promptRows(workspace: string, signal: AbortSignal): Promise<readonly PromptRow[]> {
  return (await listPrompts(workspace, signal)).map((listing) => {
    const { name, from, overrides, prompt } = listing;
    return {
      name,
      from,
      description: prompt?.description ?? '',
      version: prompt?.version,
      overrides,
      problem: firstError(listing),
      at: from === 'workspace' ? { path: path.join(workspace, listing.file), line: 1 } : undefined,
    };
  });
}

/** The workflows that can be run in a workspace. */
export async function workflowRows(workspace: string, signal: AbortSignal): Promise<readonly WorkflowRow[]> {
  const library = await readLibrary(workspace, [], signal);
  const builtIn = new Set(
    library.workflows.flatMap(({ from, path: file }) => (from === 'built-in' ? [path.basename(file, '.yaml')] : [])),
  );
  return listingsOf(library).map((listing) => {
    const { name, from, description, definition } = listing;
    return {
      name,
      from,
      description,
      overrides: from === 'workspace' && builtIn.has(name),
      inputs: Object.entries(definition?.inputs ?? {}).map(([input, schema]) => inputView(input, schema)),
      problem: definition ? undefined : firstError(listing),
      at: from === 'workspace' ? { path: listing.path, line: 1 } : undefined,
    };
  });
}

type Inputs = NonNullable<WorkflowListing['definition']>['inputs'];

function inputView(name: string, input: Inputs[string]): InputView {
  const { type, description, enum: values } = input;
  return { name, type, description, default: input.default, required: input.default === undefined, enum: values };
}

function firstError({ problems }: Pick<PromptListing | WorkflowListing, 'problems'>): string | undefined {
  const error = problems.find(({ severity }) => severity === 'error');
  return error && `${error.line}:${error.column} ${error.message}`;
}

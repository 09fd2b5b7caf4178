import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createHostCopyFiles } from '../adapters/workspace/hostCopyFiles.ts';
import { CodedError, isCoded } from '../base/errors.ts';
import { nearestName } from '../core/manifest/nearest.ts';
import type { Problem } from '../core/manifest/problem.ts';
import type { ParsedPrompt, PromptPlace } from '../core/prompt/parsePrompt.ts';
import type { PromptFile } from '../core/prompt/promptFile.ts';
import type { PromptOrigin } from '../core/prompt/renderPrompt.ts';
import { findAssets } from './assets.ts';
import { compiledPrompt, promptHash } from './compiledPrompts.ts';

/** A prompt that runs here can use, by its name. */
export interface PromptListing {
  readonly name: string;
  readonly from: PromptOrigin;
  /** As people name it: relative to the workspace, or the built-in file's own name. */
  readonly file: string;
  readonly text: string;
  /** SHA-256 of the text with line breaks of one character, hexadecimal. */
  readonly hash: string;
  /** Whether a built-in prompt of this name is not used because of it. */
  readonly overrides: boolean;
  /** undefined when something is wrong with it. */
  readonly prompt: PromptFile | undefined;
  readonly problems: readonly Problem[];
}

/** A prompt that can be rendered. */
export interface LoadedPrompt extends PromptListing {
  readonly prompt: PromptFile;
}

const folder = '.loopwright/prompts';
const namePattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** The prompts of a workspace and those that come with Loopwright, by name; the workspace's own hide others of their name. */
export async function listPrompts(workspace: string, signal: AbortSignal): Promise<PromptListing[]> {
  const found: PromptListing[] = [];
  for (const name of await promptNames(workspace)) {
    const one = await find(workspace, name, signal);
    if (one) found.push(one);
  }
  return found;
}

/** The names of all prompts that there are here, sorted. */
export async function promptNames(workspace: string): Promise<string[]> {
  return [...new Set([...(await builtInNames()), ...(await ownNames(workspace))])].sort();
}

/** One prompt by its name, whatever is wrong with it. Throws `prompt.unknown`. */
export async function findPrompt(workspace: string, name: string, signal: AbortSignal): Promise<PromptListing> {
  return (await find(workspace, name, signal)) ?? unknown(name, await listPrompts(workspace, signal));
}

/**
 * The prompt that a run uses under a name: the workspace's own, else the built-in one. Throws `prompt.unknown`,
 * `prompt.unreadable` when the workspace's file is a link, leads out of it, or is no text, and `prompt.invalid` when it has an
 * error: a broken override is never passed over in silence.
 */
export async function loadPrompt(workspace: string, name: string, signal: AbortSignal): Promise<LoadedPrompt> {
  const found = await findPrompt(workspace, name, signal);
  const { prompt, problems } = found;
  if (prompt) return { ...found, prompt };
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` There are ${errors.length - 1} more errors.` : '';
  throw new CodedError(
    first?.code === 'prompt.unreadable' ? 'prompt.unreadable' : 'prompt.invalid',
    `${first?.file}:${first?.line}:${first?.column}: ${first?.message}${more}`,
    { hint: 'See all of it with: loopwright prompts check', details: { problems: errors } },
  );
}

/** The built-in prompt of a name. Throws `prompt.unknown`. */
export async function builtInPrompt(name: string): Promise<LoadedPrompt> {
  const listing = await readBuiltIn(name);
  if (!listing) {
    const names = (await builtInNames()).map((one) => ({ name: one }));
    return unknown(name, names, 'built-in prompt');
  }
  if (listing.prompt) return { ...listing, prompt: listing.prompt };
  throw new Error(`the built-in prompt ${name} is broken: ${listing.problems[0]?.message}`);
}

/** What a workspace's prompt says differently from the built-in one, as a unified diff; empty when nothing. Throws `prompt.unknown`. */
export async function diffPrompt(
  workspace: string,
  name: string,
  signal: AbortSignal,
): Promise<{ readonly prompt: PromptListing; readonly builtIn: LoadedPrompt; readonly diff: string }> {
  const builtIn = await builtInPrompt(name);
  const prompt = await findPrompt(workspace, name, signal);
  const { unifiedPatch } = await import('../core/patch/unifiedPatch.ts');
  const diff = unifiedPatch([{ path: `${folder}/${name}.md`, before: builtIn.text, after: prompt.text }]);
  return { prompt, builtIn, diff };
}

/**
 * Copies a built-in prompt into the workspace and gives its path there. Throws `prompt.unknown`, `prompt.exists` rather than
 * overwrite, and `prompt.unreadable` when the folder is a link.
 */
export async function ejectPrompt(workspace: string, name: string, signal: AbortSignal): Promise<string> {
  const { text } = await builtInPrompt(name);
  const file = `${folder}/${name}.md`;
  const files = createHostCopyFiles(workspace);
  const there = await readOwn(workspace, file, signal);
  if (there.kind === 'refused') throw new CodedError('prompt.unreadable', there.why);
  if (there.kind === 'text') {
    throw new CodedError('prompt.exists', `${file} is already there; it was not touched.`, {
      hint: `What it changes: loopwright prompts diff ${name}`,
    });
  }
  await files.write(file, text, signal);
  return file;
}

async function find(workspace: string, name: string, signal: AbortSignal): Promise<PromptListing | undefined> {
  if (!namePattern.test(name)) return undefined;
  const builtIn = await readBuiltIn(name);
  const file = `${folder}/${name}.md`;
  const own = await readOwn(workspace, file, signal);
  const overrides = builtIn !== undefined;
  if (own.kind === 'absent') return builtIn;
  if (own.kind === 'refused') {
    const place = { file, line: 1, column: 1, endLine: 1, endColumn: 2, severity: 'error' } as const;
    const problems = [{ ...place, code: 'prompt.unreadable', message: own.why }];
    return { name, from: 'workspace', file, text: '', hash: promptHash(''), overrides, prompt: undefined, problems };
  }
  const parsed = await readPrompt(own.text, { file, name, ...(builtIn?.prompt ? { base: builtIn.prompt } : {}) });
  return { name, from: 'workspace', file, text: own.text, hash: promptHash(own.text), overrides, ...parsed };
}

async function readBuiltIn(name: string): Promise<PromptListing | undefined> {
  if (!namePattern.test(name)) return undefined;
  const file = path.join(findAssets().promptFolder, `${name}.md`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const compiled = await compiledPrompt(name, text);
  const parsed = compiled ? { prompt: compiled, problems: [] } : await readPrompt(text, { file: `${name}.md`, name });
  return { name, from: 'built-in', file: `${name}.md`, text, hash: promptHash(text), overrides: false, ...parsed };
}

/** What reads prompts, and with it YAML, is loaded for a prompt that the build has not read. */
async function readPrompt(text: string, place: PromptPlace): Promise<ParsedPrompt> {
  const { parsePrompt } = await import('../core/prompt/parsePrompt.ts');
  return parsePrompt(text, place);
}

async function builtInNames(): Promise<string[]> {
  return namesIn(await readdir(findAssets().promptFolder));
}

/** The names of the workspace's prompts; a folder that is a link or missing has none, and reading one of its files says why. */
async function ownNames(workspace: string): Promise<string[]> {
  return namesIn(await readdir(path.join(workspace, folder)).catch(() => []));
}

function namesIn(files: readonly string[]): string[] {
  return files
    .flatMap((file) => (file.endsWith('.md') ? [file.slice(0, -3)] : []))
    .filter((name) => namePattern.test(name));
}

type OwnFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly why: string };

/** A file of the workspace, read as an agent's files are: no link on its way, no pipe, not larger than 2 MiB, UTF-8. */
async function readOwn(workspace: string, file: string, signal: AbortSignal): Promise<OwnFile> {
  try {
    const text = await createHostCopyFiles(workspace).read(file, signal);
    return text === undefined ? { kind: 'absent' } : { kind: 'text', text };
  } catch (error) {
    if (isCoded(error, 'files.unsafePath') || isCoded(error, 'files.notText'))
      return { kind: 'refused', why: error.message };
    // The workspace itself is missing.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'absent' };
    throw error;
  }
}

function unknown(name: string, known: readonly { readonly name: string }[], what = 'prompt'): never {
  const names = known.map((one) => one.name);
  const near = nearestName(name, names);
  throw new CodedError(
    'prompt.unknown',
    `There is no ${what} ${JSON.stringify(name)}; there are ${names.join(', ')}.`,
    {
      ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
    },
  );
}

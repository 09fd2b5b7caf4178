import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PromptFile } from '../core/prompt/promptFile.ts';
import { findAssets } from './assets.ts';

/** The name of the file beside the built-in prompts that holds all of them as they are after reading. */
export const compiledPromptsName = 'compiled.json';

/** A prompt as it was read, without the text that stands in its file, and the hash of that text. */
interface CompiledPrompt {
  readonly hash: string;
  readonly prompt: Omit<PromptFile, 'text'>;
}

/** SHA-256 of a prompt's text with line breaks of one character, hexadecimal. */
export function promptHash(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

/** What stands in that file. The build writes it. */
export function writeCompiledPrompts(prompts: readonly PromptFile[]): string {
  const compiled = prompts.map(({ text, ...prompt }): [string, CompiledPrompt] => [
    prompt.name,
    { hash: promptHash(text), prompt },
  ]);
  return JSON.stringify(Object.fromEntries(compiled));
}

/** A prompt out of what stands in that file; undefined when it was made from another text than the given one. */
export function readCompiledPrompt(json: string, name: string, text: string): PromptFile | undefined {
  // Our own build wrote it: its shape is known.
  const all = JSON.parse(json) as Readonly<Record<string, CompiledPrompt>>;
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  return found?.hash === promptHash(text) ? { ...found.prompt, text: text.replaceAll('\r\n', '\n') } : undefined;
}

/** A built-in prompt as the build read it, so that a run loads nothing that reads YAML. undefined in a checkout. */
export async function compiledPrompt(name: string, text: string): Promise<PromptFile | undefined> {
  const file = path.join(findAssets().promptFolder, compiledPromptsName);
  const json = await readFile(file, 'utf8').catch(() => undefined);
  return json === undefined ? undefined : readCompiledPrompt(json, name, text);
}

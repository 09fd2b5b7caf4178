import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

/** The folder of examples. */
export const examplesFolder = resolve(import.meta.dirname, '../examples');

/** Names of the examples: each is a folder with a README, a project, answers of a model, and their recording. */
export function exampleNames(): readonly string[] {
  return readdirSync(examplesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The commands that the README of an example tells to type, in their order. */
export function commandsOf(example: string): readonly string[] {
  const text = readFileSync(join(examplesFolder, example, 'README.md'), 'utf8');
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line.startsWith('loopwright '));
}

/** An answer that a model gives in an example, and the texts by which the request for it is known. */
export interface ExampleAnswer {
  readonly file: string;
  readonly asked: readonly string[];
  readonly text: string;
}

/** The answers of an example, in the order of their files. */
export function answersOf(example: string): readonly ExampleAnswer[] {
  const folder = join(examplesFolder, example, 'answers');
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const [, head = '', text = ''] = /^---\n([\s\S]*?)\n---\n\n([\s\S]*)$/.exec(read(join(folder, file))) ?? [];
      const { asked } = (parse(head) ?? {}) as { readonly asked?: readonly string[] };
      if (!asked || text.trim() === '') throw new Error(`${file} does not say what it answers`);
      return { file, asked, text };
    });
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

/** Puts a command `loopwright` into a folder, which runs this file of the checkout. */
export function writeShim(folder: string, cli: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'loopwright'), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`, { mode: 0o755 });
}

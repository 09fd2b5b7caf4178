import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemaOf, type ManifestKind, schemaRegistry } from '../src/core/workflow/schemaRegistry.ts';
import { cliReference, loadCommands } from './cliReference.ts';
import { workflowReference } from './workflowReference.ts';

/** A file made from the code. */
export interface GeneratedFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

const begin = '<!-- generated: npm run generate -->';
const end = '<!-- end of what is generated -->';

const commands = await loadCommands();

/** Every generated file as it ought to be. */
export function generatedFiles(): GeneratedFile[] {
  const kinds = Object.keys(schemaRegistry) as ManifestKind[];
  const schemas = kinds.map((kind) => ({
    path: `schemas/${kind}.schema.json`,
    text: `${JSON.stringify(jsonSchemaOf(kind), null, 2)}\n`,
  }));
  const pages = [
    referencePage('docs/workflows.md', workflowReference()),
    referencePage('docs/cli.md', cliReference(commands)),
  ];
  return [...schemas, ...pages];
}

/** The page keeps its hand-written beginning; what stands between the marks is replaced. */
function referencePage(path: string, reference: string): GeneratedFile {
  const page = readFileSync(join(import.meta.dirname, '..', path), 'utf8');
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${path} has lost its marks`);
  const text = `${page.slice(0, from)}${begin}\n\n${reference}\n${page.slice(to)}`;
  return { path, text };
}

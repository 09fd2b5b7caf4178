// The corpus of defects as data: modules with two test suites each, and what is wrong in each defect.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DefectText, readDefects } from './defectText.ts';

export type Language = 'python' | 'javascript' | 'typescript';
export type Half = 'tuning' | 'heldBack';

/** A small module that is right, the suite that a person would have, and a thorough one for judging. */
export interface CorpusModule {
  readonly name: string;
  readonly folder: string;
  readonly language: Language;
  /** `unittest` is still run by pytest when judging; it only says how the visible suite is written. */
  readonly tests: 'node:test' | 'pytest' | 'unittest';
  readonly half: Half;
  readonly defects: readonly Defect[];
}

export interface Defect extends DefectText {
  readonly module: string;
}

const corpusFolder = path.join(import.meta.dirname, 'corpus');

/** Fixed before anything was run on the corpus. */
const salt = 'halves-1';

/** By the module's name, so that what is learnt from a module cannot help with another defect of it in the other half. */
export function halfOf(module: string): Half {
  const first = createHash('sha256').update(`${salt}/${module}`).digest()[0] ?? 0;
  return first % 2 === 0 ? 'tuning' : 'heldBack';
}

/** Every module of the corpus, by name. Throws when one of its files says something that cannot be. */
export function readCorpus(): readonly CorpusModule[] {
  return readdirSync(corpusFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readModule(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readModule(name: string): CorpusModule {
  const folder = path.join(corpusFolder, name);
  const { head, defects } = readDefects(readFileSync(path.join(folder, 'defects.txt'), 'utf8'));
  const language = oneOf(head.language, ['python', 'javascript', 'typescript'], name);
  const tests = oneOf(
    head.tests ?? (language === 'python' ? 'pytest' : 'node:test'),
    ['node:test', 'pytest', 'unittest'],
    name,
  );
  const half = halfOf(name);
  return { name, folder, language, tests, half, defects: defects.map((one) => ({ ...one, module: name })) };
}

function oneOf<T extends string>(value: string | undefined, allowed: readonly T[], module: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Error(`${module}: ${value ?? 'nothing'} is none of ${allowed.join(', ')}`);
  return found;
}

const manifests: Readonly<Record<Language, (name: string) => readonly [string, string]>> = {
  python: (name) => [
    'pyproject.toml',
    `[project]\nname = "${name}"\nversion = "1.0.0"\n\n[tool.pytest.ini_options]\npythonpath = ["."]\ntestpaths = ["tests"]\n`,
  ],
  javascript: nodeManifest,
  typescript: nodeManifest,
};

function nodeManifest(name: string): readonly [string, string] {
  const manifest = { name, version: '1.0.0', private: true, type: 'module', scripts: { test: 'node --test' } };
  return ['package.json', `${JSON.stringify(manifest, undefined, 2)}\n`];
}

/** Writes the module as a project of its own, with the visible suite only, and the defect when one is given. */
export function writeProject(module: CorpusModule, to: string, defect?: Defect): void {
  mkdirSync(to, { recursive: true });
  cpSync(path.join(module.folder, 'project'), to, { recursive: true });
  const [file, text] = manifests[module.language](module.name);
  writeFileSync(path.join(to, file), text);
  for (const { file: edited, before, after } of defect?.hunks ?? []) {
    const full = path.join(to, edited);
    writeFileSync(full, replaceOnce(readFileSync(full, 'utf8'), before, after, defect?.id ?? ''));
  }
}

/** Puts the suite that judges beside the visible one; only ever done after the tool has ended. */
export function addHiddenSuite(module: CorpusModule, to: string): void {
  cpSync(path.join(module.folder, 'hidden'), path.join(to, 'hidden'), { recursive: true });
}

function replaceOnce(text: string, before: readonly string[], after: readonly string[], id: string): string {
  const lines = text.split('\n');
  const at = lines.flatMap((_, start) => (before.every((line, step) => lines[start + step] === line) ? [start] : []));
  const [start] = at;
  if (start === undefined || at.length > 1)
    throw new Error(`${id}: its lines are found ${at.length} times instead of once: ${before.join(' | ')}`);
  return lines.toSpliced(start, before.length, ...after).join('\n');
}

import { constants } from 'node:fs';
import { lstat, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../adapters/workspace/dataFolder.ts';
import { throwIfAborted } from '../base/abort.ts';
import { CodedError } from '../base/errors.ts';
import {
  type ForeignFile,
  foreignModeFile,
  foreignPlaces,
  type ImportedRule,
  importRules,
  isForeignRule,
} from '../core/rule/importRules.ts';
import { printRule } from '../core/rule/rule.ts';
import { filesBelow, maxRuleBytes, readInside, ruleFolder } from './loadRules.ts';

/** A file that holds rules and was not read, with the reason. */
export interface SkippedRule {
  readonly path: string;
  readonly why: string;
}

/** What became of one imported rule. `exists`: another text is there already, and it was not touched. */
export interface ImportedFile {
  /** Relative to the workspace. */
  readonly file: string;
  readonly source: string;
  readonly state: 'written' | 'replaced' | 'unchanged' | 'exists';
  readonly notes: readonly string[];
}

/** What an import found and wrote. */
export interface RuleImport {
  readonly rules: readonly ImportedFile[];
  readonly skipped: readonly SkippedRule[];
}

/** Turns what other tools left in the workspace into files of `.loopwright/rules`. Overwrites only with `force`. */
export async function importWorkspaceRules(
  workspace: string,
  options: { readonly force: boolean; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<RuleImport> {
  const { files, skipped } = await foreignFiles(workspace, signal);
  const rules: ImportedFile[] = [];
  for (const imported of importRules(files)) {
    throwIfAborted(signal);
    rules.push(await place(workspace, imported, options));
  }
  const used = new Set(rules.map(({ source }) => source));
  const empty = files.filter((file) => !used.has(file.path));
  return { rules, skipped: [...skipped, ...empty.map((file) => ({ path: file.path, why: 'it holds no rule' }))] };
}

async function place(
  workspace: string,
  { name, rule, notes }: ImportedRule,
  { force, dryRun }: { readonly force: boolean; readonly dryRun: boolean },
): Promise<ImportedFile> {
  const file = `${ruleFolder}/${name}`;
  const target = path.join(workspace, file);
  const text = printRule(rule);
  const result = { file, source: rule.source ?? '', notes };
  const facts = await lstat(target).catch(() => undefined);
  if (facts && !facts.isFile())
    throw new CodedError('workspace.linked', `${file} is no plain file; nothing was written there.`);
  const present = facts && facts.size <= maxRuleBytes ? await readFile(target, 'utf8') : undefined;
  if (present === text) return { ...result, state: 'unchanged' };
  if (facts && !force) return { ...result, state: 'exists' };
  if (!dryRun) await write(workspace, target, { text, isNew: !facts });
  return { ...result, state: facts ? 'replaced' : 'written' };
}

async function write(
  workspace: string,
  target: string,
  { text, isNew }: { readonly text: string; readonly isNew: boolean },
): Promise<void> {
  const folder = path.dirname(target);
  await requireOwn(workspace);
  await mkdir(folder, { recursive: true });
  if (!isInside(await realpath(workspace), await realpath(folder)))
    throw new CodedError('workspace.linked', `${folder} leads out of the workspace; nothing was written.`);
  const { O_WRONLY, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW } = constants;
  await writeFile(target, text, { flag: O_WRONLY | O_CREAT | (isNew ? O_EXCL : O_TRUNC) | O_NOFOLLOW });
}

/** A link in the place of the folder is refused before anything is made through it. */
async function requireOwn(workspace: string): Promise<void> {
  for (const part of ['.loopwright', ruleFolder]) {
    const facts = await lstat(path.join(workspace, part)).catch(() => undefined);
    if (facts && !facts.isDirectory())
      throw new CodedError('workspace.linked', `${part} is no plain folder; nothing was written.`);
  }
}

async function foreignFiles(
  workspace: string,
  signal: AbortSignal,
): Promise<{ readonly files: readonly ForeignFile[]; readonly skipped: readonly SkippedRule[] }> {
  const top = await readdir(workspace).catch(() => []);
  const paths: string[] = top.filter((name) => foreignModeFile.test(name));
  for (const found of foreignPlaces) {
    const facts = await lstat(path.join(workspace, found)).catch(() => undefined);
    if (facts?.isDirectory()) paths.push(...(await filesBelow(workspace, found, signal)));
    else if (facts) paths.push(found);
  }
  const files: ForeignFile[] = [];
  const skipped: SkippedRule[] = [];
  for (const file of paths.filter(isForeignRule)) {
    const read = await readInside(workspace, file, signal);
    if (read.kind === 'text' && read.real === 'AGENTS.md')
      skipped.push({ path: file, why: 'it is a link to AGENTS.md, which is read as it is' });
    else if (read.kind === 'text') files.push({ path: file, text: read.text });
    else if (read.kind === 'refused') skipped.push({ path: file, why: read.why });
  }
  return { files, skipped };
}

import { constants } from 'node:fs';
import { lstat, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
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
import { parseRule, printRule } from '../core/rule/rule.ts';
import {
  type AgentsFile,
  type AppliedRules,
  type FoundRule,
  type RuleQuestion,
  selectRules,
} from '../core/rule/selectRules.ts';

const maxBytes = 256 * 1024;
const mostFiles = 500;
const ruleFolder = '.loopwright/rules';

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

/**
 * The rules that an agent is given for the files it works on: the nearest AGENTS.md and `.loopwright/rules`. Read from the
 * person's workspace, not from a copy: an agent cannot change its own rules. Links that leave the workspace are not followed.
 */
export async function loadRules(workspace: string, question: RuleQuestion, signal: AbortSignal): Promise<AppliedRules> {
  const agents: AgentsFile[] = [];
  for (const folder of foldersOf(question.paths)) {
    const file = folder === '' ? 'AGENTS.md' : `${folder}/AGENTS.md`;
    const read = await readInside(workspace, file, signal);
    if (read.kind === 'text') agents.push({ folder, path: file, text: read.text });
  }
  const found: FoundRule[] = [];
  for (const file of (await filesBelow(workspace, ruleFolder, signal)).filter((one) => one.endsWith('.md'))) {
    const read = await readInside(workspace, file, signal);
    if (read.kind === 'text') found.push({ path: file, rule: parseRule(read.text) });
  }
  return selectRules(agents, found, question);
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
  const present = facts && facts.size <= maxBytes ? await readFile(target, 'utf8') : undefined;
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

/** Plain files and links below a folder, by name; folders that are links are not entered. */
async function filesBelow(workspace: string, folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [folder];
  for (let at = folders.shift(); at !== undefined && found.length < mostFiles; at = folders.shift()) {
    throwIfAborted(signal);
    const entries = await readdir(path.join(workspace, at), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const name = `${at}/${entry.name}`;
      if (entry.isDirectory()) folders.push(name);
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(name);
    }
  }
  return found.sort().slice(0, mostFiles);
}

type InsideText =
  | { readonly kind: 'text'; readonly text: string /** Where a link led to. */; readonly real: string }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'missing' };

/** The text of a file of the workspace. A link is followed as long as it stays inside and out of `.git`. */
async function readInside(workspace: string, file: string, signal: AbortSignal): Promise<InsideText> {
  throwIfAborted(signal);
  const [root, real] = await Promise.all(
    [workspace, path.join(workspace, file)].map((at) => realpath(at).catch(() => undefined)),
  );
  if (root === undefined || real === undefined) return { kind: 'missing' };
  const relative = path.relative(root, real).split(path.sep).join('/');
  if (!isInside(root, real) || relative.split('/').includes('.git'))
    return { kind: 'refused', why: 'it is a link that leaves the workspace' };
  const facts = await stat(real);
  if (!facts.isFile()) return { kind: 'refused', why: 'it is no plain file' };
  if (facts.size > maxBytes) return { kind: 'refused', why: `it has ${facts.size} bytes, more than ${maxBytes}` };
  const text = await readFile(real, { encoding: 'utf8', signal });
  return text.includes('\0') ? { kind: 'refused', why: 'it is binary' } : { kind: 'text', text, real: relative };
}

/** Every folder from the paths up to the workspace, which is ''. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = new Set<string>(['']);
  for (const file of paths) {
    const normal = path.posix.normalize(file);
    if (normal.startsWith('../') || path.posix.isAbsolute(normal)) continue;
    for (let at = path.posix.dirname(normal); at !== '.' && at !== ''; at = path.posix.dirname(at)) folders.add(at);
  }
  return [...folders];
}

import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../adapters/workspace/dataFolder.ts';
import { throwIfAborted } from '../base/abort.ts';
import {
  type AgentsFile,
  type AppliedRules,
  type FoundRule,
  type RuleQuestion,
  selectRules,
} from '../core/rule/selectRules.ts';

/** A file that holds more is no rule. */
export const maxRuleBytes = 256 * 1024;
/** Where the rules of a workspace lie. */
export const ruleFolder = '.loopwright/rules';
const mostFiles = 500;

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
  const files = (await filesBelow(workspace, ruleFolder, signal)).filter((one) => one.endsWith('.md'));
  return selectRules(agents, await readRules(workspace, files, signal), question);
}

/** The rules that stand in files; without any, what reads YAML is not loaded. */
async function readRules(workspace: string, files: readonly string[], signal: AbortSignal): Promise<FoundRule[]> {
  if (files.length === 0) return [];
  const { parseRule } = await import('../core/rule/rule.ts');
  const found: FoundRule[] = [];
  for (const file of files) {
    const read = await readInside(workspace, file, signal);
    if (read.kind === 'text') found.push({ path: file, rule: parseRule(read.text) });
  }
  return found;
}

/** Plain files and links below a folder, by name; folders that are links are not entered. */
export async function filesBelow(workspace: string, folder: string, signal: AbortSignal): Promise<readonly string[]> {
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
export async function readInside(workspace: string, file: string, signal: AbortSignal): Promise<InsideText> {
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
  if (facts.size > maxRuleBytes)
    return { kind: 'refused', why: `it has ${facts.size} bytes, more than ${maxRuleBytes}` };
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

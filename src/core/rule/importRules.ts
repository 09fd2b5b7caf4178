import { readYaml } from '../manifest/yamlSource.ts';
import { oneLine, readFrontMatter, textList } from './frontMatter.ts';
import type { Rule } from './rule.ts';

/** A file that another tool left: its path relative to the workspace, and its text. */
export interface ForeignFile {
  readonly path: string;
  readonly text: string;
}

/** A rule ready to be written. */
export interface ImportedRule {
  /** File name in `.loopwright/rules`. */
  readonly name: string;
  readonly rule: Rule;
  /** What the other tool's file says and a rule cannot carry, one sentence each. */
  readonly notes: readonly string[];
}

/** Reads one kind of file. */
interface RuleFormat {
  readonly tool: string;
  readonly path: RegExp;
  read(file: ForeignFile): readonly Omit<ImportedRule, 'name'>[];
}

/** A body that begins with a reference to another file, which its own tool would have read in its place. */
const reference = /^[ \t]*@(?:\.{0,2}\/|~\/)?[\w./-]+\.\w+[ \t]*$/m;

const formats: readonly RuleFormat[] = [
  { tool: 'cline', path: /^\.clinerules$/, read: (file) => [plain(file)] },
  {
    tool: 'cline',
    path: /^\.clinerules\/(?!workflows\/|hooks\/|skills\/).+\.(md|txt)$/,
    read: (file) => [scoped(file, 'paths')],
  },
  { tool: 'cline', path: /^\.clinerules-[\w-]+$/, read: (file) => [inMode(file, /^\.clinerules-([\w-]+)$/)] },
  { tool: 'roo', path: /^\.roo\/rules\/.+\.(md|txt)$/, read: (file) => [plain(file)] },
  { tool: 'roo', path: /^\.roorules$/, read: (file) => [plain(file)] },
  {
    tool: 'roo',
    path: /^\.roo\/rules-[\w-]+\/.+\.(md|txt)$/,
    read: (file) => [inMode(file, /^\.roo\/rules-([\w-]+)\//)],
  },
  { tool: 'roo', path: /^\.roorules-[\w-]+$/, read: (file) => [inMode(file, /^\.roorules-([\w-]+)$/)] },
  { tool: 'roo', path: /^\.roomodes$/, read: rooModes },
  { tool: 'continue', path: /^\.continue\/rules\/.+\.md$/, read: (file) => [continueRule(file)] },
  { tool: 'continue', path: /^\.continuerules$/, read: (file) => [plain(file)] },
  { tool: 'claude', path: /^(\.claude\/)?CLAUDE\.md$/, read: (file) => [plain(file)] },
  { tool: 'claude', path: /^\.claude\/rules\/.+\.md$/, read: (file) => [scoped(file, 'paths')] },
  { tool: 'cursor', path: /^\.cursor\/rules\/.+\.(mdc|md)$/, read: (file) => [cursorRule(file)] },
  { tool: 'cursor', path: /^\.cursorrules$/, read: (file) => [plain(file)] },
  { tool: 'copilot', path: /^\.github\/copilot-instructions\.md$/, read: (file) => [plain(file)] },
  {
    tool: 'copilot',
    path: /^\.github\/instructions\/.+\.instructions\.md$/,
    read: (file) => [scoped(file, 'applyTo')],
  },
  { tool: 'gemini', path: /^GEMINI\.md$/, read: (file) => [plain(file)] },
];

/** Where rules of other tools lie: files, and folders that are looked into. Relative to the workspace. */
export const foreignPlaces: readonly string[] = [
  '.clinerules',
  '.roo',
  '.roorules',
  '.roomodes',
  '.continue/rules',
  '.continuerules',
  'CLAUDE.md',
  '.claude/CLAUDE.md',
  '.claude/rules',
  '.cursor/rules',
  '.cursorrules',
  '.github/copilot-instructions.md',
  '.github/instructions',
  'GEMINI.md',
];

/** Names at the top of the workspace that hold a mode's rules. */
export const foreignModeFile = /^\.(?:clinerules|roorules)-[\w-]+$/;

/** True for a file that is read; the folders hold others too. */
export function isForeignRule(path: string): boolean {
  return formats.some((format) => format.path.test(path));
}

/** Turns the files of other tools into rules. Files without a text give none; no two rules get the same name. */
export function importRules(files: readonly ForeignFile[]): readonly ImportedRule[] {
  const taken = new Set<string>();
  const rules: ImportedRule[] = [];
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const format = formats.find(({ path }) => path.test(file.path));
    for (const { rule, notes } of format?.read(file) ?? []) {
      if (rule.body === '') continue;
      const name = nameOf(format?.tool ?? '', file.path, rule, taken);
      taken.add(name);
      const more = reference.test(rule.body) ? ['It refers to other files (@…), which are not read in its place.'] : [];
      rules.push({ name, rule, notes: [...notes, ...more] });
    }
  }
  return rules;
}

function nameOf(tool: string, path: string, rule: Rule, taken: ReadonlySet<string>): string {
  const own = path
    .replace(
      /^\.?(?:clinerules|roo\/rules|roorules|roo|continue\/rules|continuerules|claude\/rules|cursor\/rules|cursorrules|github\/instructions|github)(?=[/-]|$)/,
      '',
    )
    .replace(/\.(instructions\.md|mdc?|txt)$/, '');
  const words = path === '.roomodes' ? `mode-${rule.mode ?? ''}` : own;
  const slug = `${tool}-${words}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  for (let count = 1; ; count++) {
    const name = `${slug}${count === 1 ? '' : `-${count}`}.md`;
    if (!taken.has(name)) return name;
  }
}

const none = { description: undefined, globs: [], mode: undefined } as const;

function plain({ path, text }: ForeignFile): Omit<ImportedRule, 'name'> {
  return { rule: { ...none, apply: 'always', source: path, body: text.replace(/\r+\n/g, '\n').trim() }, notes: [] };
}

/** A rule that a field of its front matter limits to files. */
function scoped({ path, text }: ForeignFile, field: string): Omit<ImportedRule, 'name'> {
  const { fields, body } = readFrontMatter(text);
  const globs = textList(fields[field] ?? fields.globs).filter((glob) => glob !== '**' && glob !== '**/*');
  const apply = globs.length > 0 ? 'files' : 'always';
  return { rule: { ...none, description: oneLine(fields.description), globs, apply, source: path, body }, notes: [] };
}

function inMode(file: ForeignFile, pattern: RegExp): Omit<ImportedRule, 'name'> {
  const mode = pattern.exec(file.path)?.[1];
  const { rule, notes } = plain(file);
  return { rule: { ...rule, apply: 'manual', mode }, notes };
}

/** Always, by globs, when the model finds the description fitting, or by name: Cursor's four kinds. */
function cursorRule({ path, text }: ForeignFile): Omit<ImportedRule, 'name'> {
  const { fields, body } = readFrontMatter(text);
  const globs = textList(fields.globs);
  const always = fields.alwaysApply === true;
  const apply = always ? 'always' : globs.length > 0 ? 'files' : 'manual';
  const rule = {
    ...none,
    description: oneLine(fields.description),
    globs: always ? [] : globs,
    apply,
    source: path,
    body,
  } as const;
  return { rule, notes: [] };
}

/** Without `alwaysApply`, Continue gives a rule when it has no globs or when they match. */
function continueRule({ path, text }: ForeignFile): Omit<ImportedRule, 'name'> {
  const { fields, body } = readFrontMatter(text);
  const globs = textList(fields.globs);
  const always = fields.alwaysApply === true;
  const bare = fields.alwaysApply === false ? 'manual' : 'always';
  const apply = always ? 'always' : globs.length > 0 ? 'files' : bare;
  const description = oneLine(fields.description) ?? oneLine(fields.name);
  const notes =
    fields.regex === undefined ? [] : ['It is limited by a regular expression on contents, which is left out.'];
  return { rule: { ...none, description, globs: always ? [] : globs, apply, source: path, body }, notes };
}

/** Custom modes: YAML, or JSON, which YAML includes. What a mode may do is left out: a rule grants nothing. */
function rooModes({ path, text }: ForeignFile): readonly Omit<ImportedRule, 'name'>[] {
  // The reader of manifests refuses what would take seconds to read or stand for gigabytes.
  const { value } = readYaml(text, path);
  const modes = typeof value === 'object' && value !== null && 'customModes' in value ? value.customModes : undefined;
  if (!Array.isArray(modes)) return [];
  return modes.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const fields = entry as Readonly<Record<string, unknown>>;
    const mode = oneLine(fields.slug);
    if (mode === undefined) return [];
    const parts = [fields.roleDefinition, fields.customInstructions].flatMap((part) =>
      typeof part === 'string' && part.trim() !== '' ? [part.trim()] : [],
    );
    const description = oneLine(fields.whenToUse) ?? oneLine(fields.description) ?? oneLine(fields.name);
    const notes =
      fields.groups === undefined ? [] : [`What the mode ${mode} may do (groups) is left out: a rule grants nothing.`];
    return [{ rule: { ...none, description, apply: 'manual', source: path, mode, body: parts.join('\n\n') }, notes }];
  });
}

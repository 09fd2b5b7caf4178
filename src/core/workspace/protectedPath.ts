/** Rules in order; the first that matches gives the reason. Patterns see the lower-case path with `/`. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)(\.git|git~\d+)(\/|$)/, 'git runs hooks and commands named in this folder'],
  [/(^|\/)\.git[^/]*$/, 'it steers git: what is ignored, converted or fetched'],
  [/(^|\/)head$/, 'git takes a folder with such a file for a repository, and obeys what that configures'],
  [/(^|\/)\.github\/(workflows|actions)(\/|$)/, 'it runs commands in continuous integration'],
  [
    /(^|\/)\.github\/(copilot-instructions\.md|instructions(\/|$)|prompts(\/|$)|agents(\/|$)|dependabot\.ya?ml$)/,
    'it instructs tools',
  ],
  [
    /(^|\/)(\.gitlab-ci\.ya?ml|\.circleci(\/|$)|\.travis\.yml|azure-pipelines\.ya?ml|jenkinsfile|bitbucket-pipelines\.yml)/,
    'it runs commands in continuous integration',
  ],
  [/(^|\/)\.vscode(\/|$)/, 'the editor runs tasks and programs named here'],
  [/(^|\/)\.idea(\/|$)/, 'the editor runs configurations named here'],
  [/\.code-workspace$/, 'the editor runs tasks and programs named here'],
  [/(^|\/)\.(husky|lefthook|githooks)(\/|$)/, 'git runs it as a hook'],
  [
    /(^|\/)(\.pre-commit-config\.yaml|\.?lefthook(-local)?\.ya?ml|\.lintstagedrc[^/]*|lint-staged\.config\.[^/]+)$/,
    'git runs the commands named here as hooks',
  ],
  [/(^|\/)(\.envrc|\.direnvrc|\.env)$/, 'the shell loads it'],
  [
    /(^|\/)(\.mise\.toml|mise\.toml|\.tool-versions|\.nvmrc|\.node-version|\.python-version)$/,
    'it chooses the programs that are run',
  ],
  [
    /(^|\/)(\.npmrc|\.yarnrc[^/]*|\.pnpmfile\.[^/]+|\.yarn\/(releases|plugins)(\/|$)|pip\.conf|\.pypirc|\.cargo\/config(\.toml)?$)/,
    'it steers the package manager',
  ],
  [
    /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock)$/,
    'it decides which packages are installed',
  ],
  [
    /(^|\/)(poetry\.lock|pipfile\.lock|uv\.lock|pdm\.lock|cargo\.lock|gemfile\.lock|composer\.lock|go\.sum)$/,
    'it decides which packages are installed',
  ],
  [/(^|\/)(gnumakefile|makefile|justfile|\.justfile|taskfile\.ya?ml|rakefile)$/, 'it names commands that people run'],
  [/\.mk$/, 'it names commands that people run'],
  [/(^|\/)(\.devcontainer(\/|$)|\.devcontainer\.json$)/, 'it builds and starts containers'],
  [/(^|\/)(dockerfile[^/]*|docker-compose[^/]*\.ya?ml|compose\.ya?ml)$/, 'it builds and starts containers'],
  [/(^|\/)(agents|claude|gemini)(\.local)?\.md$/, 'it instructs coding agents'],
  [/(^|\/)(\.cursorrules|\.windsurfrules|\.clinerules|\.mcp\.json)/, 'it instructs coding agents'],
  [/(^|\/)\.(claude|cursor|codex|gemini|continue|roo)(\/|$)/, 'it instructs coding agents'],
  [/(^|\/)\.loopwright(\/|$)/, 'it steers Loopwright itself'],
];

/** Characters that some file systems leave out when they compare names (HFS+), and that nobody sees. */
const ignorable = /\u00AD|[\u200B-\u200F]|[\u202A-\u202E]|[\u2060-\u206F]|[\uFE00-\uFE0F]|\uFEFF/gu;

/**
 * Why a change to this file needs a person's explicit yes: it can run code on the host, or steer tools that do.
 * Undefined for a plain file. `path` is relative with `/`; spellings that differ only by case, by
 * compatibility forms, or by what a file system drops from a name, count as the same.
 */
export function protectedPath(path: string): string | undefined {
  const plain = path
    .normalize('NFKC')
    .replace(ignorable, '')
    .replace(/\\/g, '/')
    .toLowerCase()
    .split('/')
    .map((part) => part.replace(/:.*$/, '').replace(/[. ]+$/, ''))
    .join('/');
  return rules.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Fields of package.json by which it names programs: scripts, executables, and hooks that some tools keep there. */
const programFields = [
  'scripts',
  'bin',
  'husky',
  'lint-staged',
  'simple-git-hooks',
  'gypfile',
  'packageManager',
  'directories',
];

/**
 * True when a change to a package.json changes what it makes others run. `undefined` text is a missing file. Text that
 * cannot be parsed counts as changed, unless both are the same.
 */
export function changesScripts(before: string | undefined, after: string | undefined): boolean {
  if (before === after) return false;
  const from = programsOf(before);
  const to = programsOf(after);
  return from === undefined || to === undefined || from !== to;
}

/** A canonical text of the fields that name programs; undefined when the file is not a JSON object. */
function programsOf(text: string | undefined): string | undefined {
  if (text === undefined) return canonical({});
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return canonical(Object.fromEntries(Object.entries(value).filter(([key]) => programFields.includes(key))));
  } catch {
    return undefined;
  }
}

/** JSON with sorted keys, so that only what is said counts. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

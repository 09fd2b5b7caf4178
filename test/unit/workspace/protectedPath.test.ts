import assert from 'node:assert/strict';
import { changesScripts, protectedPath } from '../../../src/core/workspace/protectedPath.ts';

const guarded = [
  ['.vscode/tasks.json', 'packages/a/.vscode/settings.json', '.VSCode/Tasks.json', '.vscode'],
  [
    '.idea/runConfigurations/x.xml',
    'my.code-workspace',
    'My.Code-Workspace',
    '.devcontainer/devcontainer.json',
    '.devcontainer.json',
  ],
  ['.git/hooks/pre-commit', '.GIT/config', 'sub/.git', 'git~1/config', '.git./config', '.git /config', '.git\\config'],
  [
    '.gitignore',
    '.gitattributes',
    '.gitmodules',
    'src/.gitignore',
    '.github/workflows/ci.yml',
    '.GitHub/Workflows/ci.yml',
  ],
  [
    '.husky/pre-commit',
    '.pre-commit-config.yaml',
    'lefthook.yml',
    '.envrc',
    '.env',
    '.npmrc',
    '.yarnrc',
    '.yarnrc.yml',
  ],
  [
    'package-lock.json',
    'npm-shrinkwrap.json',
    'yarn.lock',
    'pnpm-lock.yaml',
    'bun.lock',
    'bun.lockb',
    'poetry.lock',
    'Cargo.lock',
    'go.sum',
  ],
  ['Makefile', 'makefile', 'GNUmakefile', 'build/rules.mk', 'justfile', 'Dockerfile', 'docker-compose.dev.yml'],
  ['AGENTS.md', 'agents.md', 'docs/CLAUDE.md', 'CLAUDE.local.md', '.claude/settings.json', '.cursorrules', '.mcp.json'],
  [
    '.loopwright/config.yaml',
    '.Loopwright/workflows/x.yaml',
    '.gitlab-ci.yml',
    '.cargo/config.toml',
    '.yarn/releases/yarn.cjs',
  ],
].flat();
const plain = [
  'src/index.ts',
  'README.md',
  'git/index.js',
  'src/git.ts',
  'vscode/tasks.json',
  'my.vscode/x',
  'src/makefile.ts',
  'src/header.ts',
  'docs/agents.mdx',
  'lib/package-lock.ts',
  'src/environment.ts',
  '.eslintrc.json',
  'package.json',
  'src/.hidden/file',
  'hooks/useGit.ts',
  '.github/ISSUE_TEMPLATE/bug.md',
];

describe('protectedPath', () => {
  for (const path of guarded) {
    it(`guards ${JSON.stringify(path)}`, () => assert.match(protectedPath(path) ?? '', /\w+ \w+/));
  }
  for (const path of plain) {
    it(`lets ${path} pass`, () => assert.equal(protectedPath(path), undefined));
  }
});

describe('changesScripts', () => {
  const base =
    '{"name":"x","version":"1","scripts":{"test":"mocha","build":"tsc"},"bin":{"x":"x.js"},"dependencies":{"a":"1"}}';
  const table: readonly (readonly [string, string | undefined, string | undefined, boolean])[] = [
    ['nothing', base, base, false],
    [
      'the version and dependencies',
      base,
      base.replace('"version":"1"', '"version":"2"').replace('"a":"1"', '"a":"2"'),
      false,
    ],
    [
      'the order and the spacing',
      base,
      JSON.stringify({ bin: { x: 'x.js' }, scripts: { build: 'tsc', test: 'mocha' } }, null, 2),
      false,
    ],
    ['a script', base, base.replace('mocha', 'mocha; curl evil'), true],
    ['a new script that runs by itself', base, base.replace('"build"', '"postinstall":"x","build"'), true],
    ['a bin', base, base.replace('x.js', 'y.js'), true],
    ['a bin from a text', '{"bin":"a.js"}', '{"bin":"b.js"}', true],
    ['hooks kept in the file', base, base.replace('"name":"x"', '"lint-staged":{"*":"sh"}'), true],
    ['the package manager', base, base.replace('"name":"x"', '"packageManager":"yarn@9"'), true],
    ['a new file without scripts', undefined, '{"name":"y"}', false],
    ['a new file with scripts', undefined, base, true],
    ['a deleted file with scripts', base, undefined, true],
    ['text that cannot be read', base, '{"scripts":', true],
    ['a list instead of an object', base, '[]', true],
    ['a byte order mark', '{"name":"x"}', '\ufeff{"name":"x"}', false],
  ];
  for (const [name, before, after, expected] of table) {
    it(`says ${expected} for ${name}`, () => assert.equal(changesScripts(before, after), expected));
  }
});

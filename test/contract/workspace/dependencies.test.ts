import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { DependencyMount } from '../../../src/core/sandbox/sandbox.ts';
import { type Content, filesOf, never, WorkspaceFixture } from './workspaceFixture.ts';

const pkg = '{"name":"p"}';

interface Case {
  readonly name: string;
  /** Files relative to the fixture's folder; the workspace is `ws`. */
  readonly files: Readonly<Record<string, Content>>;
  readonly git?: 'ws' | 'none';
  readonly open?: string;
  /** `overlay ws/x` for a folder mounted at its own place, `overlay ws/x <- y` for another source. Relative to the fixture. */
  readonly mounts: readonly string[];
  readonly copied?: readonly string[];
  readonly skipped?: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'node_modules at any depth, ignored or not, but not one in another',
    files: {
      'ws/.gitignore': '/node_modules\n',
      'ws/node_modules/p/package.json': pkg,
      'ws/node_modules/p/node_modules/q/package.json': pkg,
      'ws/packages/a/node_modules/r/package.json': pkg,
      'ws/packages/a/i.js': '',
    },
    git: 'ws',
    mounts: ['overlay ws/node_modules', 'overlay ws/packages/a/node_modules'],
    copied: ['.gitignore', 'packages/a/i.js'],
  },
  {
    name: 'virtual environments of any name, and other folders of packages',
    files: {
      'ws/.venv/pyvenv.cfg': 'home = /usr/bin\n',
      'ws/env/pyvenv.cfg': 'home = /usr/bin\n',
      'ws/env/lib/x.py': '',
      'ws/quiet/.gitignore': '*\n',
      'ws/quiet/pyvenv.cfg': 'home = /usr/bin\n',
      'ws/venv/source.py': 'not an environment',
      'ws/vendor/bundle/gem.rb': '',
      'ws/vendor/own.rb': '',
      'ws/__pypackages__/3.12/lib/x.py': '',
      'ws/.tox/py/x': '',
    },
    mounts: ['.tox', '.venv', '__pypackages__', 'env', 'quiet', 'vendor/bundle'].map((path) => `overlay ws/${path}`),
    copied: ['vendor/own.rb', 'venv/source.py'],
  },
  {
    name: 'packages that the repository itself holds are source',
    files: { 'ws/fixtures/node_modules/p/package.json': pkg, 'ws/a.js': '' },
    git: 'ws',
    mounts: [],
    copied: ['a.js', 'fixtures/node_modules/p/package.json'],
  },
  {
    name: 'npm workspaces need nothing more',
    files: {
      'ws/node_modules/b': { link: '../packages/b' },
      'ws/packages/b/package.json': pkg,
    },
    mounts: ['overlay ws/node_modules'],
    copied: ['packages/b/package.json'],
  },
  {
    name: 'a link to a shared folder',
    files: { 'ws/node_modules': { link: '../shared/deps' }, 'shared/deps/p/package.json': pkg },
    mounts: ['overlay ws/node_modules <- shared/deps', 'readonly shared/deps'],
    copied: [],
  },
  {
    name: 'a virtual store and a sibling outside, and what the sibling reaches',
    files: {
      'ws/node_modules/p': { link: '../../store/node_modules/.pnpm/p@1/node_modules/p' },
      'ws/node_modules/@scope/s': { link: '../../../sibling' },
      'store/node_modules/.pnpm/p@1/node_modules/p/package.json': pkg,
      'sibling/package.json': pkg,
      'sibling/node_modules/far': { link: '../../further' },
      'further/package.json': pkg,
    },
    mounts: ['overlay ws/node_modules', 'readonly further', 'readonly sibling', 'readonly store/node_modules'],
  },
  {
    name: 'a global virtual store',
    files: {
      'ws/node_modules/p': { link: '../../pnpm/v10/links/p/1/abc/node_modules/p' },
      'pnpm/v10/links/p/1/abc/node_modules/p/package.json': pkg,
    },
    mounts: ['overlay ws/node_modules', 'readonly pnpm/v10/links'],
  },
  {
    name: 'packages hoisted above the opened folder, and the packages beside it',
    files: {
      'ws/.gitignore': 'node_modules\n',
      'ws/node_modules/p/package.json': pkg,
      'ws/node_modules/a': { link: '../packages/a' },
      'ws/node_modules/b': { link: '../packages/b' },
      'ws/packages/a/package.json': pkg,
      'ws/packages/b/package.json': pkg,
      'node_modules/above/package.json': pkg,
    },
    git: 'ws',
    open: 'ws/packages/a',
    mounts: ['readonly ws/node_modules', 'readonly ws/packages/b'],
    copied: ['package.json'],
  },
  {
    name: 'links to places that must stay hidden',
    files: {
      'ws/node_modules/keys': { link: '../../home/.ssh' },
      'ws/node_modules/root': { link: '../..' },
      'ws/node_modules/plain': { link: '../../documents' },
      'ws/a/node_modules': { link: '../../home/.config' },
      'ws/b/node_modules': { link: '../../documents' },
      'ws/c/node_modules': { link: '../../none' },
      'home/.ssh/package.json': pkg,
      'home/.config/p/package.json': pkg,
      'documents/letter.txt': 'private',
      'package.json': pkg,
    },
    mounts: ['overlay ws/node_modules'],
    skipped: ['a/node_modules', 'b/node_modules', 'c/node_modules'],
  },
  {
    name: 'an interpreter outside the system, but no folder that only says so',
    files: {
      'ws/.venv/pyvenv.cfg': 'home = $ROOT/python/bin\nversion = 3.12.1\n',
      'ws/x/pyvenv.cfg': 'home = $ROOT/documents\n',
      'python/bin/python3': '',
      'python/lib/python3.12/os.py': '',
      'documents/letter.txt': 'private',
    },
    mounts: ['overlay ws/.venv', 'overlay ws/x', 'readonly python'],
  },
];

describe('dependencies of a copy', function () {
  this.timeout(60_000);
  for (const { name, files, git = 'none', open = 'ws', mounts, copied, skipped = [] } of cases) {
    it(name, async () => {
      const fixture = new WorkspaceFixture();
      try {
        const here = (content: Content) =>
          typeof content === 'string' ? content.replace('$ROOT', fixture.root) : content;
        fixture.files(
          Object.fromEntries(Object.entries(files).map(([path, content]) => [path, here(content)])),
          fixture.root,
        );
        if (git === 'ws') fixture.repository(join(fixture.root, 'ws'));
        if (name.startsWith('node_modules at any depth')) {
          fixture.git(['rm', '-rq', '--cached', '.'], join(fixture.root, 'ws'));
        }
        const workspace = fixture.workspace({ path: join(fixture.root, open) });
        const copy = await workspace.openCopy('run1', never);
        assert.deepEqual(
          copy.dependencies.map((mount) => describeMount(mount, fixture.root)).sort(),
          [...mounts].sort(),
        );
        if (copied) assert.deepEqual(filesOf(copy.hostPath), [...copied].sort());
        assert.deepEqual(
          (copy.skipped ?? []).map(({ path }) => path),
          skipped,
        );
        for (const { target } of copy.dependencies) {
          if (target.startsWith(`${copy.originalPath}/`)) {
            const below = join(copy.hostPath, target.slice(copy.originalPath.length + 1));
            fixture.files({ 'left/behind.js': 'by the run' }, below);
          }
        }
        assert.deepEqual((await workspace.collect(copy, never)).proposal, { files: [], refused: [] });
      } finally {
        fixture.remove();
      }
    });
  }
});

function describeMount({ source, target, mode }: DependencyMount, root: string): string {
  const short = (path: string) => path.slice(root.length + 1);
  return source === target ? `${mode} ${short(target)}` : `${mode} ${short(target)} <- ${short(source)}`;
}

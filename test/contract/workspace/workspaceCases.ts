import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceFixture } from './workspaceFixture.ts';

/** A workspace to be copied. */
export interface WorkspaceCase {
  readonly name: string;
  readonly make: (fixture: WorkspaceFixture) => void;
  /** Files that the copy must hold, no more. */
  readonly files: readonly string[];
  /** Where the opened folder lies in the fixture's folder. */
  readonly open?: string;
  readonly skipped?: readonly string[];
}

const big = Buffer.alloc(3_000_000, 7);
/** Workspaces as they are found, each with the files that its copy must hold. */
export const workspaceCases: readonly WorkspaceCase[] = [
  {
    name: 'a clean repository',
    make: (f) => f.files({ 'a.txt': 'a\n', 'src/b.js': 'b\n' }).repository(),
    files: ['a.txt', 'src/b.js'],
  },
  {
    name: 'changed, staged, deleted, untracked and ignored files',
    make: (f) => {
      f.files({
        'a.txt': 'a\n',
        'gone.txt': 'x',
        'kept.log': 'tracked though ignored',
        '.gitignore': 'dist/\n',
      }).repository();
      f.files({
        'a.txt': 'changed\n',
        'new.txt': 'new',
        'staged.txt': 's',
        'dist/out.js': 'o',
        '.gitignore': 'dist/\n*.log\n',
      });
      f.files({ 'other.log': 'ignored' }).git(['add', 'staged.txt']);
      rmSync(join(f.path, 'gone.txt'));
    },
    files: ['.gitignore', 'a.txt', 'kept.log', 'new.txt', 'staged.txt'],
  },
  {
    name: 'no repository',
    make: (f) =>
      f.files({
        'a.txt': 'a',
        'node_modules/x/package.json': '{}',
        '__pycache__/a.pyc': '',
        '.gitignore': 'tmp\n',
        tmp: 't',
      }),
    files: ['.gitignore', 'a.txt'],
  },
  {
    name: 'a folder of a repository, under the ignore rules of the folders above',
    make: (f) =>
      f
        .files({ '.gitignore': '*.secret\n', 'top.txt': 't', 'packages/a/i.js': 'i', 'packages/.gitignore': 'cache\n' })
        .repository()
        .files({ 'packages/a/x.secret': 's', 'packages/a/cache/y': 'y', 'packages/a/new.js': 'n' }),
    open: 'packages/a',
    files: ['i.js', 'new.js'],
  },
  {
    name: 'a folder that the repository around it ignores',
    make: (f) => f.files({ '.gitignore': 'scratch/\n' }).repository().files({ 'scratch/p/a.js': 'a' }),
    open: 'scratch/p',
    files: ['a.js'],
  },
  {
    name: 'line endings that the repository converts',
    make: (f) => {
      f.files({
        '.gitattributes': '*.txt text eol=crlf\n*.sh text eol=lf\n*.u16 working-tree-encoding=UTF-16\n*.id ident\n',
      });
      f.files({ 'lf.txt': 'a\nb\n', 'crlf.sh': 'a\r\nb\r\n', 'mixed.js': 'a\r\nb\n', 'i.id': '$Id$\n' }).repository();
      f.git(['config', 'core.autocrlf', 'true']);
      f.files({
        'lf.txt': 'a\nb\n',
        'crlf.sh': 'a\r\nb\r\n',
        'mixed.js': 'a\r\nb\n',
        'w.u16': Buffer.from('\ufeffhi\n', 'utf16le'),
      });
    },
    files: ['.gitattributes', 'crlf.sh', 'i.id', 'lf.txt', 'mixed.js', 'w.u16'],
  },
  {
    name: 'large file storage that must not run',
    make: (f) => {
      f.files({ 'a.bin': 'pointer' }).repository();
      for (const kind of ['clean', 'smudge', 'process'])
        f.git(['config', `filter.lfs.${kind}`, `touch ${join(f.root, 'RAN')}; cat`]);
      f.git(['config', 'filter.lfs.required', 'true']);
      f.files({
        '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
        'a.bin': 'real bytes',
        'b.bin': 'more',
      });
    },
    files: ['.gitattributes', 'a.bin', 'b.bin'],
  },
  {
    name: 'hooks, monitors and programs planted in the repository',
    make: (f) => {
      f.files({ 'a.txt': 'a' }).repository();
      const planted = { executable: `#!/bin/sh\ntouch '${join(f.root, 'RAN')}'\n` };
      f.files({ 'run.sh': planted });
      for (const hook of [
        'post-checkout',
        'post-index-change',
        'pre-commit',
        'fsmonitor-watchman',
        'reference-transaction',
      ]) {
        f.files({ [`hooks/${hook}`]: planted }, join(f.path, '.git'));
      }
      const program = join(f.path, 'run.sh');
      for (const key of [
        'core.fsmonitor',
        'core.pager',
        'core.sshCommand',
        'core.editor',
        'diff.external',
        'core.alternateRefsCommand',
      ]) {
        f.git(['config', key, program]);
      }
      f.files({ 'new.txt': 'n' });
    },
    files: ['a.txt', 'new.txt', 'run.sh'],
  },
  {
    name: 'executables and links',
    make: (f) =>
      f
        .files({
          'run.sh': { executable: '#!/bin/sh\n' },
          'in.txt': { link: 'd/file' },
          'd/file': 'x',
          'd/up': { link: '../run.sh' },
        })
        .repository()
        .files({
          'out.txt': { link: '/etc/passwd' },
          'd/far': { link: '../../secret' },
          sly: { link: 'd/../../secret' },
          dangling: { link: 'none' },
        }),
    files: ['d/file', 'd/up', 'dangling', 'in.txt', 'run.sh'],
    skipped: ['d/far', 'out.txt', 'sly'],
  },
  {
    name: 'names with spaces, accents, quotes and line breaks',
    make: (f) =>
      f
        .files({
          'a b.txt': '1',
          'ünï/çödé 😀.txt': '2',
          'qu"ote\\': '3',
          'line\nbreak': '4',
          ' lead': '5',
          '-rf': '6',
          ':(top)x': '7',
        })
        .repository(),
    files: [' lead', '-rf', ':(top)x', 'a b.txt', 'line\nbreak', 'qu"ote\\', 'ünï/çödé 😀.txt'],
  },
  { name: 'an empty folder', make: () => undefined, files: [] },
  { name: 'an empty repository', make: (f) => f.git(['init', '-q']), files: [] },
  {
    name: 'a large binary and an empty file',
    make: (f) => f.files({ 'big.bin': big, empty: '' }).repository(),
    files: ['big.bin', 'empty'],
  },
  {
    name: 'a submodule and a nested repository, flattened',
    make: (f) => {
      const library = join(f.root, 'library');
      f.files({ 'lib.js': 'l', '.gitignore': 'out\n' }, library).repository(library);
      f.files({ 'a.txt': 'a' }).repository();
      f.git(['submodule', '--quiet', 'add', library, 'deps/lib']);
      f.commit().files({ 'deps/lib/lib.js': 'changed', 'deps/lib/out': 'ignored there', 'nested/n.js': 'n' });
      f.repository(join(f.path, 'nested'))
        .files({ 'nested/deeper/d.js': 'd' })
        .repository(join(f.path, 'nested', 'deeper'));
    },
    files: ['.gitmodules', 'a.txt', 'deps/lib/.gitignore', 'deps/lib/lib.js', 'nested/deeper/d.js', 'nested/n.js'],
  },
  {
    name: 'a linked work tree',
    make: (f) =>
      f
        .files({ 'a.txt': 'a' })
        .repository()
        .git(['worktree', 'add', '-q', join(f.path, '..', 'tree'), '-b', 'other']),
    open: '../tree',
    files: ['a.txt'],
  },
  {
    name: 'a clone that borrows objects through a chain of alternates',
    make: (f) => {
      f.files({ 'a.txt': 'a'.repeat(500) }).repository();
      f.git(['clone', '-q', '--shared', f.path, join(f.root, 'second')]);
      f.git(['clone', '-q', '--shared', join(f.root, 'second'), join(f.root, 'third')]);
    },
    open: '../third',
    files: ['a.txt'],
  },
  {
    name: 'a repository with SHA-256',
    make: (f) => f.files({ 'a.txt': 'a' }).repository(f.path, '--object-format=sha256').files({ 'b.txt': 'b' }),
    files: ['a.txt', 'b.txt'],
  },
  {
    name: 'a split index and the untracked cache',
    make: (f) => {
      f.files({ 'a.txt': 'a', '.gitignore': '*.log\n', 'k.log': 'k' }).repository();
      f.git(['add', '-f', 'k.log']);
      f.git(['update-index', '--split-index', '--untracked-cache']);
      f.files({ 'a.txt': 'b' }).git(['add', 'a.txt']);
    },
    files: ['.gitignore', 'a.txt', 'k.log'],
  },
  {
    name: 'ignore rules of the repository and of the person',
    make: (f) => {
      f.files({ 'a.txt': 'a' }).repository();
      f.files({ 'info/exclude': 'private\n' }, join(f.path, '.git'));
      f.files({ '.gitconfig': '[core]\n\texcludesFile = ~/ignored\n', ignored: '*.swp\n' }, f.home);
      f.files({ private: 'p', 'a.swp': 's', 'b.txt': 'b' });
    },
    files: ['a.txt', 'b.txt'],
  },
  {
    name: 'a .git file that leads nowhere',
    make: (f) => f.files({ '.git': 'gitdir: /nowhere/at/all\n', 'a.txt': 'a' }),
    files: ['a.txt'],
  },
];

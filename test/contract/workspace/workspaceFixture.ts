import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  createShadowWorkspace,
  type ShadowWorkspace,
  type ShadowWorkspaceOptions,
} from '../../../src/adapters/workspace/shadowWorkspace.ts';

/** Content of a file to make: text or bytes, a link's target, or an executable's text. */
export type Content = string | Uint8Array | { readonly link: string } | { readonly executable: string };

/** A temporary home with a workspace and a data folder, removed by `remove`. */
export class WorkspaceFixture {
  readonly root = mkdtempSync(join(tmpdir(), 'loopwright-workspace-'));
  readonly path = join(this.root, 'work space');
  readonly home = join(this.root, 'home');
  readonly dataFolder = join(this.root, 'data');

  constructor() {
    mkdirSync(this.path);
    mkdirSync(this.home);
  }

  /** Makes files below the workspace, or below another folder. */
  files(contents: Readonly<Record<string, Content>>, below = this.path): this {
    for (const [path, content] of Object.entries(contents)) {
      const full = join(below, path);
      mkdirSync(dirname(full), { recursive: true });
      if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(full, content);
      else if ('link' in content) symlinkSync(content.link, full);
      else {
        writeFileSync(full, content.executable);
        chmodSync(full, 0o755);
      }
    }
    return this;
  }

  /** Runs git as the person would, in a folder of the fixture. */
  git(args: readonly string[], cwd = this.path): string {
    return execFileSync('git', args, { cwd, env: this.gitEnv(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  gitEnv(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: this.home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.org',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.org',
      GIT_ALLOW_PROTOCOL: 'file',
    };
  }

  /** Makes a repository of the workspace, with everything in it committed. */
  repository(cwd = this.path, ...options: string[]): this {
    this.git(['init', '-q', '-b', 'main', ...options], cwd);
    return this.commit(cwd);
  }

  commit(cwd = this.path): this {
    this.git(['add', '-A'], cwd);
    this.git(['commit', '-q', '--allow-empty', '-m', 'state'], cwd);
    return this;
  }

  workspace(options: Partial<ShadowWorkspaceOptions> = {}): ShadowWorkspace {
    return createShadowWorkspace({ path: this.path, dataFolder: this.dataFolder, home: this.home, ...options });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Every entry of a tree with its kind, executable bit and content, as one sorted text. Times do not count. */
export function describeTree(root: string, omit: (path: string) => boolean = () => false): string[] {
  const lines: string[] = [];
  const visit = (folder: string, prefix: string) => {
    for (const name of readdirSync(folder).sort()) {
      const path = prefix + name;
      if (omit(path)) continue;
      const full = join(folder, name);
      const stat = lstatSync(full);
      if (stat.isDirectory()) {
        lines.push(`${path}/`);
        visit(full, `${path}/`);
      } else if (stat.isSymbolicLink()) lines.push(`${path} -> ${readlinkSync(full)}`);
      else {
        const hash = createHash('sha256').update(readFileSync(full)).digest('hex').slice(0, 16);
        lines.push(`${path} ${(stat.mode & 0o777).toString(8)} ${hash}`);
      }
    }
  };
  visit(root, '');
  return lines;
}

/** The paths of regular files and links of a tree. */
export function filesOf(root: string): string[] {
  return describeTree(root)
    .filter((line) => !line.endsWith('/'))
    .map((line) => line.replace(/ -> .*$| \d+ [0-9a-f]{16}$/, ''))
    .sort();
}

/** A signal that never fires. */
export const never: AbortSignal = new AbortController().signal;

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** The one file that is to be read and changed, and the change. */
export const task = {
  words: 'The tests of this project are red (node --test). Find the cause in the code and repair it.',
  file: 'src/slug.js',
  before: "  return title.toLowerCase().replace(/ /g, '-');",
  after: [
    '  return title',
    "    .normalize('NFKD')",
    "    .replace(/[\\u0300-\\u036f]/g, '')",
    '    .toLowerCase()',
    "    .replace(/[^a-z0-9]+/g, '-')",
    "    .replace(/^-|-$/g, '');",
  ].join('\n'),
} as const;

/** Folders of one agent: the workspace is as new before every run, the home stays, as it does for a person. */
export class Place {
  readonly base: string;
  readonly home: string;
  readonly workspace: string;

  constructor(agent: string) {
    // Not below the folder for temporary files: Codex makes no helper programs there and then sandboxes nothing.
    this.base = mkdtempSync(`/var/tmp/bench-start-${agent}-`);
    this.home = path.join(this.base, 'home');
    this.workspace = path.join(this.base, 'slugs');
    mkdirSync(this.home);
  }

  /** A git repository with one commit: what a person has, and what some of the agents want. */
  renew(): void {
    rmSync(this.workspace, { recursive: true, force: true });
    cpSync(path.join(import.meta.dirname, '../../test/fixtures/needs-model-js'), this.workspace, { recursive: true });
    const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
      [...author, 'commit', '-q', '-m', 'slugs'],
    ])
      execFileSync('git', args, { cwd: this.workspace, env: { PATH: process.env.PATH, HOME: this.home } });
  }

  text(): string {
    return readFileSync(path.join(this.workspace, task.file), 'utf8');
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true, maxRetries: 5 });
  }
}

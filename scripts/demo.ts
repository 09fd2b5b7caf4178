// npm run demo: two small projects with a real defect each are fixed without a model, a key or the network.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runCommand, seconds, toolEnvironment } from './runCommand.ts';
import { ensureSystemPackages } from './systemPackages.ts';
import { buildStep } from './verifySteps.ts';

/** The part of `fix --json` that the demo reads. */
interface FixResult {
  readonly ok: boolean;
  readonly runId?: string;
  readonly outcome?: string;
  readonly error?: { readonly message: string; readonly hint?: string };
}

const began = performance.now();
const temp = mkdtempSync(join(tmpdir(), 'loopwright-demo-'));
const env = { LOOPWRIGHT_HOME: join(temp, 'home') };
try {
  process.exitCode = await runDemo(['demo-js', 'demo-py']);
} finally {
  rmSync(temp, { recursive: true, force: true });
}

async function runDemo(projects: readonly string[]): Promise<number> {
  if (!ensureSystemPackages(['bubblewrap', 'git', 'python3'])) return 1;
  if ((await runCommand(buildStep.command)).exit !== 'exit 0') return 1;
  const fixed: string[] = [];
  for (const project of projects) if (await fixProject(project)) fixed.push(project);
  const count = `${fixed.length} of ${projects.length} projects fixed`;
  console.log(`\n${count} without a model, a key or the network, in ${seconds(performance.now() - began).trim()}.`);
  return fixed.length === projects.length ? 0 : 1;
}

async function fixProject(project: string): Promise<boolean> {
  const workspace = join(temp, project);
  cpSync(join(root, 'test/fixtures', project), workspace, { recursive: true });
  console.log(`\n${paint('1', `$ loopwright fix --model none --workspace ${project}`)}`);
  const result = parseResult(await fix(workspace));
  if (result.runId === undefined) {
    console.log(`${result.error?.message ?? 'No result.'} ${result.error?.hint ?? ''}`);
    return false;
  }
  console.log(paint('1', `$ loopwright show ${result.runId}`));
  // With the terminal itself, so that the diff is in colour where there is one.
  await runCommand(['node', 'dist/cli.js', 'show', result.runId, '--workspace', workspace], { env });
  return result.outcome === 'fixed';
}

/** What `fix --json` prints to stdout; its progress goes to the terminal as it comes. */
function fix(workspace: string): Promise<string> {
  return new Promise((done, reject) => {
    const command = [join(root, 'dist/cli.js'), 'fix', '--model', 'none', '--workspace', workspace, '--json'];
    const child = spawn('node', command, { stdio: ['ignore', 'pipe', 'inherit'], env: toolEnvironment(env) });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.once('error', reject);
    child.once('close', () => done(out));
  });
}

function parseResult(text: string): FixResult {
  if (!text.startsWith('{')) return { ok: false, error: { message: 'loopwright printed no result.' } };
  return JSON.parse(text) as FixResult;
}

function paint(code: string, text: string): string {
  const plain = process.env.NO_COLOR !== undefined || !process.stdout.isTTY;
  return plain ? text : `\u001b[${code}m${text}\u001b[0m`;
}

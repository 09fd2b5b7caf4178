import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { createSandbox } from '../adapters/sandbox/createSandbox.ts';
import { createTestFinder } from '../adapters/testRunner/testFinder.ts';
import { messageOf } from '../base/errors.ts';
import type { DoctorRow } from '../protocol/engine.ts';
import type { ModelEnvironment } from './modelSetup.ts';
import { readSandboxChoice } from './sandboxSettings.ts';
import { findSendTarget } from './sendTargets.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

const run = promisify(execFile);

/** What works on this machine for this workspace, and what to type where something is missing. */
export async function diagnose(
  session: WorkspaceSession,
  environment: Pick<ModelEnvironment, 'lookup' | 'dataFolder'>,
  signal: AbortSignal,
): Promise<readonly DoctorRow[]> {
  return [
    nodeRow(),
    await gitRow(signal),
    await sandboxRow(session, environment.dataFolder, signal),
    await testsRow(session, signal),
    await modelRow(environment, signal),
    row('data', 'works', session.folders.root),
  ];
}

function row(name: string, state: DoctorRow['state'], detail: string, remedy?: string): DoctorRow {
  return { name, state, detail, remedy };
}

function nodeRow(): DoctorRow {
  const { node, electron } = process.versions;
  return row(
    'node',
    'works',
    electron === undefined ? `${node} (${process.execPath})` : `${node} (Electron ${electron})`,
  );
}

async function gitRow(signal: AbortSignal): Promise<DoctorRow> {
  try {
    const { stdout } = await run('git', ['--version'], { signal });
    return row('git', 'works', stdout.trim());
  } catch (error) {
    return row('git', 'missing', messageOf(error), 'Install git: isolated copies are made with it.');
  }
}

async function sandboxRow(session: WorkspaceSession, dataFolder: string, signal: AbortSignal): Promise<DoctorRow> {
  const scratchRoot = path.join(session.folders.root, 'sandbox');
  const choice = readSandboxChoice(dataFolder);
  const sandbox = await createSandbox({ allowNotIsolated: false, choice, scratchRoot }, signal);
  const probe = await sandbox.probe(signal);
  if (!probe.works) return row('sandbox', 'missing', probe.problem ?? 'does not work', probe.remedy);
  const name = `${probe.name} ${probe.version ?? ''}`.trim();
  return row(
    'sandbox',
    probe.gaps.length > 0 ? 'limited' : 'works',
    [name, ...probe.gaps.map(({ text }) => text)].join('; '),
  );
}

async function testsRow(session: WorkspaceSession, signal: AbortSignal): Promise<DoctorRow> {
  const found = await createTestFinder().find(session.path, [], signal);
  const [first] = found;
  if (!first)
    return row(
      'tests',
      'missing',
      'no test runner found in this folder',
      'Give the command: loopwright fix --test-command "…"',
    );
  const more = found.length > 1 ? `; ${found.length - 1} more` : '';
  return row('tests', 'works', `${first.display} (${first.runner}; ${first.why}${more})`);
}

async function modelRow(
  environment: Pick<ModelEnvironment, 'lookup' | 'dataFolder'>,
  signal: AbortSignal,
): Promise<DoctorRow> {
  const { model, endpoint, agreed } = await findSendTarget({ model: 'auto', baseUrl: undefined }, environment, signal);
  if (model !== undefined) {
    const asked = agreed ? '' : ', and you are asked before the first time';
    return row('model', 'works', `${model} (its key is in the environment; code goes to ${endpoint}${asked})`);
  }
  return row(
    'model',
    'limited',
    'no key found: small defects are repaired without a model',
    'Set ANTHROPIC_API_KEY or OPENAI_API_KEY, or use --model paste. What else there is: loopwright models list',
  );
}

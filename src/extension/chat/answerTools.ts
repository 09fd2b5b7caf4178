import * as vscode from 'vscode';
import { CodedError } from '../../base/errors.ts';
import { beginFix } from '../beginFix.ts';
import { neverCancelled } from '../cancellation.ts';
import { localFolders } from '../folders.ts';
import { readSettings } from '../settings.ts';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';
import { putInWords } from './runInWords.ts';

const t = vscode.l10n.t;
const maxTests = 50;
const maxName = 1_000;
const maxAnswer = 8_000;

/** Starts a fix run for another agent. It goes on by itself; the answer is its id. Nothing is ever applied from here. */
export async function startFixForAgent(shell: Shell, input: unknown, signal: AbortSignal): Promise<string> {
  requireTrust();
  const { tests, folder: named } = (input ?? {}) as { readonly tests?: unknown; readonly folder?: unknown };
  const folders = localFolders();
  const folder = named === undefined ? folders[0] : folders.find(({ name }) => name === named);
  if (!folder) throw new CodedError('workspace.none', t('There is no such folder in this workspace.'));
  const origin = 'other-agent' as const;
  const request = { ...readSettings(folder), workspace: folder.uri.fsPath, tests: testsOf(tests), origin };
  const run = await beginFix(shell, request, signal);
  if (!run) return 'The person did not agree. No run was started.';
  return `Run ${run.runId} has begun in an isolated copy. Read it with loopwright_read_run; it can take minutes. A person reviews and applies what it proposes.`;
}

/** Tests that a model names: bounded, since it is a model that names them. */
function testsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  const isName = (test: unknown): test is string =>
    typeof test === 'string' && test.trim() !== '' && test.length <= maxName;
  if (!Array.isArray(value) || value.length > maxTests || !value.every(isName))
    throw new CodedError('usage.tests', t('Tests are a list of at most {0} names or files.', maxTests));
  return value;
}

/** What is known of a run, or of the last one, for another agent. */
export async function readRunForAgent(shell: Shell, input: unknown): Promise<string> {
  const { runId } = (input ?? {}) as { readonly runId?: unknown };
  await shell.runs.refresh();
  const id = typeof runId === 'string' ? runId.trim() : '';
  const run = shell.runs.all.find(({ row }) => row.runId.startsWith(id));
  if (!run) return id === '' ? 'There is no run yet.' : 'There is no such run.';
  const name = { workspace: run.workspace, runId: run.row.runId };
  const view = await shell.engine.call('getReview', name, neverCancelled());
  const words = { runId: run.row.runId, status: run.row.status, ...putInWords(view, Date.now()) };
  return JSON.stringify(words, undefined, 1).slice(0, maxAnswer);
}

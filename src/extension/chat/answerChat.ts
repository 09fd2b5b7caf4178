import * as vscode from 'vscode';
import { CodedError, isAbort } from '../../base/errors.ts';
import { beginFix } from '../beginFix.ts';
import { abortOn, neverCancelled } from '../cancellation.ts';
import { startFeature } from '../commands/addFeature.ts';
import { pickFolder, relativeTo } from '../folders.ts';
import { followRun } from '../followRun.ts';
import type { ListedRun } from '../runList.ts';
import type { RunName } from '../runName.ts';
import { readSettings } from '../settings.ts';
import type { Shell } from '../shell.ts';
import { requireTrust, showTrouble } from '../trouble.ts';
import { settleBeforeRun } from '../unsavedFiles.ts';
import { putInWords } from './runInWords.ts';

const t = vscode.l10n.t;

/** What a request and its answer need. */
interface Turn {
  readonly shell: Shell;
  readonly request: Pick<vscode.ChatRequest, 'command' | 'prompt' | 'references'>;
  readonly stream: vscode.ChatResponseStream;
}

/** Answers a request to `@loopwright`. It asks no chat model: what it says is what a run recorded. Never rejects. */
export async function answerChat(turn: Turn, token: vscode.CancellationToken): Promise<vscode.ChatResult> {
  const { shell, request, stream } = turn;
  try {
    if (request.command === 'fix') await fix(turn, abortOn(token));
    else if (request.command === 'add') await add(turn, abortOn(token));
    else if (request.command === 'explain-run') await explain(turn);
    else sayWhatIsOffered(stream);
    return {};
  } catch (error) {
    if (isAbort(error)) return {};
    void showTrouble(error, shell.output);
    const text = error instanceof Error ? error.message : String(error);
    const hint = error instanceof CodedError && error.hint !== undefined ? ` ${error.hint}` : '';
    stream.markdown(plain(`${text}${hint}`));
    stream.button({ command: 'loopwright.showOutput', title: t('Show Output') });
    return { errorDetails: { message: text } };
  }
}

function sayWhatIsOffered(stream: vscode.ChatResponseStream): void {
  stream.markdown(
    [
      t('Loopwright runs tests and agents in an isolated copy, and proposes what is proved. Ask it for one of these:'),
      `- \`/fix\` ${t('fixes failing tests: all, or those that you name')}`,
      `- \`/add\` ${t('adds what you ask for, with tests that show it; needs a model')}`,
      `- \`/explain-run\` ${t('says what the last run did, or the one that you name')}`,
    ].join('\n'),
  );
}

async function fix({ shell, request, stream }: Turn, signal: AbortSignal): Promise<void> {
  requireTrust();
  const { uris, words } = namedIn(request);
  const folder = await pickFolder(uris[0]);
  if (!folder || !(await settleBeforeRun(folder))) return;
  const tests = [...uris.map((uri) => relativeTo(folder, uri)), ...words];
  stream.progress(t('Starting a run in an isolated copy'));
  const run = await beginFix(shell, { ...readSettings(folder), workspace: folder.uri.fsPath, tests }, signal);
  if (!run) stream.markdown(t('Nothing was started.'));
  else await follow({ shell, stream, run }, signal);
}

async function add({ shell, request, stream }: Turn, signal: AbortSignal): Promise<void> {
  requireTrust();
  const { uris } = namedIn(request);
  const folder = await pickFolder(uris[0]);
  if (!folder || !(await settleBeforeRun(folder))) return;
  const files = uris.map((uri) => relativeTo(folder, uri));
  const about = files.length === 0 ? '' : `\n\nIt is about: ${files.join(', ')}`;
  const asked = request.prompt.trim() === '' ? '' : `${request.prompt.trim()}${about}`;
  stream.progress(t('Starting a run in an isolated copy'));
  const run = await startFeature(shell, { request: asked, uri: folder.uri }, signal);
  if (!run) stream.markdown(t('Nothing was started.'));
  else await follow({ shell, stream, run }, signal);
}

/** The files that are attached, and the tests that are named: one a line. */
function namedIn({ prompt, references }: Turn['request']) {
  const uris = references.flatMap(({ value }) => {
    if (value instanceof vscode.Uri) return [value];
    return value instanceof vscode.Location ? [value.uri] : [];
  });
  const words = prompt
    .split('\n')
    .map((line) => line.replace(/#file:\S+/g, '').trim())
    .filter((line) => line !== '');
  return { uris, words };
}

/** Says how a run goes on and how it ended. Stopping the answer stops the run. */
export async function follow(
  { shell, stream, run }: Pick<Turn, 'shell' | 'stream'> & { readonly run: RunName },
  signal: AbortSignal,
): Promise<void> {
  try {
    const ended = await followRun(shell.runs, run, (line) => stream.progress(line), signal);
    if (ended) await sayRun({ shell, stream }, ended);
  } catch (error) {
    if (isAbort(error)) await shell.engine.call('cancelRun', { ...run }, neverCancelled());
    throw error;
  }
}

async function explain({ shell, request, stream }: Turn): Promise<void> {
  await shell.runs.refresh();
  const id = request.prompt.trim();
  const run = shell.runs.all.find(({ row }) => row.runId.startsWith(id));
  if (run) await sayRun({ shell, stream }, run);
  else stream.markdown(id === '' ? t('There is no run yet.') : plain(t('There is no run {0}.', id)));
}

/** A run in words, and what can be done with it. */
async function sayRun({ shell, stream }: Pick<Turn, 'shell' | 'stream'>, run: ListedRun): Promise<void> {
  const name = { workspace: run.workspace, runId: run.row.runId };
  const view = await shell.engine.call('getReview', name, neverCancelled());
  const { head, summary, evidence, files, trouble } = putInWords(view, Date.now());
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**').appendText(head).appendMarkdown('**\n\n');
  for (const paragraph of [summary, trouble]) if (paragraph !== '') text.appendText(paragraph).appendMarkdown('\n\n');
  for (const line of [...evidence, ...files]) text.appendMarkdown('- ').appendText(line).appendMarkdown('\n');
  stream.markdown(text);
  const { row } = run;
  if (row.proposal)
    stream.button({ command: 'loopwright.reviewProposal', title: t('Review Proposal'), arguments: [name] });
  if (row.status === 'paused' || row.status === 'interrupted')
    stream.button({ command: 'loopwright.resumeRun', title: t('Resume Run…'), arguments: [name] });
  stream.button({ command: 'loopwright.showTrace', title: t('Show Trace'), arguments: [name] });
}

/** Text that says nothing to Markdown: it comes from projects and models. */
function plain(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString().appendText(text);
}

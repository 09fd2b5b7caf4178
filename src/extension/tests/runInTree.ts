import * as vscode from 'vscode';
import type { CoveredFileView, TestRunView, TestView } from '../../protocol/tests.ts';
import { abortOn } from '../cancellation.ts';
import type { EngineClient } from '../engineClient.ts';
import { insideOf } from '../insideOf.ts';
import { readSettings } from '../settings.ts';
import { requireTrust } from '../trouble.ts';
import type { TestNode, TestNodes } from './testNodes.ts';
import { placeInStack, toSelection } from './testSelection.ts';

const t = vscode.l10n.t;

/** What running tests for the tree needs. */
export interface TreeRun {
  readonly controller: vscode.TestController;
  readonly nodes: TestNodes;
  readonly engine: EngineClient;
  readonly coverage: boolean;
}

/** Runs what was chosen in the tree, each command once, in an isolated copy. Throws what the engine throws, after showing it there. */
export async function runInTree(
  { controller, nodes, engine, coverage }: TreeRun,
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
): Promise<void> {
  requireTrust();
  const run = controller.createTestRun(request);
  const signal = AbortSignal.any([abortOn(token), abortOn(run.token)]);
  try {
    for (const [root, chosen] of byCommand(nodes, controller, request))
      await runCommand({ run, nodes, engine, coverage }, { root, chosen, excluded: request.exclude ?? [] }, signal);
  } finally {
    run.end();
  }
}

/** What was chosen, by the command that runs it. */
function byCommand(nodes: TestNodes, controller: vscode.TestController, { include }: vscode.TestRunRequest) {
  const chosen = include ?? [...controller.items].map(([, item]) => item);
  const roots = new Map<string, [vscode.TestItem, vscode.TestItem[]]>();
  for (const item of chosen) {
    const root = nodes.rootOf(item);
    const known = roots.get(root.id) ?? [root, []];
    roots.set(root.id, known);
    known[1].push(item);
  }
  return roots.values();
}

interface CommandRun {
  readonly root: vscode.TestItem;
  readonly chosen: readonly vscode.TestItem[];
  readonly excluded: readonly vscode.TestItem[];
}

async function runCommand(
  { run, nodes, engine, coverage }: Pick<TreeRun, 'nodes' | 'engine' | 'coverage'> & { readonly run: vscode.TestRun },
  { root, chosen, excluded }: CommandRun,
  signal: AbortSignal,
): Promise<void> {
  const node = nodes.of(root);
  if (!node) return;
  const hidden = new Set(excluded.flatMap((item) => nodes.leavesOf(item)).map(({ id }) => id));
  const leaves = chosen.flatMap((item) => nodes.leavesOf(item)).filter(({ id }) => !hidden.has(id));
  for (const item of leaves.length > 0 ? leaves : chosen) run.started(item);
  try {
    const view = await engine.call('runTests', requestFor(node, { nodes, chosen, leaves, hidden, coverage }), signal);
    nodes.showTests(root, view.tests);
    showResults(run, { root, node, view, started: leaves, hidden, nodes });
    for (const file of view.coverage ?? []) addCoverage(run, node.folder, file);
    if (coverage && !view.coverage)
      run.appendOutput(`${t('Which lines ran is known for JavaScript run by node:test or mocha only.')}\r\n`);
  } catch (error) {
    const message = new vscode.TestMessage(error instanceof Error ? error.message : String(error));
    if (signal.aborted) for (const item of leaves) run.skipped(item);
    else for (const item of leaves.length > 0 ? leaves : chosen) run.errored(item, message);
    throw error;
  }
}

function requestFor(
  { folder, command }: TestNode,
  what: {
    readonly nodes: TestNodes;
    readonly chosen: readonly vscode.TestItem[];
    readonly leaves: readonly vscode.TestItem[];
    readonly hidden: ReadonlySet<string>;
    readonly coverage: boolean;
  },
) {
  const { nodes, chosen, leaves, hidden, coverage } = what;
  const kinds = chosen.map((item) => nodes.of(item));
  const single = kinds.some((node) => node?.kind === 'suite' || node?.kind === 'test') || hidden.size > 0;
  const selection = toSelection({
    all: hidden.size === 0 && kinds.some((node) => node?.kind === 'command'),
    files: single ? [] : kinds.flatMap((node) => (node?.kind === 'file' && node.file !== undefined ? [node.file] : [])),
    tests: single ? leaves.flatMap((item) => nodes.of(item)?.test ?? []) : [],
  });
  const settings = readSettings(folder);
  return {
    ...settings,
    workspace: folder.uri.fsPath,
    tests: [],
    commandKey: settings.testCommand === undefined ? command.key : undefined,
    selection,
    coverage,
  };
}

interface Results {
  readonly root: vscode.TestItem;
  readonly node: TestNode;
  readonly view: TestRunView;
  readonly started: readonly vscode.TestItem[];
  readonly hidden: ReadonlySet<string>;
  readonly nodes: TestNodes;
}

function showResults(run: vscode.TestRun, { root, node, view, started, hidden, nodes }: Results): void {
  run.appendOutput(view.output.replace(/\r?\n/g, '\r\n'));
  const items = new Map(nodes.leavesOf(root).map((item) => [nodes.of(item)?.test?.id, item]));
  const told = new Set<string>();
  for (const test of view.tests) {
    const item = items.get(test.id);
    if (!item || hidden.has(item.id)) continue;
    told.add(item.id);
    if (test.state === 'passed') run.passed(item, test.durationMs);
    else if (test.state === 'skipped') run.skipped(item);
    else run.failed(item, messagesOf(test, item), test.durationMs);
  }
  for (const item of started) if (!told.has(item.id)) run.skipped(item);
  for (const text of view.errors) run.appendOutput(`${text.replace(/\r?\n/g, '\r\n')}\r\n`, undefined, root);
  const byExitCode = view.exitCodeOnly && nodes.of(root) === node;
  if (byExitCode && view.exitCode === 0) run.passed(root);
  if (byExitCode && view.exitCode !== 0)
    run.failed(root, new vscode.TestMessage(t('The command ended with exit code {0}.', String(view.exitCode))));
  if (!byExitCode && view.errors.length > 0) run.errored(root, new vscode.TestMessage(view.errors.join('\n')));
}

function messagesOf({ failure, file }: TestView, item: vscode.TestItem): vscode.TestMessage {
  const text = failure?.message ?? t('It failed and said nothing.');
  const message =
    failure?.expected !== undefined && failure.actual !== undefined
      ? vscode.TestMessage.diff(text, failure.expected, failure.actual)
      : new vscode.TestMessage(text);
  const place = failure?.stack !== undefined && file !== undefined ? placeInStack(failure.stack, file) : undefined;
  const range = place ? new vscode.Range(place[0] - 1, 0, place[0] - 1, 0) : item.range;
  if (item.uri && range) message.location = new vscode.Location(item.uri, range);
  return message;
}

function addCoverage(run: vscode.TestRun, folder: vscode.WorkspaceFolder, file: CoveredFileView): void {
  const found = insideOf(folder.uri.fsPath, file.path);
  if (found === undefined) return;
  const lineAt = (executed: boolean) => (line: number) =>
    new vscode.StatementCoverage(executed, new vscode.Position(line - 1, 0));
  const details = [...file.ran.map(lineAt(true)), ...file.missed.map(lineAt(false))];
  run.addCoverage(new LineCoverage(vscode.Uri.file(found), file, details));
}

/** The coverage of a file with its lines at hand. */
export class LineCoverage extends vscode.FileCoverage {
  readonly details: readonly vscode.StatementCoverage[];

  constructor(uri: vscode.Uri, { ran, missed }: CoveredFileView, details: readonly vscode.StatementCoverage[]) {
    super(uri, new vscode.TestCoverageCount(ran.length, ran.length + missed.length));
    this.details = details;
  }
}

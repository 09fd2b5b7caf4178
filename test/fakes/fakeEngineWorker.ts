// An engine that answers the engine's contract with one canned proposal, for tests of the editor's side alone.
// Its runs are kept in a file under LOOPWRIGHT_HOME, so that they outlive a reload of the window like real ones.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CodedError } from '../../src/base/errors.ts';
import type { EngineContract } from '../../src/protocol/engine.ts';
import { type Handlers, serve } from '../../src/protocol/rpc.ts';
import type { AcceptResult, ConflictView, HunkView, ReviewFileView, ReviewView } from '../../src/protocol/runView.ts';
import { openParentChannel } from '../../src/worker/parentChannel.ts';
import { cannedReview, cannedWorkspace, manyHunks } from './cannedReview.ts';
import { noTraces } from './noTraces.ts';
import { quietOverview } from './quietOverview.ts';

const stateFile = path.join(process.env.LOOPWRIGHT_HOME ?? '/nonexistent', 'fake-runs.json');
const undoTexts = new Map<string, string>();

function load(): Record<string, ReviewView> {
  return existsSync(stateFile) ? (JSON.parse(readFileSync(stateFile, 'utf8')) as Record<string, ReviewView>) : {};
}

const runs = load();

function save(workspace: string, view: ReviewView): void {
  const hunks = view.files.flatMap((file) => file.hunks);
  const decided = hunks.filter(({ decision }) => decision !== 'undecided').length;
  const applied = hunks.some((hunk) => hunk.applied);
  const proposal = hunks.length === 0 ? undefined : { files: view.files.length, hunks: hunks.length, decided, applied };
  runs[view.run.runId] = { ...view, canUndo: applied, run: { ...view.run, proposal } };
  mkdirSync(path.dirname(stateFile), { recursive: true });
  writeFileSync(stateFile, JSON.stringify(runs));
  emit('didChangeRun', { workspace, runId: view.run.runId });
}

function find(runId: string): ReviewView {
  const view = runs[runId];
  if (!view) throw new CodedError('run.unknown', `There is no run ${runId}.`);
  return view;
}

function mapHunks(view: ReviewView, change: (hunk: HunkView, file: ReviewFileView) => HunkView): ReviewView {
  const files = view.files.map((file) => ({ ...file, hunks: file.hunks.map((hunk) => change(hunk, file)) }));
  return { ...view, files };
}

const textOf = (hunk: HunkView, kind: 'removed' | 'added') =>
  hunk.rows
    .filter((row) => row.kind === kind)
    .map((row) => row.text)
    .join('\n');

function accept(workspace: string, view: ReviewView, hunkIds: readonly string[] | undefined): AcceptResult {
  const applied: { path: string; hunks: number }[] = [];
  const conflicts: ConflictView[] = [];
  const texts = new Map<string, string>();
  for (const file of view.files) {
    const hunks = file.hunks.filter((hunk) =>
      hunkIds ? hunkIds.includes(hunk.hunkId) : hunk.decision === 'accepted' && !hunk.applied,
    );
    if (hunks.length === 0) continue;
    let text = readFileSync(path.join(workspace, file.path), 'utf8');
    for (const hunk of hunks) {
      const old = textOf(hunk, 'removed');
      if (text.includes(old)) text = text.replace(old, textOf(hunk, 'added'));
      else
        conflicts.push({
          path: file.path,
          why: 'the lines differ',
          yours: text.slice(0, 300),
          proposed: textOf(hunk, 'added'),
          line: 5,
        });
    }
    texts.set(file.path, text);
    applied.push({ path: file.path, hunks: hunks.length });
  }
  if (conflicts.length > 0) return { applied: [], conflicts };
  for (const [file, text] of texts) {
    undoTexts.set(file, readFileSync(path.join(workspace, file), 'utf8'));
    writeFileSync(path.join(workspace, file), text);
  }
  const done = applied.map((file) => file.path);
  save(
    workspace,
    mapHunks(view, (hunk, file) =>
      done.includes(file.path) && (hunkIds?.includes(hunk.hunkId) ?? hunk.decision === 'accepted')
        ? { ...hunk, applied: true }
        : hunk,
    ),
  );
  return { applied, conflicts };
}

const pause = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });

const cancelled = new Set<string>();

/** Goes through the phases of a run; never rejects. */
async function goOn(workspace: string, runId: string): Promise<void> {
  for (const line of ['reproducing… 3 of 214 red', 'repair: 118 edits tried, 12 s']) {
    await pause(600);
    if (cancelled.has(runId)) return;
    const view = find(runId);
    emit('didOutput', { workspace, runId, text: `$ node --test\n\u001b[31m3 failing\u001b[0m\n` });
    save(workspace, { ...view, run: { ...view.run, line } });
  }
  await pause(600);
  if (cancelled.has(runId)) return;
  const { run } = find(runId);
  const ended = {
    ...run,
    status: 'fixed' as const,
    line: 'fixed by repair: 4 lines in 3 files',
    endedAtMs: Date.now(),
    by: 'repair' as const,
  };
  const many = Number(process.env.LOOPWRIGHT_FAKE_HUNKS ?? 0);
  const view = cannedReview(ended, 41_000);
  save(workspace, many > 0 ? { ...view, files: manyHunks(many) } : view);
}

/** A new attempt comes to its end; never rejects. */
async function revised(
  workspace: string,
  attempt: { runId: string; hunkIds: readonly string[]; reason: string; number: number },
): Promise<void> {
  await pause(1_500);
  const { runId, hunkIds, reason, number } = attempt;
  const view = find(runId);
  const renewed = mapHunks(view, (hunk) =>
    hunkIds.includes(hunk.hunkId)
      ? {
          ...hunk,
          hunkId: `${hunk.hunkId}-${number}`,
          decision: 'undecided' as const,
          reason: undefined,
          attempt: { number, reason },
          rows: hunk.rows.map((row) =>
            row.kind === 'added' ? { ...row, text: `${row.text} // again`, marks: [] } : row,
          ),
        }
      : hunk,
  );
  const revisions = view.revisions.map((one) => (one.number === number ? { ...one, state: 'proposed' as const } : one));
  save(workspace, { ...renewed, revisions, run: { ...view.run, status: 'fixed', line: 'fixed by a model' } });
}

function noGraph(runId: string): never {
  throw new CodedError('run.noWorkflow', `The canned run ${runId} has no workflow.`);
}

const handlers: Handlers<EngineContract> = {
  ...quietOverview,
  ...noTraces,
  getSendTargets: async () => [{ model: undefined, endpoint: undefined, agreed: true }],
  agreeToSend: async () => null,
  setSecret: async () => null,
  findTests: async ({ workspace }) =>
    existsSync(path.join(workspace, 'package.json'))
      ? [{ key: 'npm test', display: 'npm test', runner: 'node:test, 214 tests', why: 'package.json', cwd: '.' }]
      : [],
  listTests: async () => [],
  runTests: async () => ({
    tests: [],
    output: '',
    errors: [],
    exitCodeOnly: false,
    exitCode: 0,
    coverage: undefined,
  }),
  reproduce: async (_request, signal) => {
    await pause(300, signal);
    return ['keeps the last full window', 'one window of full size', 'negative numbers'].map((id, index) => ({
      id: `windows: ${id}`,
      file: 'test/window.test.js',
      line: index * 9 + 4,
      message: 'expected [[1,2],[2,3],[3,4]], got [[1,2],[2,3]]',
    }));
  },
  startFix: async ({ workspace, budgetUsd, notIsolated }) => {
    const runId = `fake${Object.keys(runs).length}`;
    const run = {
      runId,
      title: 'Fix failing tests',
      status: 'running',
      line: 'opening a copy',
      startedAtMs: Date.now(),
      endedAtMs: undefined,
      costUsd: 0.04,
      by: undefined,
      proposal: undefined,
      isolated: !notIsolated,
      workflow: 'fix-test',
      limits: { usd: budgetUsd, minutes: 15 },
      used: { tokens: 0, calls: 0 },
    } as const;
    save(workspace, { ...cannedReview(run, 0), budgetUsd, files: [], evidence: undefined });
    void goOn(workspace, runId);
    return { runId };
  },
  startWorkflow: () => Promise.reject(new CodedError('workflow.unknown', 'The canned engine has no workflow.')),
  getWaiting: async () => [],
  approve: async () => null,
  listModels: async () => [],
  getQuestions: async () => [],
  answer: async ({ runId }) => {
    throw new CodedError('question.notWaiting', `No agent of the run ${runId} asks nothing now.`);
  },
  cancelNode: async ({ node }) => {
    throw new CodedError('node.notRunning', `The node ${node} is not at work.`);
  },
  cancelRun: async ({ workspace, runId }) => {
    cancelled.add(runId);
    const view = find(runId);
    save(workspace, { ...view, run: { ...view.run, status: 'cancelled', line: '', endedAtMs: Date.now() } });
    return null;
  },
  resumeRun: async ({ workspace, runId }) => {
    const view = find(runId);
    save(workspace, { ...view, run: { ...view.run, status: 'running', line: 'going on', endedAtMs: undefined } });
    void goOn(workspace, runId);
    return { runId };
  },
  listRuns: async () => Object.values(runs).map(({ run }) => run),
  getReview: async ({ runId }) => find(runId),
  getFile: async ({ path: file, side }) => {
    const base = cannedWorkspace[file];
    const hunk =
      side !== 'base'
        ? cannedReview(find(Object.keys(runs)[0] ?? '').run, 0).files.find((one) => one.path === file)?.hunks[0]
        : undefined;
    return { text: base && hunk ? base.replace(textOf(hunk, 'removed'), textOf(hunk, 'added')) : base };
  },
  decide: async ({ workspace, runId, hunkIds, decision, reason }) => {
    save(
      workspace,
      mapHunks(find(runId), (hunk) => (hunkIds.includes(hunk.hunkId) ? { ...hunk, decision, reason } : hunk)),
    );
    return null;
  },
  choose: async ({ workspace, runId, number }) => {
    const view = find(runId);
    const choices = view.choices?.choices.map((choice) => ({ ...choice, isProposed: choice.number === number }));
    if (view.choices && choices) save(workspace, { ...view, choices: { ...view.choices, choices } });
    return null;
  },
  comment: async ({ workspace, runId, hunkId, side, line, text }) => {
    const said = (hunk: HunkView) => [
      ...(hunk.comments ?? []).filter((one) => one.line !== line),
      ...(text === '' ? [] : [{ side, line, text }]),
    ];
    save(
      workspace,
      mapHunks(find(runId), (hunk) => (hunk.hunkId === hunkId ? { ...hunk, comments: said(hunk) } : hunk)),
    );
    return null;
  },
  revise: async ({ workspace, runId, hunkIds, reason }) => {
    const view = find(runId);
    const number = view.revisions.length + 2;
    const instead = view.files.flatMap((file) =>
      file.hunks
        .filter((hunk) => hunkIds.includes(hunk.hunkId))
        .map((hunk) => ({ hunkId: hunk.hunkId, path: file.path, rows: hunk.rows })),
    );
    const revision = { number, reason, state: 'running' as const, why: '', instead };
    const running = { ...view.run, status: 'running' as const, line: `attempt ${number}…` };
    save(workspace, { ...view, run: running, revisions: [...view.revisions, revision] });
    void revised(workspace, { runId, hunkIds, reason, number });
    return { runId };
  },
  acceptEdited: async ({ workspace, runId, path: file, text }) => {
    undoTexts.set(file, readFileSync(path.join(workspace, file), 'utf8'));
    writeFileSync(path.join(workspace, file), text);
    const edited = (hunk: HunkView) => ({
      ...hunk,
      decision: 'accepted' as const,
      applied: true,
      edited: true as const,
    });
    save(
      workspace,
      mapHunks(find(runId), (hunk, one) => (one.path === file ? edited(hunk) : hunk)),
    );
    return { applied: [{ path: file, hunks: 1 }], conflicts: [] };
  },
  wroteFiles: async () => null,
  getMergeTask: async ({ runId }) => noGraph(runId),
  getMerge: async ({ runId }) => noGraph(runId),
  acceptMerged: async ({ runId }) => noGraph(runId),
  accept: async ({ workspace, runId, hunkIds }) => accept(workspace, find(runId), hunkIds),
  undo: async ({ workspace, runId, hunkIds }) => {
    const view = find(runId);
    const holds = (file: ReviewFileView) => file.hunks.some((hunk) => hunkIds?.includes(hunk.hunkId) ?? true);
    const paths = view.files.filter(holds).map((file) => file.path);
    const restored = [...undoTexts].filter(([file]) => paths.includes(file));
    for (const [file, text] of restored) {
      writeFileSync(path.join(workspace, file), text);
      // What is back is not put back once more by a later undo.
      undoTexts.delete(file);
    }
    save(
      workspace,
      mapHunks(view, (hunk, file) => {
        if (!paths.includes(file.path)) return hunk;
        const { edited: _, ...rest } = hunk;
        return hunkIds ? { ...rest, applied: false, decision: 'undecided' as const } : { ...hunk, applied: false };
      }),
    );
    return { restored: restored.map(([file]) => file), conflicts: [] };
  },
  discard: async ({ workspace, runId }) => {
    save(workspace, find(runId));
    return null;
  },
  pasteReply: async () => null,
  checkManifests: async ({ documents }) => documents.map(({ file }) => ({ file, problems: [] })),
  nameAt: async () => undefined,
  getGraph: async ({ runId }) => noGraph(runId),
  getNodeStates: async ({ runId }) => noGraph(runId),
  getNode: async ({ runId }) => noGraph(runId),
  getFileGraph: async () => ({ graph: undefined, problems: [] }),
  forkRun: async ({ runId }) => noGraph(runId),
  getSandboxText: async () => ({ text: 'Sandbox: bubblewrap' }),
  doctor: async () => [{ name: 'sandbox', state: 'works', detail: 'bubblewrap', remedy: undefined }],
};

const { emit } = serve<EngineContract>(openParentChannel(), handlers);

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../adapters/host/systemClock.ts';
import type { HostReach } from '../adapters/network/hostReach.ts';
import { readStoreSettings, storePassword } from '../adapters/store/storeSettings.ts';
import { resolveDataFolder, runFolders } from '../adapters/workspace/dataFolder.ts';
import { DisposableStore } from '../base/disposable.ts';
import { CodedError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { RunId } from '../base/ids.ts';
import type { LanguageServices } from '../core/context/map/languageServices.ts';
import { Limiter } from '../core/engine/limiter.ts';
import type { EditorModels } from '../core/model/editorModels.ts';
import { createRedactor, type Secret, secretsOf } from '../core/redaction/redactor.ts';
import { definitionOf } from '../core/run/runBackend.ts';
import { openRunLog } from '../core/run/runLog.ts';
import type { RunRow } from '../protocol/runView.ts';
import type { ApprovalCalls } from './approvals.ts';
import { findAssets } from './assets.ts';
import type { AuditCalls } from './auditCalls.ts';
import { readConcurrencyLimits } from './concurrencyLimits.ts';
import type { createContextCalls } from './contextCalls.ts';
import type { ContextCalls } from './contextContract.ts';
import type { DashboardCalls } from './dashboard.ts';
import { createLiveOutput } from './liveOutput.ts';
import { loadedLate } from './loadedLate.ts';
import type { Loopwright, RunChange, RunRef } from './loopwright.ts';
import type { MapCalls } from './mapCalls.ts';
import type { MemoryCalls } from './memoryCalls.ts';
import type { createModelCalls, ModelCalls } from './modelCalls.ts';
import { readOwnShapes } from './ownSecrets.ts';
import type { LogOf, ReviewCalls } from './reviewCalls.ts';
import type { RunCallParts, RunCalls, StartCalls } from './runCalls.ts';
import type { RunEnvironment } from './runEnvironment.ts';
import { createSecretMark } from './secretMark.ts';
import { openWorkspaceSession, type WorkspaceSession } from './workspaceSession.ts';

/** What Loopwright takes from its process. */
export interface LoopwrightOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The models of the editor that this runs in; absent on the command line. */
  readonly editorModels?: EditorModels;
  /** What that editor knows of files. */
  readonly languageServices?: LanguageServices;
  /** What names of hosts lead to for commands that may reach some; absent: what they do on this machine. */
  readonly reach?: HostReach;
  /** Sentences for the person that belong to no run. */
  readonly notice?: (sentence: string) => void;
}

/** Puts Loopwright together: the only place that knows which adapters there are. */
export function createLoopwright(options: LoopwrightOptions): Loopwright {
  const { env, editorModels, languageServices, reach, notice = () => undefined } = options;
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<RunChange>());
  const output = owned.add(new Emitter<RunChange & { readonly text: string }>());
  const limiter = limiterOnce(env, owned);
  const secrets = new Map<string, string>();
  const storeSecrets: Secret[] = [];
  const allSecrets = () => [
    ...secretsOf(env),
    ...storeSecrets,
    ...[...secrets].map(([name, value]) => ({ name, value })),
  ];
  const { redact, ownShapes } = redactorOf(env, allSecrets);
  const onSecret = (value: string) => storeSecrets.push({ name: 'LOOPWRIGHT_STORE', value });
  const live = createLiveOutput(redact, ({ workspace, runId }, text) => output.fire({ workspace, runId, text }));
  owned.add(changed.event(({ runId }) => live.flush(runId)));
  const lookup = (name: string) => secrets.get(name) ?? env[name];
  const onChange = (change: RunChange) => changed.fire(change);
  const open = createSessions({ env, notice, owned, ownShapes, onChange, onSecret });

  const environmentFor = (workspace: string): RunEnvironment => ({
    ...findAssets(),
    env,
    lookup,
    redact,
    secrets: allSecrets,
    dataFolder: dataFolderOf(env),
    editorModels,
    languageServices,
    reach,
    limiter: limiter(),
    notice,
    findCode: (inside, text, signal) => context.findKnownCode(inside, text, signal),
    onOutput: (runId, text) => live.push({ workspace, runId }, text),
  });
  const surroundings = () => ({ lookup, dataFolder: dataFolderOf(env), editorModels });
  const context = lateContextCalls({ open, surroundings, notice, owned });
  const logOf: LogOf = async (run, signal) => {
    const session = await open(run.workspace);
    const log = await openRunLog(run.runId, { store: session.store, redact }, signal);
    if (log.state().lastSeq === 0) throw unknownRun(run.runId);
    return { session, log };
  };
  const stateOf = async (run: RunRef, signal: AbortSignal) => {
    const state = await (await open(run.workspace)).states.get(run.runId, signal);
    if (state.lastSeq === 0) throw unknownRun(run.runId);
    return state;
  };

  return {
    onDidChangeRun: changed.event,
    onDidOutput: output.event,
    dispose: () => owned.dispose(),
    setSecret(name, value) {
      if (value === undefined) secrets.delete(name);
      else secrets.set(name, value);
    },
    ...lateRunCalls({ open, environmentFor, stateOf }),
    ...createListCalls(open),
    getState: stateOf,
    ...lateReviewCalls(logOf, environmentFor),
    ...lateModelCalls(surroundings, open),
    ...createUpkeepCalls(surroundings, open),
    ...lateMemoryCalls(open, surroundings),
    ...lateOverviewCalls(open, environmentFor),
    ...context,
  };
}

/** Takes secrets out of texts. `ownShapes` throws where the person's own list of them cannot be read. */
function redactorOf(env: LoopwrightOptions['env'], secrets: () => readonly Secret[]) {
  let shapes: ReturnType<typeof readOwnShapes> | undefined;
  const ownShapes = () => {
    shapes ??= readOwnShapes(dataFolderOf(env));
    return shapes;
  };
  const mark = createSecretMark(() => dataFolderOf(env));
  return { redact: createRedactor(secrets, { shapes: ownShapes, mark }), ownShapes };
}

/** What is counted over many runs and was decided in them, and how a project hangs together. */
function lateOverviewCalls(
  open: (workspace: string) => Promise<WorkspaceSession>,
  environmentFor: RunCallParts['environmentFor'],
): DashboardCalls & MapCalls & AuditCalls & ApprovalCalls {
  const createDashboard = async () => (await import('./dashboard.ts')).createDashboardCalls(open);
  const createMap = async () => (await import('./mapCalls.ts')).createMapCalls(environmentFor);
  const createAudit = async () => (await import('./auditCalls.ts')).createAuditCalls(open);
  const createApprovals = async () => (await import('./approvals.ts')).createApprovalCalls(open);
  return {
    ...loadedLate({ getDashboard: true }, createDashboard),
    ...loadedLate({ getAudit: true, verifyLogs: true }, createAudit),
    ...loadedLate({ listApprovals: true, revokeApprovals: true }, createApprovals),
    ...loadedLate({ getMap: true, getCode: true }, createMap),
  };
}

/** What runs of a workspace have proved, as a person looks at it and changes it. */
function lateMemoryCalls(
  open: (workspace: string) => Promise<WorkspaceSession>,
  surroundings: () => Pick<RunEnvironment, 'dataFolder'>,
): MemoryCalls {
  const names = {
    getMemory: true,
    forgetFact: true,
    keepFact: true,
    listMemorySnapshots: true,
    rollbackMemory: true,
  } as const;
  return loadedLate(names, async () => (await import('./memoryCalls.ts')).createMemoryCalls(open, surroundings));
}

/** What is found in a workspace by words and by meaning. */
function lateContextCalls(parts: Parameters<typeof createContextCalls>[0]): ContextCalls {
  const names = {
    searchContext: true,
    findKnownCode: true,
    updateContext: true,
    getContextStatus: true,
    getEmbeddingTarget: true,
  } as const;
  return loadedLate(names, async () => (await import('./contextCalls.ts')).createContextCalls(parts));
}

/** What is looked after apart from runs: the room they take, and what of the machine they need. */
function createUpkeepCalls(
  surroundings: () => Pick<RunEnvironment, 'lookup' | 'dataFolder'>,
  open: (workspace: string) => Promise<WorkspaceSession>,
): Pick<Loopwright, 'collectGarbage' | 'getDiskUse' | 'getRunFolder' | 'doctor' | 'reportSandbox' | 'chooseSandbox'> {
  return {
    async getDiskUse(workspace, signal) {
      const { diskUseOf } = await import('./diskUse.ts');
      return diskUseOf(await open(workspace), signal);
    },
    async getRunFolder({ workspace, runId }) {
      const { copy } = runFolders((await open(workspace)).folders, runId);
      return existsSync(copy) ? copy : undefined;
    },
    async collectGarbage(workspace, request, signal) {
      const { collectGarbage } = await import('./collectGarbage.ts');
      const session = await open(workspace);
      const { olderThanDays, keep } = request;
      const asked = olderThanDays === undefined && keep === undefined ? session.retention : { olderThanDays, keep };
      const nowMs = systemClock.nowMs();
      return session.alone(() => collectGarbage(session, { ...request, ...asked, nowMs }, signal), signal);
    },
    async doctor(workspace, signal) {
      const { diagnose } = await import('./doctor.ts');
      return diagnose(await open(workspace), surroundings(), signal);
    },
    async reportSandbox(workspace, signal) {
      const { reportSandbox } = await import('./sandboxReport.ts');
      return reportSandbox(await open(workspace), surroundings(), signal);
    },
    async chooseSandbox(change) {
      const { writeSandboxChoice } = await import('./sandboxSettings.ts');
      writeSandboxChoice(surroundings().dataFolder, change);
    },
  };
}

/** The one limiter of the process, made when the first run needs it. */
function limiterOnce(env: LoopwrightOptions['env'], owned: DisposableStore): () => Limiter {
  let limiter: Limiter | undefined;
  owned.add({ dispose: () => limiter?.close() });
  return () => {
    limiter ??= new Limiter(readConcurrencyLimits(dataFolderOf(env)), systemClock);
    return limiter;
  };
}

/** How runs are started and go on: the engine, the agents, the sandbox. */
function lateRunCalls(parts: RunCallParts): StartCalls & RunCalls {
  const names = {
    findTests: true,
    reproduce: true,
    listTests: true,
    runTests: true,
    startFix: true,
    startWorkflow: true,
    startTask: true,
    resumeRun: true,
    restartRun: true,
    reviseRun: true,
    forkRun: true,
    getWorkflowRun: true,
    approve: true,
    answer: true,
    getQuestions: true,
    cancelRun: true,
    cancelNode: true,
    replayRun: true,
    listAgents: true,
    getQueue: true,
    changeQueue: true,
  } as const;
  return loadedLate(names, async () => {
    const { createRunCalls, createStartCalls } = await import('./runCalls.ts');
    return { ...createStartCalls(parts), ...createRunCalls(parts) };
  });
}

/** What a person does with a proposal: diffs, merges, writing into the workspace. */
function lateReviewCalls(logOf: LogOf, environmentFor: RunCallParts['environmentFor']): ReviewCalls {
  const names = {
    getReview: true,
    getChoice: true,
    choose: true,
    getFile: true,
    getPatch: true,
    decide: true,
    comment: true,
    accept: true,
    whyNotUnasked: true,
    acceptInEditor: true,
    acceptEdited: true,
    getMergeTask: true,
    getMerge: true,
    acceptMerged: true,
    undo: true,
    undoHunks: true,
    discard: true,
  } as const;
  return loadedLate(names, async () => {
    const { createReviewCalls } = await import('./reviewCalls.ts');
    const { rememberReviews } = await import('./rememberedReviews.ts');
    const calls = createReviewCalls(logOf, async (workspace) => {
      const { openParser } = await import('./openParser.ts');
      return openParser(environmentFor(workspace));
    });
    return rememberReviews(calls, logOf, environmentFor);
  });
}

/** What can be asked about models: every provider, and the servers of this machine. */
function lateModelCalls(...parts: Parameters<typeof createModelCalls>): ModelCalls {
  const names = {
    getSendTargets: true,
    agreeToSend: true,
    revokeSending: true,
    listModels: true,
    probeModel: true,
  } as const;
  return loadedLate(names, async () => (await import('./modelCalls.ts')).createModelCalls(...parts));
}

/** How runs are found, and what is kept of them is read. */
function createListCalls(
  open: (workspace: string) => Promise<WorkspaceSession>,
): Pick<Loopwright, 'listRuns' | 'findRun' | 'listEvents' | 'listEventsAfter' | 'getWorkflow' | 'readKept'> {
  return {
    async listEvents(run, signal) {
      return (await open(run.workspace)).store.read(run.runId, 0, signal);
    },
    async listEventsAfter(run, seq, signal) {
      return (await open(run.workspace)).store.read(run.runId, seq, signal);
    },
    async readKept(run, hash, signal) {
      const bytes = await (await open(run.workspace)).store.getBlob(hash, signal);
      return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    },
    async getWorkflow(run, definition, signal) {
      return definitionOf((await open(run.workspace)).store, definition, signal);
    },
    async listRuns(workspace, signal) {
      const { store, states } = await open(workspace);
      const { toRunRow } = await import('./runViews.ts');
      const rows: RunRow[] = [];
      for (const head of await store.list(signal)) rows.push(await toRunRow(await states.upTo(head, signal)));
      return rows;
    },
    async findRun(workspace, id, signal) {
      const { store } = await open(workspace);
      const matches = (await store.list(signal)).filter(({ runId }) => runId.startsWith(id));
      const [first, second] = matches;
      if (!first || id === '') throw unknownRun(id);
      if (second) {
        const list = matches.map(({ runId }) => runId).join(', ');
        throw new CodedError('run.ambiguous', `${id} begins the ids of several runs: ${list}.`);
      }
      return { workspace, runId: first.runId };
    },
  };
}

function unknownRun(id: string): CodedError {
  return new CodedError('run.unknown', `There is no run ${JSON.stringify(id)} in this workspace.`, {
    hint: 'See: loopwright runs',
  });
}

const dataFolderOf = (env: LoopwrightOptions['env']) =>
  resolveDataFolder({ env, platform: process.platform, home: homedir() });

/** Opens each workspace once, and closes all of them together. */
function createSessions(parts: {
  readonly env: LoopwrightOptions['env'];
  readonly notice: (sentence: string) => void;
  readonly owned: DisposableStore;
  readonly onChange: (change: RunChange) => void;
  /** Told what must never be stored or shown: the password of the store. */
  readonly onSecret: (value: string) => void;
  /** Throws where the person's own list of secrets cannot be read. */
  readonly ownShapes: () => unknown;
}): (workspace: string) => Promise<WorkspaceSession> {
  const { env, notice, owned, onChange, onSecret, ownShapes } = parts;
  const sessions = new Map<string, Promise<WorkspaceSession>>();
  const openOne = async (workspace: string): Promise<WorkspaceSession> => {
    const dataFolder = dataFolderOf(env);
    ownShapes();
    const configHome = env.XDG_CONFIG_HOME;
    const store = readStoreSettings(dataFolder, env);
    const password = storePassword(store.url);
    // A shorter one would take pieces out of ordinary words.
    if (password !== undefined && password.length >= 8) onSecret(password);
    const surroundings = { dataFolder, configHome, store, nowMs: systemClock.nowMs, notice };
    const session = await openWorkspaceSession(workspace, surroundings);
    owned.add({ dispose: () => session.store.close() });
    owned.add(session.store.onDidChange((runId: RunId) => onChange({ workspace, runId })));
    return session;
  };
  return (workspace) => {
    const key = path.resolve(workspace);
    const known = sessions.get(key);
    if (known) return known;
    const opening = openOne(workspace);
    sessions.set(key, opening);
    // A workspace that could not be opened is tried again the next time.
    opening.catch(() => sessions.delete(key));
    return opening;
  };
}

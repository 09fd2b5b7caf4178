import { homedir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../adapters/host/systemClock.ts';
import { readStoreSettings, storePassword } from '../adapters/store/storeSettings.ts';
import { resolveDataFolder } from '../adapters/workspace/dataFolder.ts';
import { DisposableStore } from '../base/disposable.ts';
import { CodedError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import { asHunkId, type RunId } from '../base/ids.ts';
import { Limiter } from '../core/engine/limiter.ts';
import { definitionOf } from '../core/run/runBackend.ts';
import { openRunLog, type RunLog } from '../core/run/runLog.ts';
import { createRedactor, type Secret, secretsOf } from '../core/trace/redaction.ts';
import type { RunRow } from '../protocol/runView.ts';
import { findAssets } from './assets.ts';
import { collectGarbage } from './collectGarbage.ts';
import { readConcurrencyLimits } from './concurrencyLimits.ts';
import { diagnose } from './doctor.ts';
import type { Loopwright, RunChange, RunRef } from './loopwright.ts';
import { createModelCalls } from './modelCalls.ts';
import { writePatchFile } from './patchFile.ts';
import { loadProposalFiles, textOf } from './proposalFiles.ts';
import { acceptHunks, undoAccepts } from './reviewRun.ts';
import { createRunCalls, createStartCalls } from './runCalls.ts';
import type { RunEnvironment } from './runEnvironment.ts';
import { toReviewView, toRunRow } from './runViews.ts';
import { openWorkspaceSession, type WorkspaceSession } from './workspaceSession.ts';

/** What Loopwright takes from its process. */
export interface LoopwrightOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Sentences for the person that belong to no run. */
  readonly notice?: (sentence: string) => void;
}

/** Puts Loopwright together: the only place that knows which adapters there are. */
export function createLoopwright({ env, notice = () => undefined }: LoopwrightOptions): Loopwright {
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
  const redact = createRedactor(allSecrets);
  const lookup = (name: string) => secrets.get(name) ?? env[name];
  const open = createSessions({
    env,
    notice,
    owned,
    onChange: (change) => changed.fire(change),
    onSecret: (value) => storeSecrets.push({ name: 'LOOPWRIGHT_STORE', value }),
  });

  const environmentFor = (workspace: string): RunEnvironment => ({
    ...findAssets(),
    env,
    lookup,
    redact,
    secrets: allSecrets,
    dataFolder: dataFolderOf(env),
    limiter: limiter(),
    notice,
    onOutput: (runId, text) => output.fire({ workspace, runId, text: redact(text) }),
  });
  const surroundings = () => ({ lookup, dataFolder: dataFolderOf(env) });
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
    ...createStartCalls({ open, environmentFor, stateOf }),
    ...createRunCalls({ open, environmentFor }),
    ...createListCalls(open),
    getState: stateOf,
    ...createReviewCalls(logOf),
    ...createModelCalls(surroundings, open),
    ...createUpkeepCalls(surroundings, open),
  };
}

/** What is looked after apart from runs: the room they take, and what of the machine they need. */
function createUpkeepCalls(
  surroundings: () => Pick<RunEnvironment, 'lookup' | 'dataFolder'>,
  open: (workspace: string) => Promise<WorkspaceSession>,
): Pick<Loopwright, 'collectGarbage' | 'doctor'> {
  return {
    async collectGarbage(workspace, request, signal) {
      const session = await open(workspace);
      const { olderThanDays, keep } = request;
      const asked = olderThanDays === undefined && keep === undefined ? session.retention : { olderThanDays, keep };
      const nowMs = systemClock.nowMs();
      return session.alone(() => collectGarbage(session, { ...request, ...asked, nowMs }, signal), signal);
    },
    async doctor(workspace, signal) {
      return diagnose(await open(workspace), surroundings(), signal);
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

/** Finds a run's log. */
type LogOf = (
  run: RunRef,
  signal: AbortSignal,
) => Promise<{ readonly session: WorkspaceSession; readonly log: RunLog }>;

/** How runs are found, and what is kept of them is read. */
function createListCalls(
  open: (workspace: string) => Promise<WorkspaceSession>,
): Pick<Loopwright, 'listRuns' | 'findRun' | 'listEvents' | 'listEventsAfter' | 'getWorkflow'> {
  return {
    async listEvents(run, signal) {
      return (await open(run.workspace)).store.read(run.runId, 0, signal);
    },
    async listEventsAfter(run, seq, signal) {
      return (await open(run.workspace)).store.read(run.runId, seq, signal);
    },
    async getWorkflow(run, definition, signal) {
      return definitionOf((await open(run.workspace)).store, definition, signal);
    },
    async listRuns(workspace, signal) {
      const { store, states } = await open(workspace);
      const rows: RunRow[] = [];
      for (const { runId } of await store.list(signal)) rows.push(await toRunRow(await states.get(runId, signal)));
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

/** What a person does with a run and its proposal. */
function createReviewCalls(
  logOf: LogOf,
): Pick<Loopwright, 'getReview' | 'getFile' | 'getPatch' | 'decide' | 'accept' | 'undo' | 'discard'> {
  // The log is read once the others have ended: two accepts whose events mix could not be undone.
  async function alone<T>(run: RunRef, action: (found: Awaited<ReturnType<LogOf>>) => Promise<T>, signal: AbortSignal) {
    const { session } = await logOf(run, signal);
    return session.alone(async () => action(await logOf(run, signal)), signal);
  }
  return {
    async getReview(run, signal) {
      const { session, log } = await logOf(run, signal);
      return toReviewView(log.state(), await loadProposalFiles(log.state(), session.store, signal));
    },
    async getFile(run, file, side, signal) {
      const { session, log } = await logOf(run, signal);
      const found = (await loadProposalFiles(log.state(), session.store, signal)).find(
        (entry) => entry.file.path === file,
      );
      if (!found) throw new CodedError('run.unknownFile', `${file} is not part of this proposal.`);
      const version = side === 'base' ? found.base : found.result;
      return version.kind === 'absent' ? undefined : textOf(version);
    },
    async getPatch(run, signal) {
      const { session, log } = await logOf(run, signal);
      return writePatchFile(session, log.state(), signal);
    },
    async decide(run, { hunkIds, decision, reason }, signal) {
      const { log } = await logOf(run, signal);
      await log.append({ type: 'hunk.decided', hunkIds: hunkIds.map(asHunkId), decision, reason }, signal);
    },
    accept: (run, hunkIds, signal) =>
      alone(run, ({ session, log }) => acceptHunks(session, { log, hunkIds }, signal), signal),
    undo: (run, signal) => alone(run, ({ session, log }) => undoAccepts(session, log, signal), signal),
    async discard(run, signal) {
      const { session, log } = await logOf(run, signal);
      const left = (await session.workspace.leftovers(signal)).find(({ runId }) => runId === run.runId);
      if (left?.ownerPid !== undefined) {
        throw new CodedError('run.running', `Run ${run.runId} is still going on (process ${left.ownerPid}).`, {
          hint: `Cancel it first: Ctrl+C where it runs (in VS Code: Cancel Run). From elsewhere, for a run of the command line: kill -INT ${left.ownerPid}`,
        });
      }
      await session.workspace.forget(run.runId, signal);
      if (!log.state().disposed) await log.append({ type: 'copy.disposed' }, signal);
      return { bytes: left?.bytes ?? 0 };
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
}): (workspace: string) => Promise<WorkspaceSession> {
  const { env, notice, owned, onChange, onSecret } = parts;
  const sessions = new Map<string, Promise<WorkspaceSession>>();
  const openOne = async (workspace: string): Promise<WorkspaceSession> => {
    const dataFolder = dataFolderOf(env);
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

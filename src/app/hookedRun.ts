import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { CodedError, isAbort } from '../base/errors.ts';
import { createRunId } from '../base/ids.ts';
import type { RunEnd } from '../core/engine/engineEvent.ts';
import type { HookDefinition } from '../core/hook/hook.ts';
import { fits } from '../core/hook/hookFilter.ts';
import type { HookPayloads } from '../core/hook/hookPayload.ts';
import type { RunSandboxed } from '../core/hook/sandboxedHook.ts';
import { createRunHooks, type RunHooks } from '../core/run/runHooks.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { RunState } from '../core/run/runState.ts';
import type { WorkingCopy } from '../core/run/workingCopy.ts';
import type { Sandbox } from '../core/sandbox/sandbox.ts';
import type { WorkspaceCopy } from '../core/workspace/workspace.ts';
import { createCommandRunning } from './commandRunning.ts';
import { createHookRunners } from './hookRunners.ts';
import type { RunEnvironment } from './runEnvironment.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** What the hooks of a run are called with. */
export interface HookedRunParts {
  readonly session: WorkspaceSession;
  readonly environment: RunEnvironment;
  /** As they were read before the run's copy was made. */
  readonly definitions: readonly HookDefinition[];
  readonly workflow: string;
  readonly log: RunLog;
  readonly copy: WorkingCopy;
  readonly sandbox: Sandbox;
  readonly isolated: boolean;
}

/** The hooks of a run that is carried out here, from its beginning to its end. */
export interface HookedRun {
  readonly hooks: RunHooks;
  /** Tells hooks that the run begins or goes on. A cancellation ends the telling, and is the run's own affair. */
  begin(inputs: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void>;
  /** Tells hooks how the run ended, also after a cancellation, once everything else has been told. */
  end(end: RunEnd): Promise<void>;
  /** Ends the processes of hooks and removes what they ran in. */
  close(): Promise<void>;
}

/** Makes the hooks of a run callable. Nothing is started before the first event that one of them hears. */
export function createHookedRun(parts: HookedRunParts): HookedRun {
  const { session, environment, definitions, workflow, log } = parts;
  const base = createBaseCopy(parts);
  const { dataFolder, env, redact } = environment;
  // Without a sandbox a repository's hooks do not run at all, also where the person lets its tests run without one.
  const runSandboxed = parts.isolated ? runInBase(parts, base) : undefined;
  const runners = createHookRunners({ dataFolder, workspace: session.path, env, runSandboxed });
  const hooks = createRunHooks(definitions, { log, workflow, runners, clock: systemClock, redact });
  const needsBase = runSandboxed && definitions.some((hook) => hook.origin === 'workspace' && hears(hook, workflow));
  return {
    hooks,
    async begin(inputs, signal) {
      try {
        if (needsBase) await base.make(signal);
        await hooks.notify('run.before', { inputs }, signal);
      } catch (error) {
        if (!isAbort(error)) throw error;
      }
    },
    async end(end) {
      await hooks.settled();
      await hooks.notify('run.after', endingOf(log.state(), end), new AbortController().signal);
      await hooks.settled();
    },
    async close() {
      runners.dispose();
      await base.remove();
    },
  };
}

const hears = ({ only }: HookDefinition, workflow: string) => fits(only.workflows, workflow);

/** A copy of what the run began with, which nothing but hooks is run in. */
interface BaseCopy {
  /** Makes it; a failure is kept for whoever asks for the copy. Rejects only with AbortError. */
  make(signal: AbortSignal): Promise<void>;
  get(): Promise<WorkspaceCopy>;
  remove(): Promise<void>;
}

function createBaseCopy({ session: { workspace }, copy }: HookedRunParts): BaseCopy {
  const id = createRunId(systemClock.nowMs(), systemRandom.bytes(5));
  let made: Promise<WorkspaceCopy> | undefined;
  return {
    async make(signal) {
      made = copy.open(signal).then(({ baseTree }) => workspace.reopenCopy(id, baseTree, signal));
      await made.catch((error: unknown) => {
        if (isAbort(error)) throw error;
      });
    },
    get: () =>
      made ?? Promise.reject(new CodedError('hook.start', 'The run ended before there was a copy to run it in.')),
    async remove() {
      // One that cannot be removed now stays listed, and gc takes it.
      if (made) await workspace.forget(id, new AbortController().signal).catch(() => undefined);
    },
  };
}

/**
 * Runs a repository's commands in the base, never in the run's own copy: an agent could change there the very program that is
 * to judge it, what that program loads, or what a test has left in its dependencies.
 */
function runInBase({ sandbox, environment }: HookedRunParts, base: BaseCopy): RunSandboxed {
  const run = createCommandRunning({ sandbox, hostEnv: environment.env, onOutput: () => undefined });
  return async (argv, stdin, timeoutMs, signal) => {
    const request = { copy: await base.get(), argv, env: {}, stdin, timeoutMs };
    const { exitCode, stdout, limit } = await run(request, signal);
    return { exitCode, stdout, timedOut: limit === 'wallMs' };
  };
}

const outcomes: Readonly<Record<NonNullable<RunState['outcome']>, HookPayloads['run.after']['outcome']>> = {
  fixed: 'succeeded',
  added: 'succeeded',
  'nothing-to-fix': 'succeeded',
  done: 'succeeded',
  'not-fixed': 'failed',
  'not-added': 'failed',
  failed: 'failed',
  paused: 'paused',
  cancelled: 'cancelled',
};

function endingOf({ outcome = 'failed', line, failure, spent }: RunState, end: RunEnd): HookPayloads['run.after'] {
  return {
    outcome: outcomes[outcome],
    result: outcome,
    line,
    ...(end.kind === 'succeeded' ? { output: end.output } : {}),
    ...(failure ? { failure: { code: failure.code, message: failure.message } } : {}),
    ms: spent.wallMs,
  };
}

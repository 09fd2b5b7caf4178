import type { HookPoint } from './hookPayload.ts';

/** Which events a hook hears. All of its lists must fit; in a pattern `*` stands for any characters. */
export interface HookFilter {
  readonly workflows?: readonly string[] | undefined;
  /** By id or by path. */
  readonly nodes?: readonly string[] | undefined;
  readonly agents?: readonly string[] | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly models?: readonly string[] | undefined;
}

/** What a hook runs. */
export type HookAction =
  | { readonly kind: 'command'; readonly argv: readonly string[] }
  /** The absolute path of a JavaScript module. */
  | { readonly kind: 'module'; readonly file: string };

/**
 * Whose hook it is. The person's hooks run on the host. A workspace's hooks came with a repository: they run in the
 * sandbox of the run or not at all.
 */
export type HookOrigin = 'person' | 'workspace';

/** A hook as it is called. */
export interface HookDefinition {
  /** Unique among the hooks of its origin. */
  readonly name: string;
  readonly origin: HookOrigin;
  readonly points: readonly HookPoint[];
  readonly action: HookAction;
  readonly only: HookFilter;
  /** Above 0, at most 60,000. */
  readonly timeoutMs: number;
  /** What a gate that fails or is out of time counts as. */
  readonly onError: 'refuse' | 'allow';
  /** Names of variables of the host that it gets besides the usual ones. */
  readonly env: readonly string[];
}

/** The time limit of a hook that names none. */
export const defaultHookTimeoutMs = 5_000;

/** The most that a hook may answer, in bytes of UTF-8: a verdict is far below. */
export const maxAnswerBytes = 64 * 1024;

/**
 * Port: calls one kind of hook.
 *
 * Contract: `text` is the event as JSON. The answer is what the hook said, as it said it, at most `maxAnswerBytes`. A hook
 * that cannot be started, fails, dies or says too much is CodedError `hook.start`, `hook.exit`, `hook.threw`,
 * `hook.crashed` or `hook.output`. When the signal fires, the promise rejects with AbortError within 500 ms and the call has
 * no process left; time limits are the caller's affair and come as that signal. Calls may overlap.
 */
export interface HookRunner {
  call(hook: HookDefinition, text: string, signal: AbortSignal): Promise<string>;
}

/** The runners of a run's hooks. */
export interface HookRunners {
  /** Commands on the host: the person's only. */
  readonly command: HookRunner;
  /** Modules on the host: the person's only. */
  readonly module: HookRunner;
  /** Commands of the workspace; undefined where there is no sandbox: then they fail with `hook.noSandbox`. */
  readonly sandboxed: HookRunner | undefined;
}

/** A hook that did not do what it should. The run is as it would be without it, save for a gate's verdict. */
export interface HookFailure {
  readonly name: string;
  readonly origin: HookOrigin;
  readonly point: HookPoint;
  /** `hook.start`, `hook.exit`, `hook.threw`, `hook.crashed`, `hook.output`, `hook.timeout`, `hook.noSandbox`, `hook.failed`. */
  readonly code: string;
  /** One sentence, without secrets and control characters. */
  readonly message: string;
  /** It failed so many times in a row that it is not called again in this run, except as a gate. */
  readonly switchedOff: boolean;
}

/** What one gate said. */
export interface GateAnswer {
  readonly name: string;
  readonly origin: HookOrigin;
  readonly allow: boolean;
  /** Why, for a person; always there when it refuses. */
  readonly reason: string | undefined;
  /** Set when the gate failed and `onError` decided. */
  readonly code: string | undefined;
}

/** What all gates together say. One that refuses is enough, so the workspace's gates can tighten and never loosen. */
export interface GateVerdict {
  readonly allow: boolean;
  /** The person's first, then the workspace's, each in the order of its file. Empty when no gate listens. */
  readonly gates: readonly GateAnswer[];
}

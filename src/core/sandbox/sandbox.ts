import type { HostList } from '../../base/hostRule.ts';
import type { ConnectionListener } from './networkGate.ts';

/** Limits of one command. All are enforced; the first that is passed ends the command and is named in the result. */
export interface SandboxLimits {
  readonly wallMs: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly processes: number;
  readonly outputBytes: number;
  readonly diskBytes: number;
  readonly files: number;
  readonly tmpBytes: number;
}

/** A dependency folder made available inside without letting the run write to the original. */
export interface DependencyMount {
  /** Absolute path of the original on the host. */
  readonly source: string;
  /** Absolute path it appears at inside. */
  readonly target: string;
  /** `overlay`: writes go to a scratch layer; `readonly`: writes fail. The back end may fall from overlay to readonly and says so. */
  readonly mode: 'overlay' | 'readonly';
}

/** What a command may see and do. Comes from the person's settings only; a project may tighten it, never loosen it. */
export interface SandboxPolicy {
  /** The writable copy: where it lies on the host, and the path it is mounted at inside (the original workspace's path). */
  readonly copy: { readonly hostPath: string; readonly mountPath: string };
  readonly dependencies: readonly DependencyMount[];
  /** Extra absolute paths readable inside at the same place. */
  readonly extraRead: readonly string[];
  /** A writable scratch folder of the host, mounted at the same path inside: reports and reporters lie there. */
  readonly scratchPath: string;
  /** The hosts that may be reached through the gate: those that every list names. Whoever cannot fence them off gives none. */
  readonly network: 'none' | readonly HostList[];
  readonly env: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
}

/** A command: an argument vector, never a shell string. `cwd` is a path inside (below the copy's mountPath). */
export interface SandboxCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called once when the command's first process has been started: until it ends there is time for other work. */
  readonly onStarted?: () => void;
  /** Told what is decided about hosts that the command asks for. */
  readonly onConnection?: ConnectionListener;
}

/** How a command ended. A non-zero exit code or a passed limit is an outcome, not an error. */
export interface SandboxResult {
  /** undefined when a signal or a limit ended it. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The limit that ended it. */
  readonly limit: keyof SandboxLimits | undefined;
  /** Milliseconds from when that was seen until all that it had started was gone; undefined when it ended by itself. */
  readonly stopMs?: number | undefined;
  /** Sanitised text, each capped at limits.outputBytes. */
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  readonly peakMemoryBytes: number | undefined;
}

/** A known weakness of a back end on this machine, one plain sentence. */
export interface SandboxGap {
  readonly text: string;
  /** The one command that closes it; absent where nothing on this machine does. */
  readonly remedy?: string;
}

/** What a back end says about itself. */
export interface SandboxProbe {
  readonly works: boolean;
  readonly name: string;
  readonly version: string | undefined;
  /** Whether commands are isolated at all; false only for the back end that a person chose by `--no-sandbox`. */
  readonly isolated: boolean;
  /** Commands can be let reach hosts of a list, and no others. */
  readonly reachesHosts?: true;
  readonly gaps: readonly SandboxGap[];
  /** Who holds the limits of commands, one plain sentence, where that depends on the machine. */
  readonly limitsHeld?: string;
  /** When it does not work: why, and the one command or step that helps. */
  readonly problem?: string;
  readonly remedy?: string;
}

/** A chunk of sanitised output, as it comes. */
export type OutputListener = (chunk: { readonly stream: 'stdout' | 'stderr'; readonly text: string }) => void;

/** Of a sandbox whose programs have other names for the folders of the host: Linux on Windows. */
export interface InsidePaths {
  /** An absolute path of the host as programs inside have it. */
  toInside(path: string): string;
  /** A text that programs inside have written, with the folders of the policy as the host has them, by `/`, which no format has to escape. */
  toHost(text: string, policy: SandboxPolicy): string;
}

/**
 * Port: runs commands of the project or of an agent.
 *
 * Contract: `probe` runs the real argument vector with `true` and never throws for a missing back end. `run` never falls
 * back to less isolation; when the back end cannot start it throws CodedError `sandbox.unavailable`. The signal kills the
 * whole process tree and rejects with AbortError within 500 ms. When `run` settles, no process of it is left.
 */
export interface Sandbox {
  /** Whether commands find the copy at the workspace's own path. Otherwise it stands at its own, and what is printed names files by that. */
  readonly mountsCopy: boolean;
  /** Absent: paths inside are those of the host. What commands print has the host's either way; what they write into files has not. */
  readonly insidePaths?: InsidePaths;
  probe(signal: AbortSignal): Promise<SandboxProbe>;
  run(
    command: SandboxCommand,
    policy: SandboxPolicy,
    onOutput: OutputListener,
    signal: AbortSignal,
  ): Promise<SandboxResult>;
}

import type { Sandbox } from '../../core/sandbox/sandbox.ts';
import { createBubblewrapSandbox } from './bubblewrapSandbox.ts';
import { createNotIsolatedSandbox } from './notIsolated.ts';
import { currentToolchainHost } from './toolchain.ts';
import { createUnavailableSandbox } from './unavailableSandbox.ts';

/** What the person chose, and where the sandbox may keep its own files. */
export interface CreateSandboxOptions {
  /** True only when the person said `--no-sandbox` (or its setting): commands then run unfenced, and that is shown. */
  readonly allowNotIsolated: boolean;
  /** Folder for the sandbox's own files, outside every workspace, copy and scratch folder. Made when missing. */
  readonly scratchRoot: string;
  /** A trial that worked before counts, as long as the machine is as it was then. */
  readonly trustsEarlier?: boolean;
}

/**
 * The back end for this host. Where none works it is one whose probe says what to install and whose `run` throws
 * `sandbox.unavailable`; it never falls back to less isolation by itself.
 */
export async function createSandbox(options: CreateSandboxOptions, signal: AbortSignal): Promise<Sandbox> {
  if (options.allowNotIsolated) return createNotIsolatedSandbox();
  const sandbox = createBubblewrapSandbox({
    scratchRoot: options.scratchRoot,
    platform: process.platform,
    arch: process.arch,
    identity: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    toolchainHost: currentToolchainHost(),
    trustsEarlier: options.trustsEarlier === true,
  });
  const probe = await sandbox.probe(signal);
  return probe.works ? sandbox : createUnavailableSandbox(probe);
}

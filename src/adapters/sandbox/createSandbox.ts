import { getPriority } from 'node:os';
import { join } from 'node:path';
import { type BackEndName, backEndFor, type SandboxChoice } from '../../core/sandbox/choice.ts';
import type { NetworkGate } from '../../core/sandbox/networkGate.ts';
import type { Sandbox } from '../../core/sandbox/sandbox.ts';
import { findTool } from './bubblewrapHost.ts';
import { createBubblewrapSandbox } from './bubblewrapSandbox.ts';
import { createNotIsolatedSandbox } from './notIsolated.ts';
import { chooseContainer } from './remedies.ts';
import { findScopeCandidate } from './systemdScope.ts';
import { currentToolchainHost } from './toolchain.ts';
import { createUnavailableSandbox } from './unavailableSandbox.ts';

/** What the person chose, and where the sandbox may keep its own files. */
export interface CreateSandboxOptions {
  /** True only when the person said `--no-sandbox` (or its setting): commands then run unfenced, and that is shown. */
  readonly allowNotIsolated: boolean;
  /** The person's choice of a back end. */
  readonly choice: SandboxChoice;
  /** Folder for the sandbox's own files, outside every workspace, copy and scratch folder. Made when missing. */
  readonly scratchRoot: string;
  /** A trial that worked before counts, as long as the machine is as it was then. */
  readonly trustsEarlier?: boolean;
  /** The way to hosts that a policy lists; absent: commands reach none. */
  readonly gate?: NetworkGate | undefined;
}

/**
 * The back end that was chosen, or else the one of this platform. Where it does not work it is one whose probe says what to do and
 * whose `run` throws `sandbox.unavailable`; no other takes its place.
 */
export async function createSandbox(options: CreateSandboxOptions, signal: AbortSignal): Promise<Sandbox> {
  if (options.allowNotIsolated) return createNotIsolatedSandbox();
  const name = backEndFor(options.choice, process.platform);
  if (name === undefined) return createUnavailableSandbox(noneFor(process.platform));
  const sandbox = await createBackEnd(name, options);
  const probe = await sandbox.probe(signal);
  return probe.works ? sandbox : createUnavailableSandbox(probe);
}

function noneFor(platform: string) {
  return {
    works: false,
    name: 'none',
    version: undefined,
    isolated: true,
    gaps: [],
    problem: `There is no sandbox for ${platform}.`,
    remedy: chooseContainer,
  };
}

/** A back end by its name, untried. What only some need is loaded with it. */
export async function createBackEnd(
  name: BackEndName,
  { choice, scratchRoot, trustsEarlier, gate }: Omit<CreateSandboxOptions, 'allowNotIsolated'>,
): Promise<Sandbox> {
  const identity = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const toolchainHost = currentToolchainHost();
  const { platform, arch } = process;
  switch (name) {
    case 'bubblewrap': {
      const scope = findScopeCandidate(findTool('systemd-run', ''), {
        uid: identity.uid,
        env: process.env,
        nice: getPriority(),
      });
      const own = { trustsEarlier: trustsEarlier === true, gate, scope };
      return createBubblewrapSandbox({ scratchRoot, platform, arch, identity, toolchainHost, ...own });
    }
    case 'container': {
      const { createContainerSandbox } = await import('./containerSandbox.ts');
      const { engine, image } = choice;
      const own = join(scratchRoot, 'container');
      return createContainerSandbox({
        scratchRoot: own,
        platform,
        identity,
        searchPath: toolchainHost.path,
        engine,
        image,
        gate,
      });
    }
    case 'seatbelt': {
      const { createSeatbeltSandbox, sandboxExec } = await import('./seatbeltSandbox.ts');
      return createSeatbeltSandbox({
        scratchRoot: join(scratchRoot, 'seatbelt'),
        platform,
        toolchainHost,
        program: sandboxExec,
      });
    }
    case 'wsl': {
      const { createWslSandbox, wslProgram } = await import('./wslSandbox.ts');
      const { distribution } = choice;
      return createWslSandbox({
        scratchRoot: join(scratchRoot, 'wsl'),
        arch,
        program: wslProgram(process.env),
        distribution,
      });
    }
  }
}

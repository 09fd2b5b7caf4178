import { lstatSync } from 'node:fs';
import path from 'node:path';
import type { HostReach } from '../adapters/network/hostReach.ts';
import { createSandbox } from '../adapters/sandbox/createSandbox.ts';
import { CodedError } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import type { LanguageServices } from '../core/context/map/languageServices.ts';
import type { Limiter } from '../core/engine/limiter.ts';
import type { EditorModels } from '../core/model/editorModels.ts';
import { hostListsOf, type Policy } from '../core/policy/policy.ts';
import type { Secret } from '../core/redaction/redactor.ts';
import type { FoundCode } from '../core/run/fixPorts.ts';
import type { Redact } from '../core/run/runLog.ts';
import type { SandboxChoice } from '../core/sandbox/choice.ts';
import type { NetworkGate } from '../core/sandbox/networkGate.ts';
import type { Sandbox, SandboxProbe } from '../core/sandbox/sandbox.ts';
import { closedSandbox, whyNoCode } from './runPolicy.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** What starting runs needs from the process. */
export interface RunEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly lookup: (name: string) => string | undefined;
  readonly secrets: () => readonly Secret[];
  readonly redact: Redact;
  readonly grammarFolder: string;
  /** The tree-sitter runtime's WASM file; undefined when the library finds it in its own package. */
  readonly grammarRuntime: string | undefined;
  readonly dataFolder: string;
  /** The models of the editor that this runs in; absent on the command line. */
  readonly editorModels?: EditorModels | undefined;
  /** What that editor knows of files; absent on the command line. */
  readonly languageServices?: LanguageServices | undefined;
  /** The network of the host for commands that may reach some of it, where it is not this machine's own. */
  readonly reach?: HostReach | undefined;
  /** One for all runs of the process. */
  readonly limiter: Limiter;
  /** Pieces of a workspace by words and by meaning, in an index that is there; undefined where there is none. */
  readonly findCode?: (
    workspace: string,
    text: string,
    signal: AbortSignal,
  ) => Promise<readonly FoundCode[] | undefined>;
  readonly onOutput: (runId: RunId, text: string) => void;
  /** Sentences for the person that belong to no run. */
  readonly notice: (sentence: string) => void;
}

/** A sandbox that works, and what it says about itself. */
export interface OpenSandbox {
  readonly sandbox: Sandbox;
  readonly probe: SandboxProbe;
}

/** What a run wants of a sandbox; the data folder holds the person's choice of one. */
export interface SandboxWish {
  readonly notIsolated: boolean;
  readonly policy: Policy;
  readonly dataFolder: string;
  /** The network of the host, where it is not this machine's own. */
  readonly reach?: HostReach | undefined;
}

/** The person's choice of a sandbox. Most have made none, and then nothing that checks one is loaded. */
async function choiceIn(dataFolder: string): Promise<SandboxChoice> {
  if (!lstatSync(path.join(dataFolder, 'sandbox.json'), { throwIfNoEntry: false })) return { backEnd: 'auto' };
  return (await import('./sandboxSettings.ts')).readSandboxChoice(dataFolder);
}

/** The way to the hosts that a policy lets commands reach; undefined where it lets them reach none. */
async function gateFor(policy: Policy, reach: HostReach | undefined): Promise<NetworkGate | undefined> {
  if (hostListsOf(policy).length === 0) return undefined;
  const { createAllowListGate } = await import('../adapters/network/allowListGate.ts');
  return createAllowListGate(reach ? { reach } : {});
}

/**
 * The sandbox, once it is known to work; otherwise `sandbox.unavailable` says what to install. Where the policy lets no code run, one
 * that runs nothing. Throws `policy.refused` where code would have to run on the host and may not.
 */
export async function openSandbox(
  session: WorkspaceSession,
  { notIsolated, policy, dataFolder, reach }: SandboxWish,
  signal: AbortSignal,
): Promise<OpenSandbox> {
  const noCode = whyNoCode(policy, { isolated: true });
  if (noCode !== undefined) return closedSandbox(noCode);
  const noHost = notIsolated ? whyNoCode(policy, { isolated: false }) : undefined;
  if (noHost !== undefined)
    throw new CodedError(
      'policy.refused',
      `It is not allowed to run code of the project without a sandbox (${noHost}).`,
      {
        hint: 'Leave --no-sandbox out.',
      },
    );
  const scratchRoot = path.join(session.folders.root, 'sandbox');
  const choice = await choiceIn(dataFolder);
  const gate = await gateFor(policy, reach);
  const wanted = { allowNotIsolated: notIsolated, choice, scratchRoot, trustsEarlier: true, gate };
  const sandbox = await createSandbox(wanted, signal);
  const probe = await sandbox.probe(signal);
  if (probe.works) return { sandbox, probe };
  throw new CodedError(
    'sandbox.unavailable',
    `Loopwright runs project code only in a sandbox, and none works here: ${(probe.problem ?? 'unknown reason').replace(/\.$/, '')}.`,
    {
      hint: `${probe.remedy ?? ''}\nTo run the tests not isolated, with all that your account may do: --no-sandbox`.trim(),
    },
  );
}

import type { BackEndName } from './choice.ts';
import type { SandboxLimits } from './sandbox.ts';

/** What a command sees and may do, one sentence. */
export interface SandboxSentence {
  readonly topic: 'reads' | 'writes' | 'network' | 'processes' | 'environment' | 'limits';
  readonly text: string;
}

/** What a back end says where dependencies cannot be made writable. */
export const readOnlyDependencies =
  'Dependency folders are read-only inside, because overlays cannot be mounted here; tools that write there fail.';

/** What the words are about. */
export interface PolicyWordsInput {
  readonly backEnd: BackEndName;
  readonly workspace: string;
  /** Folders and programs outside the system that are shown. */
  readonly toolchain: readonly string[];
  /** The image of containers. */
  readonly image: string | undefined;
  /** Dependencies get a fresh writable layer for each command. */
  readonly overlays: boolean;
  readonly passedVariables: readonly string[];
  readonly limits: SandboxLimits;
}

/** Says in words what the sandbox lets a command do. */
export function policyWords(input: PolicyWordsInput): readonly SandboxSentence[] {
  const { backEnd, limits, passedVariables } = input;
  return [
    ...readWords(input).map((text) => ({ topic: 'reads' as const, text })),
    ...writeWords(input).map((text) => ({ topic: 'writes' as const, text })),
    { topic: 'network', text: networkWords[backEnd] },
    { topic: 'processes', text: processWords[backEnd] },
    {
      topic: 'environment',
      text: `PATH, HOME, TMPDIR, LANG, CI, TERM and what the run sets; of your variables only ${passedVariables.join(', ') || 'none'}, and never one that is named like a secret.`,
    },
    ...limitWords(limits).map((text) => ({ topic: 'limits' as const, text })),
  ];
}

const networkWords: Readonly<Record<BackEndName, string>> = {
  bubblewrap:
    'None but hosts that are listed: no other address can be reached. Its own loopback works, which is not the one of this machine.',
  wsl: 'None: no address can be reached. Its own loopback works, which is not the one of this machine.',
  container:
    'None but, on Linux, hosts that are listed: no other address can be reached. Its own loopback works, which is not the one of this machine.',
  seatbelt: 'None, the loopback of this machine included. Sockets with a name in the scratch folder work.',
};

const processWords: Readonly<Record<BackEndName, string>> = {
  wsl: 'Its own only. No capabilities, no new privileges, no mounts, no namespaces, no programs of Windows; all of them end with the command.',
  bubblewrap:
    'Its own only. No capabilities, no new privileges, no mounts, no namespaces; all of them end with the command.',
  container:
    'Its own only. No capabilities, no new privileges, the system calls that the engine lets through; all of them end with the command.',
  seatbelt: 'Those of the same profile can be seen and signalled, and no others; all of them end with the command.',
};

function readWords({ backEnd, workspace, toolchain, image, overlays }: PolicyWordsInput): readonly string[] {
  const copy =
    backEnd === 'seatbelt'
      ? `The isolated copy of ${workspace}, at its own path.`
      : `The isolated copy, at ${workspace}; the original cannot be seen.`;
  const dependencies =
    backEnd === 'bubblewrap' && overlays
      ? 'Dependencies of the workspace (node_modules, virtual environments), under a layer of their own.'
      : backEnd === 'bubblewrap'
        ? 'Dependencies of the workspace (node_modules, virtual environments).'
        : 'Dependencies of the workspace, as a copy.';
  const system =
    backEnd === 'container'
      ? `The whole image ${image ?? ''}, and nothing of this machine's system.`
      : 'Programs and libraries of the system, certificates, time zone; no accounts, no settings of yours.';
  const tools = backEnd === 'container' || toolchain.length === 0 ? [] : [`Your tools: ${toolchain.join(', ')}.`];
  return [
    copy,
    dependencies,
    system,
    ...tools,
    'Nothing else: no home folder, no keys, no other projects, no sockets.',
  ];
}

function writeWords({ backEnd, overlays, limits }: PolicyWordsInput): readonly string[] {
  const dependencies =
    backEnd === 'bubblewrap' && overlays
      ? 'Dependencies, into a layer that is thrown away with the command; never the originals.'
      : backEnd === 'bubblewrap'
        ? 'Not its dependencies: they are read-only here.'
        : 'Dependencies, in the copy; never the originals.';
  const temporary =
    backEnd === 'seatbelt'
      ? 'A temporary and a home folder of its own, in the scratch folder.'
      : `/tmp and a home folder of its own, in memory, ${size(limits.tmpBytes)} at most, gone afterwards.`;
  return ['The copy, but not its .git; the scratch folder of the run.', dependencies, temporary, 'Nothing else.'];
}

function limitWords(limits: SandboxLimits): readonly string[] {
  return [
    `${limits.wallMs / 1000} seconds, of which ${limits.cpuSeconds} of processor time.`,
    `${size(limits.memoryBytes)} of memory and ${limits.processes} processes, all together.`,
    `${size(limits.diskBytes)} and ${limits.files} files more on the disk; ${Math.round(limits.outputBytes / 1e6)} MB of output a stream.`,
  ];
}

function size(bytes: number): string {
  const mebibytes = Math.round(bytes / (1024 * 1024));
  return mebibytes >= 1024 ? `${mebibytes / 1024} GiB` : `${mebibytes} MiB`;
}

import path from 'node:path';
import { createBackEnd } from '../adapters/sandbox/createSandbox.ts';
import { currentToolchainHost, discoverToolchain } from '../adapters/sandbox/toolchain.ts';
import { isCoded } from '../base/errors.ts';
import { decide, type PolicyRequest } from '../core/policy/decide.ts';
import { effectiveMode, hostListsOf, type Policy } from '../core/policy/policy.ts';
import { type BackEndName, backEndFor, backEndNames, type SandboxChoice } from '../core/sandbox/choice.ts';
import { defaultPassedVariables, defaultSandboxLimits } from '../core/sandbox/policy.ts';
import { policyWords, readOnlyDependencies } from '../core/sandbox/policyWords.ts';
import type { SandboxProbe } from '../core/sandbox/sandbox.ts';
import type { BackEndView, PolicyStatement, SandboxReport } from '../protocol/sandbox.ts';
import { policyOf } from './runPolicy.ts';
import { readSandboxChoice, sandboxFile } from './sandboxSettings.ts';
import { requireSecurity } from './securitySettings.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Where a back end can be used at all. */
const platforms: Readonly<Record<BackEndName, readonly string[]>> = {
  bubblewrap: ['linux'],
  container: ['linux', 'darwin'],
  seatbelt: ['darwin'],
  wsl: ['win32'],
};

const platformNames: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/** Tries every back end of this machine, and says in words what a command of the workspace may do in the one that runs use. */
export async function reportSandbox(
  session: WorkspaceSession,
  { dataFolder }: { readonly dataFolder: string },
  signal: AbortSignal,
): Promise<SandboxReport> {
  const choice = readSandboxChoice(dataFolder);
  const used = backEndFor(choice, process.platform);
  const scratchRoot = path.join(session.folders.root, 'sandbox');
  const backEnds: BackEndView[] = [];
  let held: string | undefined;
  // One after the other: each trial starts programs, and what it finds shall not hang on the others.
  for (const name of backEndNames) {
    const probe = platforms[name].includes(process.platform)
      ? await (await createBackEnd(name, { choice, scratchRoot })).probe(signal)
      : undefined;
    backEnds.push(viewOf(name, probe, name === used));
    if (name === used) held = probe?.limitsHeld;
  }
  const own = backEnds.find((one) => one.used);
  const works = own !== undefined && own.state !== 'missing' && own.state !== 'elsewhere';
  const statements = (await codeStatements(session, dataFolder, signal)).map((one) => {
    if (!works && one.text === runs) return { ...one, text: noneWorks, from: 'the sandbox' };
    return one.topic === 'network' && !fencesHosts(used)
      ? { ...one, text: noHosts, from: `the sandbox (${used})` }
      : one;
  });
  const words =
    used === undefined || !works ? [] : await sandboxStatements(session, { used, own, choice, held }, signal);
  return {
    workspace: session.path,
    platform: process.platform,
    chosenBy: choice.backEnd === 'auto' ? 'platform' : 'person',
    file: sandboxFile(dataFolder),
    backEnds,
    policy: [...statements, ...words],
  };
}

/** Whether a back end can let commands reach some hosts and no others: no socket leads into a virtual machine. */
function fencesHosts(name: BackEndName | undefined): boolean {
  return name === 'bubblewrap' || (name === 'container' && process.platform === 'linux');
}

function viewOf(name: BackEndName, probe: SandboxProbe | undefined, used: boolean): BackEndView {
  if (!probe) {
    const detail = `belongs to ${platforms[name].map((one) => platformNames[one] ?? one).join(', ')}`;
    return { name, state: 'elsewhere', used, detail, remedy: undefined, gaps: [] };
  }
  const gaps = probe.gaps.map(({ text, remedy }) => ({ text, remedy }));
  if (!probe.works) {
    const { problem = 'does not work', remedy } = probe;
    return { name, state: 'missing', used, detail: problem, remedy, gaps };
  }
  return {
    name,
    state: gaps.length > 0 ? 'limited' : 'works',
    used,
    detail: probe.version ?? '',
    remedy: undefined,
    gaps,
  };
}

/** What the mode and the security files leave of running code, editing and applying. */
async function codeStatements(
  session: WorkspaceSession,
  dataFolder: string,
  signal: AbortSignal,
): Promise<readonly PolicyStatement[]> {
  try {
    const layers = await requireSecurity({ dataFolder, workspace: session.path }, signal);
    return policyStatements(policyOf({}, layers));
  } catch (error) {
    if (!isCoded(error, 'security.invalid')) throw error;
    return [{ topic: 'code', text: `No run begins. ${error.message}`, from: 'security.yaml' }];
  }
}

const runs = 'Code of the project runs in the sandbox.';
const noHosts = 'Your list of hosts does nothing: this sandbox cannot let commands reach some hosts and no others.';
const noneWorks = 'No code of the project runs in a sandbox: the one that is used does not work here.';
const asked: readonly (readonly [
  topic: PolicyStatement['topic'],
  request: Pick<PolicyRequest, 'intent' | 'isolated'>,
  may: string,
  mayNot: string,
])[] = [
  ['code', { intent: 'build', isolated: true }, runs, 'No code of the project runs.'],
  [
    'code',
    { intent: 'build', isolated: false },
    'Only where you say --no-sandbox (or set loopwright.sandbox.allowNotIsolated) does it run without one.',
    '--no-sandbox is refused.',
  ],
  ['edits', { intent: 'edit', isolated: true }, 'Agents edit the copy.', 'Nothing is edited, the copy included.'],
  [
    'edits',
    { intent: 'write-outside', isolated: true },
    'Your own files change when you apply a proposal, or where you said --apply.',
    'Your own files change only when you apply a proposal; --apply is refused.',
  ],
];

/** The same for a policy: what each kind of action comes to, rules about single actions counted and not gone into. */
export function policyStatements(policy: Policy): readonly PolicyStatement[] {
  const bare = { ...policy, layers: policy.layers.map(({ rules: _rules, ...layer }) => layer) };
  const nobody = { tainted: [], grants: [], workspace: '', nowMs: 0 };
  const general = asked.map(([topic, request, may, mayNot]): PolicyStatement => {
    const decision = decide(bare, { ...request, ...nobody });
    const allowed = decision.kind === 'allowed';
    return { topic, text: allowed ? may : mayNot, from: allowed ? `mode ${effectiveMode(policy)}` : decision.rule };
  });
  const rules = policy.layers.flatMap(({ file, rules = [] }) =>
    rules.map((rule, at): PolicyStatement => {
      const what = rule.intents.join(', ');
      const of = rule.command === undefined ? '' : ' by one command';
      const verb = { deny: 'Refused', ask: 'Asked first', allow: 'Allowed without a question' }[rule.effect];
      return { topic: 'code', text: `${verb}: ${what}${of}.`, from: `${file}: rule ${at + 1}` };
    }),
  );
  const decided = decide(bare, { intent: 'network', isolated: true, ...nobody });
  const hosts = hostListsOf(policy).map(({ rule, hosts: names }, at): PolicyStatement => {
    const text =
      at === 0
        ? `Commands reach ${names.join(', ')} through a proxy of Loopwright.`
        : `Of these only ${names.join(', ')}.`;
    return { topic: 'network', text, from: rule };
  });
  const closed = { topic: 'network', text: 'No host of a list is reached.' } as const;
  const reached = hosts.length === 0 || decided.kind === 'allowed' ? hosts : [{ ...closed, from: decided.rule }];
  const kept = policy.layers.flatMap(({ file, protect = [] }) =>
    protect.map(
      (glob): PolicyStatement => ({ topic: 'edits', text: `No proposal changes ${glob}.`, from: `${file}: protect` }),
    ),
  );
  return [...general, ...rules, ...kept, ...reached];
}

async function sandboxStatements(
  session: WorkspaceSession,
  {
    used,
    own,
    choice,
    held,
  }: {
    readonly used: BackEndName;
    readonly own: BackEndView;
    readonly choice: SandboxChoice;
    readonly held: string | undefined;
  },
  signal: AbortSignal,
): Promise<readonly PolicyStatement[]> {
  const needsTools = used === 'bubblewrap' || used === 'seatbelt';
  const toolchain = needsTools ? await discoverToolchain(currentToolchainHost(), session.path, signal) : undefined;
  const words = policyWords({
    backEnd: used,
    workspace: session.path,
    toolchain: toolchain?.readable ?? [],
    image: choice.image,
    overlays: !own.gaps.some(({ text }) => text === readOnlyDependencies),
    passedVariables: defaultPassedVariables,
    limits: defaultSandboxLimits,
  });
  const all = held === undefined ? words : [...words, { topic: 'limits' as const, text: held }];
  return all.map(({ topic, text }) => ({ topic, text, from: `the sandbox (${used})` }));
}

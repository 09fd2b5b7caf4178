import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../adapters/host/systemClock.ts';
import { CodedError } from '../base/errors.ts';
import { parseJson } from '../base/parseJson.ts';
import type { PolicyLayer, PolicyRule } from '../core/policy/policy.ts';
import { sayAction } from '../core/run/policyGuard.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Something that a person has allowed in a workspace until a day. */
export interface ApprovalView {
  /** Names it, also where it is what allows an action: `approvals.json ID`. */
  readonly id: string;
  /** In words that follow "to". */
  readonly action: string;
  readonly intents: readonly string[];
  /** The program and all of its arguments; null: it is about no command. */
  readonly command: readonly string[] | null;
  readonly tools: readonly string[];
  /** Its end, ms since 1970. */
  readonly untilMs: number;
}

/** How a person looks at what they have allowed in a workspace, and takes it back. */
export interface ApprovalCalls {
  /** What holds now, in the order in which it was allowed. */
  listApprovals(workspace: string, signal: AbortSignal): Promise<readonly ApprovalView[]>;
  /**
   * Takes back those of these ids, or all, and gives what was taken back. From then on they allow nothing, in runs that go on neither.
   * Throws `approval.unknown` when one of the ids is none, and then takes back nothing.
   */
  revokeApprovals(
    workspace: string,
    ids: readonly string[] | 'all',
    signal: AbortSignal,
  ): Promise<readonly ApprovalView[]>;
}

const approvalsName = 'approvals.json';

export function createApprovalCalls(open: (workspace: string) => Promise<WorkspaceSession>): ApprovalCalls {
  return {
    async listApprovals(workspace, signal) {
      signal.throwIfAborted();
      return (await readApprovals(await open(workspace))).map(viewOf);
    },
    async revokeApprovals(workspace, ids, signal) {
      const session = await open(workspace);
      return session.alone(async () => {
        const kept = await readApprovals(session);
        const known = new Set(kept.map(idOf));
        const unknown = ids === 'all' ? undefined : ids.find((id) => !known.has(id));
        if (unknown !== undefined)
          throw new CodedError('approval.unknown', `Nothing is allowed as ${JSON.stringify(unknown)}.`, {
            hint: 'See: loopwright approvals list',
          });
        const isRevoked = (rule: PolicyRule) => ids === 'all' || ids.includes(idOf(rule));
        await writeApprovals(
          session,
          kept.filter((rule) => !isRevoked(rule)),
        );
        return kept.filter(isRevoked).map(viewOf);
      }, signal);
    },
  };
}

/** Keeps something that a person has allowed in the workspace. */
export async function keepApproval(session: WorkspaceSession, rule: PolicyRule, signal: AbortSignal): Promise<void> {
  await session.alone(async () => {
    const others = (await readApprovals(session)).filter((one) => idOf(one) !== idOf(rule));
    await writeApprovals(session, [...others, rule]);
  }, signal);
}

/**
 * What was allowed in the workspace, as layers that are read anew whenever the file has changed: what is taken back allows nothing from
 * then on.
 */
export function liveApprovals(session: WorkspaceSession): () => readonly PolicyLayer[] {
  const file = approvalsFile(session);
  let seen = '';
  let layers: readonly PolicyLayer[] = [];
  return () => {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    const now = stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : '';
    if (now === seen) return layers;
    layers = approvalsIn(stat ? textOf(file) : '').map((rule) => ({
      from: 'person',
      file: `${approvalsName} ${idOf(rule)}`,
      rules: [rule],
    }));
    seen = now;
    return layers;
  };
}

const approvalsFile = ({ folders }: WorkspaceSession) => path.join(folders.root, approvalsName);

async function readApprovals(session: WorkspaceSession): Promise<readonly PolicyRule[]> {
  return approvalsIn(await readFile(approvalsFile(session), 'utf8').catch(() => ''));
}

/** What a person has allowed and is not over. A text that cannot be read allows nothing: the person is asked again. */
function approvalsIn(text: string): readonly PolicyRule[] {
  const kept = parseJson(text);
  if (!Array.isArray(kept)) return [];
  const rules = kept.filter(isApproval).filter(({ untilMs }) => (untilMs ?? 0) > systemClock.nowMs());
  return rules.map((rule) => ({ ...rule, exact: true }));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Taken away in between.
    return '';
  }
}

function isApproval(value: unknown): value is PolicyRule {
  const { effect, intents, untilMs, workspace } = (value ?? {}) as Partial<PolicyRule>;
  return effect === 'allow' && Array.isArray(intents) && typeof untilMs === 'number' && typeof workspace === 'string';
}

/** The same for the same action, whenever it was allowed. */
function idOf({ intents, command, tools, workspace }: PolicyRule): string {
  const what = JSON.stringify([intents, command ?? null, tools ?? null, workspace ?? null]);
  return createHash('sha256').update(what).digest('hex').slice(0, 8);
}

function viewOf(rule: PolicyRule): ApprovalView {
  const { intents, tools = [], untilMs = 0 } = rule;
  // Approvals are kept with plain texts; what was put in by hand may say more, and is shown as it stands.
  const command = rule.command?.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const [intent = 'build'] = intents;
  const action = sayAction({ intent, command, tool: tools.length > 0 ? tools.join(', ') : undefined });
  return { id: idOf(rule), action, intents, command: command ?? null, tools, untilMs };
}

async function writeApprovals(session: WorkspaceSession, rules: readonly PolicyRule[]): Promise<void> {
  const file = approvalsFile(session);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.tmp`, `${JSON.stringify(rules, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

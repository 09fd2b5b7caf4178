import { noSuchTool } from '../agent/turnLoop.ts';
import type { Taint } from '../policy/decide.ts';
import { effectiveMode, type Mode, type Policy } from '../policy/policy.ts';
import { lastDay, sayAction, sayArguments } from './policyGuard.ts';
import type { RunEvent } from './runEvent.ts';
import type { RunState } from './runState.ts';

/** Something that was decided in a run: what, how, by which rule, and by whom. */
export interface AuditRow {
  readonly seq: number;
  /** Ms since 1970. */
  readonly atMs: number;
  readonly node: string | undefined;
  /** In words that follow "to". */
  readonly action: string;
  readonly decision: 'allowed' | 'refused' | 'asked' | 'answered';
  readonly rule: string;
  readonly by: 'policy' | 'person' | 'nobody' | 'gate';
  /** What the run had read by then that nobody vouches for. */
  readonly tainted: readonly Taint[];
  /** The same action of the same node that follows at once is told with the first. */
  readonly times: number;
}

/** What was decided in a run, with what it was bounded by. */
export interface AuditTrail {
  /** The mode that held, the strictest of all that was said. */
  readonly mode: Mode;
  readonly policy: Policy;
  /** Tests, commands, tools and edits that the mode allowed are told from what they came to; everything else is an event of its own. */
  readonly rows: readonly AuditRow[];
}

/** What was decided in a run, by its log. */
export function auditTrail(events: readonly RunEvent[], { policy }: Pick<RunState, 'policy'>): AuditTrail {
  const mode = effectiveMode(policy);
  const usual = `mode ${mode}`;
  const rows: AuditRow[] = [];
  for (const event of events) {
    const row = rowOf(event, usual);
    if (!row) continue;
    const last = rows.at(-1);
    if (last && isSame(last, row)) rows[rows.length - 1] = { ...last, times: last.times + 1 };
    else rows.push(row);
  }
  return { mode, policy, rows };
}

function isSame(one: AuditRow, other: AuditRow): boolean {
  return (['node', 'action', 'decision', 'rule', 'by'] as const).every((field) => one[field] === other[field]);
}

function rowOf(event: RunEvent, usual: string): AuditRow | undefined {
  const said = decided(event) ?? carriedOut(event, usual);
  if (!said) return undefined;
  const { seq, atMs, node } = event;
  return { seq, atMs, node, by: 'policy', tainted: [], times: 1, ...said };
}

type Said = Pick<AuditRow, 'action' | 'decision' | 'rule'> & Partial<Pick<AuditRow, 'by' | 'tainted'>>;

/** What the log has as a decision of its own. */
function decided(event: RunEvent): Said | undefined {
  switch (event.type) {
    case 'policy.decided': {
      const { decision, rule, by, scope, untilMs, tainted = [] } = event;
      const reach = scope === undefined ? '' : ` (${sayScope(scope, untilMs)})`;
      return { action: `${sayAction(event)}${reach}`, decision, rule, by, tainted };
    }
    case 'connection.decided': {
      const { command, host, port, decision, rule, tainted = [] } = event;
      const where = port === 0 ? host : `${host}:${port}`;
      return { action: `reach ${where} from ${sayArguments(command)}`, decision, rule, tainted };
    }
    case 'person.asked':
      return { action: event.question, decision: 'asked', rule: 'a question', by: 'person' };
    case 'person.answered':
      return { action: event.answer, decision: 'answered', rule: 'a question', by: 'person' };
    case 'person.missed':
      return { action: event.question, decision: 'asked', rule: 'a question', by: 'nobody' };
    case 'gate.decided':
      return {
        action: 'let the result count',
        decision: event.allow ? 'allowed' : 'refused',
        rule: event.gates.map(({ name }) => `gate ${name}`).join(', ') || 'no gate',
        by: 'gate',
      };
    case 'signal.sent':
      return approval(event);
    default:
      return undefined;
  }
}

/** The answer to a step that waits for a yes; answers to questions are events of their own. */
function approval({ name, value }: Extract<RunEvent, { type: 'signal.sent' }>): Said | undefined {
  const { approved } = (value ?? {}) as { readonly approved?: unknown };
  if (typeof approved !== 'boolean') return undefined;
  const decision = approved ? 'allowed' : 'refused';
  return { action: `go on behind ${name}`, decision, rule: 'a step that waits for a person', by: 'person' };
}

/** What was done because the mode allows it, by what it came to. */
function carriedOut(event: RunEvent, rule: string): Said | undefined {
  switch (event.type) {
    case 'tool.called':
      // A refusal has an event of its own.
      if (event.summary.startsWith('policy.')) return undefined;
      if (event.summary === noSuchTool)
        return { action: `use the tool ${event.name}`, decision: 'refused', rule: 'not a tool of this agent' };
      return { action: `use the tool ${event.name}`, decision: 'allowed', rule };
    case 'command.ran':
      return { action: `run ${event.command}`, decision: 'allowed', rule };
    case 'test.reported':
      return { action: `run the tests (${event.phase})`, decision: 'allowed', rule };
    case 'copy.changed':
      return { action: `change ${Object.keys(event.files).length} files of the copy`, decision: 'allowed', rule };
    case 'apply.began': {
      const paths = event.files.map(({ path }) => path);
      return { action: `write ${sayArguments(paths)} into the workspace`, decision: 'allowed', rule, by: 'person' };
    }
    case 'undo.finished':
      return { action: `put back ${sayArguments(event.paths)}`, decision: 'allowed', rule, by: 'person' };
    default:
      return undefined;
  }
}

function sayScope(scope: string, untilMs: number | undefined): string {
  if (scope === 'once') return 'once';
  return scope === 'run' ? 'in this run' : `in this workspace until ${lastDay(untilMs ?? 0)}`;
}

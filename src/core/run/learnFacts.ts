import type { BlobHash } from '../../base/ids.ts';
import { type Fact, factId } from '../memory/fact.ts';
import { type PatchFile, unifiedPatch } from '../patch/unifiedPatch.ts';
import { diffOf } from './rememberedFix.ts';
import type { RunEvent } from './runEvent.ts';
import type { RunState } from './runState.ts';

/** A run that has ended. */
export interface EndedRun {
  readonly state: RunState;
  readonly events: readonly RunEvent[];
  /** A text that is kept beside the log; undefined when it is gone or no text. */
  readText(hash: BlobHash, signal: AbortSignal): Promise<string | undefined>;
  readonly nowMs: number;
}

const mostTests = 20;
const mostFlaky = 5;
const longestSummary = 800;
/** A longer change is not kept: it is no small defect that comes back as it was. */
const longestChange = 6_000;

/**
 * What a run proved, as facts: how the tests ran, which of them are unsteady, which checkers there are, and a change that made red
 * tests green in a clean copy. What an agent merely said is none of them. A run that failed or was stopped proves nothing.
 */
export async function learnFacts(run: EndedRun, signal: AbortSignal): Promise<readonly Fact[]> {
  const { outcome } = run.state;
  if (outcome === undefined || outcome === 'failed' || outcome === 'cancelled' || outcome === 'paused') return [];
  const fix = await fixFact(run, signal);
  return [...commandFacts(run), ...flakyFacts(run), ...checkerFacts(run), ...(fix ? [fix] : [])];
}

const base = ({ state, nowMs }: EndedRun) => ({
  scope: 'session' as const,
  run: state.runId,
  verified: new Date(nowMs).toISOString(),
  confirmed: 1,
  refuted: 0,
});

/** The command that ran the tests: a report with tests in it came of it, or by its exit code it told red from green. */
function commandFacts(run: EndedRun): readonly Fact[] {
  const { command, before, evidence, settings } = run.state;
  if (!command) return [];
  const tests = before ? before.passed + before.failed + before.skipped : 0;
  const byExitCode = evidence?.byExitCodeOnly === true && evidence.goalReached;
  if (tests === 0 && !byExitCode) return [];
  // One that memory named is known already, by the name that it has there.
  if (command.why.startsWith('remembered: ')) return [];
  const report = run.events.find((event) => event.type === 'test.reported' && event.phase === 'before');
  const seconds = report?.type === 'test.reported' ? ` in ${(report.ms / 1_000).toFixed(1)} s` : '';
  const { runner, display, cwd, why } = command;
  const given = settings?.testCommand !== undefined;
  const where = cwd === '' ? '' : ` in ${cwd}`;
  return [
    {
      ...base(run),
      // Two facts: what is found later does not take the place of what a person gave.
      id: given ? 'given-test-command' : cwd === '' ? 'test-command' : factId('test-command', cwd),
      kind: 'test-command',
      about: `The tests${where} are run by ${display} (${runner === 'unknown' ? 'runner not recognised' : runner})`,
      command: display,
      runner,
      ...(cwd === '' ? {} : { folder: cwd }),
      by: given ? 'given' : 'found',
      evidence: byExitCode ? 'its exit code told red from green' : `${tests} tests ran${seconds}`,
      body: given ? 'A person gave the command.' : `Found in ${why}.`,
    },
  ];
}

function flakyFacts(run: EndedRun): readonly Fact[] {
  return run.state.flaky.slice(0, mostFlaky).map((id) => ({
    ...base(run),
    id: factId('flaky-test', id),
    kind: 'flaky-test',
    about: `The test ${id} is flaky`,
    tests: [id],
    evidence: 'red once and green once without a change',
    body: '',
  }));
}

function checkerFacts(run: EndedRun): readonly Fact[] {
  const report = run.events.findLast((event) => event.type === 'analysis.reported');
  if (report?.type !== 'analysis.reported') return [];
  const tools = report.tools.flatMap((one) => ('findings' in one ? [one.tool] : [])).sort();
  if (tools.length === 0) return [];
  return [
    {
      ...base(run),
      id: 'checkers',
      kind: 'checkers',
      about: `The project is checked by ${[...new Set(tools)].join(', ')}`,
      evidence: 'they ran in the isolated copy',
      body: '',
    },
  ];
}

async function fixFact(run: EndedRun, signal: AbortSignal): Promise<Fact | undefined> {
  const { outcome, evidence, proposal, testsChanged, summary, by } = run.state;
  if (outcome !== 'fixed' || !evidence?.goalReached || !proposal || testsChanged.length > 0) return undefined;
  const tests = evidence.byExitCodeOnly ? run.state.red.map(({ id }) => id) : evidence.fixed;
  const [first] = tests;
  if (first === undefined || proposal.files.length === 0) return undefined;
  const files = proposal.files.map(({ path }) => path).sort();
  const change = await changeOf(run, signal);
  const more = tests.length > 1 ? ` (and ${tests.length - 1} more)` : '';
  const green = evidence.byExitCodeOnly
    ? 'by exit code only'
    : `${evidence.fixed.length} red before and green after, none broken`;
  return {
    ...base(run),
    id: factId('fix', `${files.join(' ')} ${first}`),
    kind: 'fix',
    about: `${first}${more}`.replace(/\s+/g, ' ').slice(0, 400),
    tests: tests.slice(0, mostTests),
    files: files.slice(0, mostTests),
    evidence: `${green}, in a clean copy; made by ${by === 'repair' ? 'repair without a model' : 'a model'}`,
    body: `${summary.trim().slice(0, longestSummary)}${change === '' ? '' : `\n\n\`\`\`diff\n${change}\`\`\``}`.trim(),
  };
}

/** The change as a unified diff; '' for one that is long, binary, or adds or removes files. */
async function changeOf({ state, readText }: EndedRun, signal: AbortSignal): Promise<string> {
  const patches: PatchFile[] = [];
  for (const { path, base: from, result, binary, kind } of state.proposal?.files ?? []) {
    if (binary || kind !== 'modified' || from.hash === undefined || result.hash === undefined) return '';
    const [before, after] = [await readText(from.hash, signal), await readText(result.hash, signal)];
    if (before === undefined || after === undefined) return '';
    patches.push({ path, before, after });
  }
  const text = unifiedPatch(patches);
  return text.length > longestChange ? '' : text;
}

/** The lines that a fix adds and removes, wherever they stand by now. */
function changedLines({ body }: Fact): string {
  const lines = diffOf(body).split('\n');
  return lines.filter((line) => /^[+-]/.test(line) && !/^(?:\+\+\+|---) /.test(line)).join('\n');
}

/**
 * A fact with what was known of it before. The same once more counts as a further proof, and keeps what a person made of it: the
 * text of another change, or of another command, takes its place.
 */
export function provedAgain(fact: Fact, before: Fact | undefined): Fact {
  if (!before || before.kind !== fact.kind) return fact;
  const isSame = fact.kind === 'fix' ? changedLines(fact) === changedLines(before) : fact.command === before.command;
  if (!isSame) return fact;
  const { body, about, scope, confirmed, refuted, accepted } = before;
  const kept = { body, about, scope, refuted, ...(accepted === undefined ? {} : { accepted }) };
  return { ...fact, ...kept, confirmed: confirmed + 1 };
}

import type { Detection } from '../analysis/analysisTool.ts';
import { type AnalysisReport, type Finding, findingsOf, type ToolName } from '../analysis/finding.ts';
import type { AnalysisOptions } from '../analysis/staticAnalysis.ts';
import { findSuppressions, type Suppression } from '../analysis/suppressions.ts';
import type { FileChange } from '../evidence/fileChange.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import type { FixPorts } from './fixPorts.ts';
import { lanes } from './lanes.ts';
import type { FileTexts, WorkingCopy } from './workingCopy.ts';

/** What the project's own checkers say of a change. Only `introduced` and `silenced` count against it. */
export interface ChangeFindings {
  /** All that is found now, old findings too. */
  readonly all: readonly Finding[];
  readonly introduced: readonly Finding[];
  /** Where the change silences a checker instead of satisfying it: no comparison of findings can see that. */
  readonly silenced: readonly Suppression[];
  /** Found now in a place where a syntax error hid everything before. */
  readonly unsure: readonly Finding[];
  readonly fixed: number;
  /** Checkers that could not be asked, before or after the change, or are not installed, each with the reason. */
  readonly unknown: readonly { readonly tool: ToolName; readonly why: string }[];
  readonly tools: readonly ToolName[];
}

/** What an analysis of a run works with. */
export type AnalysisRunPorts = Pick<FixPorts, 'analysis' | 'cloneCopy' | 'workspace' | 'openFiles' | 'clock' | 'log'>;

/** The run's copy, held by the caller, and what it is to be analysed with. */
export interface AnalysisTask {
  readonly copy: WorkspaceCopy;
  readonly working: WorkingCopy;
  /** Ask about these files only; absent: all that the tools' configurations cover. */
  readonly files?: readonly string[];
}

/**
 * Holds what the checkers find now against what they found in the workspace as it was. That is looked at once per run and kept.
 * Tools may write into the copy that they look at, so they get one of their own.
 */
export async function analyseChange(
  ports: AnalysisRunPorts,
  task: AnalysisTask,
  signal: AbortSignal,
): Promise<ChangeFindings> {
  const { copy, working, files } = task;
  const before = await baseReport(ports, task, signal);
  const changes = await working.changes(signal);
  const lane = await ports.cloneCopy(copy, lanes.analysis, signal);
  const startMs = ports.clock.monotonicMs();
  const { report: after, detection } = await analyse(ports, lane, files === undefined ? {} : { files }, signal);
  const { introduced, fixed, unsure, notCompared } = ports.analysis.introduced(before, after);
  const found: ChangeFindings = {
    all: findingsOf(after),
    introduced,
    unsure,
    silenced: findSuppressions(await againstBase(ports, { copy, working, changes }, signal)),
    fixed: fixed.length,
    unknown: [
      ...notCompared.map(({ tool, when, why }) => ({ tool, why: `${when} the change: ${why}` })),
      ...detection.missing.map(({ name, why }) => ({ tool: name, why })),
    ],
    tools: [...new Set(detection.tools.map(({ name }) => name))],
  };
  await record(ports, { phase: 'now', report: after, kept: found, startMs }, signal);
  return found;
}

/** What was found last of the copy as it is now, or what is found when it is looked at. */
export async function lastFindings(
  ports: AnalysisRunPorts,
  task: AnalysisTask,
  signal: AbortSignal,
): Promise<ChangeFindings> {
  const { findings } = ports.log.state();
  if (!findings) return analyseChange(ports, task, signal);
  return JSON.parse(await ports.log.readText(findings.hash, signal)) as ChangeFindings;
}

/** What the checkers found in the workspace as it was; undefined when nobody has asked them yet. */
export async function findingsBefore(
  { log }: Pick<FixPorts, 'log'>,
  signal: AbortSignal,
): Promise<readonly Finding[] | undefined> {
  const { analysisBefore } = log.state();
  return analysisBefore === undefined ? undefined : findingsOf(readReport(await log.readText(analysisBefore, signal)));
}

/** The fixes that the tools themselves offer, for files that the run has changed and nothing else. */
export async function fixChange(
  ports: AnalysisRunPorts,
  { copy, working }: AnalysisTask,
  signal: AbortSignal,
): Promise<FileTexts> {
  const files = [...(await working.changes(signal))].flatMap(([path, text]) => (text === undefined ? [] : [path]));
  const lane = await ports.cloneCopy(copy, lanes.analysis, signal);
  const { tools } = await ports.analysis.detect(lane, signal);
  return (await ports.analysis.fix(lane, tools, { files }, signal)).files;
}

/** The texts of changed files before and after. The copy holds the change again when this is done. */
export async function againstBase(
  ports: Pick<FixPorts, 'workspace' | 'openFiles'>,
  task: { readonly copy: WorkspaceCopy; readonly working: WorkingCopy; readonly changes: FileTexts },
  signal: AbortSignal,
): Promise<readonly FileChange[]> {
  const { copy, changes } = task;
  if (changes.size === 0) return [];
  return onBase(
    ports,
    task,
    async () => {
      const files = ports.openFiles(copy);
      const found: FileChange[] = [];
      for (const [path, after] of changes) found.push({ path, before: await files.read(path, signal), after });
      return found;
    },
    signal,
  );
}

/** Does something while the copy is as the workspace was, and puts the change back into it. */
export async function onBase<T>(
  ports: Pick<FixPorts, 'workspace'>,
  { copy, working }: Pick<AnalysisTask, 'copy' | 'working'>,
  action: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  await ports.workspace.renew(copy, signal);
  try {
    return await action();
  } finally {
    await working.restore(copy, signal);
  }
}

async function baseReport(ports: AnalysisRunPorts, task: AnalysisTask, signal: AbortSignal): Promise<AnalysisReport> {
  const kept = ports.log.state().analysisBefore;
  if (kept !== undefined) return readReport(await ports.log.readText(kept, signal));
  const startMs = ports.clock.monotonicMs();
  const clone = () => ports.cloneCopy(task.copy, lanes.analysis, signal);
  const isChanged = (await task.working.changes(signal)).size > 0;
  const lane = isChanged ? await onBase(ports, task, clone, signal) : await clone();
  const { report } = await analyse(ports, lane, {}, signal);
  await record(ports, { phase: 'before', report, kept: writeReport(report), startMs }, signal);
  return report;
}

async function analyse(
  { analysis }: AnalysisRunPorts,
  lane: WorkspaceCopy,
  options: AnalysisOptions,
  signal: AbortSignal,
): Promise<{ readonly report: AnalysisReport; readonly detection: Detection }> {
  const detection = await analysis.detect(lane, signal);
  return { report: await analysis.run(lane, detection.tools, options, signal), detection };
}

async function record(
  { log, clock }: AnalysisRunPorts,
  came: {
    readonly phase: 'before' | 'now';
    readonly report: AnalysisReport;
    readonly kept: ChangeFindings | KeptReport;
    readonly startMs: number;
  },
  signal: AbortSignal,
): Promise<void> {
  const { phase, kept, startMs } = came;
  const tools = came.report.outcomes.map((outcome) =>
    outcome.kind === 'read'
      ? { tool: outcome.tool, findings: outcome.findings.length }
      : { tool: outcome.tool, failed: outcome.message },
  );
  const report = await log.keepText(JSON.stringify(kept), signal);
  const counts = 'introduced' in kept ? { introduced: kept.introduced.length, silenced: kept.silenced.length } : {};
  const ms = clock.monotonicMs() - startMs;
  await log.append({ type: 'analysis.reported', phase, report, tools, ...counts, ms }, signal);
}

interface KeptReport extends Omit<AnalysisReport, 'sources'> {
  readonly sources: readonly (readonly [string, string])[];
}

function writeReport({ outcomes, sources }: AnalysisReport): KeptReport {
  return { outcomes, sources: [...sources] };
}

function readReport(text: string): AnalysisReport {
  const { outcomes, sources } = JSON.parse(text) as KeptReport;
  return { outcomes, sources: new Map(sources) };
}

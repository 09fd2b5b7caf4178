import { CodedError, isAbort, messageOf } from '../../base/errors.ts';
import type { BlobHash } from '../../base/ids.ts';
import { countCases } from '../evidence/testReport.ts';
import { diffHunks } from '../patch/hunks.ts';
import type { ProposedFile, WorkspaceCopy } from '../workspace/workspace.ts';
import type { FixOptions, FixPorts } from './fixPorts.ts';
import { type GreenResult, modelStep } from './modelStep.ts';
import { repairStep } from './repairStep.ts';
import { findCommand, type Reproduction, recordReport, reproduce } from './reproduce.ts';
import type { FixedBy } from './runEvent.ts';
import { seconds } from './runState.ts';

/** What the loop needs of a run that has been started: `run.started` is in the log already. */
export interface FixTask {
  readonly runId: string;
  readonly options: FixOptions;
}

/**
 * The fix loop: find the tests, copy, reproduce, repair without a model, then with one, prove, propose. Everything it does
 * is in the log, failures too; it rejects only when the log cannot be written. Nothing in the person's workspace is touched.
 */
export async function fixRun(ports: FixPorts, task: FixTask, signal: AbortSignal): Promise<void> {
  // The last events are written even when the run was cancelled.
  const unstoppable = new AbortController().signal;
  const deadline = new AbortController();
  const ended = new AbortController();
  ports.clock.sleep(ports.budget.remainingMs(), ended.signal).then(
    () => deadline.abort(),
    () => undefined,
  );
  try {
    await runSteps(ports, task, AbortSignal.any([signal, deadline.signal]));
  } catch (error) {
    if (isAbort(error) && deadline.signal.aborted && !signal.aborted) await recordTimeUsed(ports, unstoppable);
    else if (isAbort(error) && signal.aborted) await ports.log.append({ type: 'run.cancelled' }, unstoppable);
    else await recordFailure(ports, error, unstoppable);
  } finally {
    ended.abort();
  }
}

async function runSteps(ports: FixPorts, { runId, options }: FixTask, signal: AbortSignal): Promise<void> {
  const { named } = options;
  const found = await findCommand(ports.finder, { workspacePath: ports.workspace.path, ...options }, signal);
  const { command } = found;
  await ports.log.append({ type: 'tests.found', ...found }, signal);
  const startMs = ports.clock.monotonicMs();
  const opened = await ports.workspace.openCopy(runId, signal);
  const { files, baseTree } = opened;
  await ports.log.append({ type: 'copy.opened', files, baseTree, ms: ports.clock.monotonicMs() - startMs }, signal);
  const copy = await include(ports, { opened, paths: options.include ?? [] }, signal);
  const reproduction = await reproduce(ports, { copy, command, named, coverage: options.repairMs !== 0 }, signal);
  if (reproduction.red.length === 0) return nothingToFix(ports, { reproduction, named }, signal);

  const repaired = await repairStep(ports, { copy, reproduction }, options, signal);
  if (repaired.kind === 'green') return propose(ports, { result: repaired, by: 'repair' }, signal);

  const result = await modelStep(
    ports,
    { copy, reproduction, hints: repaired.hints, suspects: repaired.suspects },
    options,
    signal,
  );
  if (result.kind === 'green') return propose(ports, { result, by: 'model' }, signal);
  if (result.kind === 'exhausted') {
    return ports.log.append(
      { type: 'run.finished', outcome: 'paused', line: 'paused: the budget does not allow the next call' },
      signal,
    );
  }
  const line = ports.model ? `not fixed: ${repaired.why}; ${result.why}` : `not fixed: ${repaired.why}`;
  return ports.log.append({ type: 'run.finished', outcome: 'not-fixed', line }, signal);
}

/** The copy with the ignored files that the person named. */
async function include(
  { workspace, log }: FixPorts,
  { opened, paths }: { readonly opened: WorkspaceCopy; readonly paths: readonly string[] },
  signal: AbortSignal,
): Promise<WorkspaceCopy> {
  if (paths.length === 0) return opened;
  const copy = await workspace.include(opened, paths, signal);
  await log.append({ type: 'copy.included', paths, files: copy.included?.length ?? 0 }, signal);
  return copy;
}

function nothingToFix(
  ports: FixPorts,
  { reproduction, named }: { readonly reproduction: Reproduction; readonly named: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const line = `nothing to fix: ${sayNothing(reproduction, named)}`;
  return ports.log.append({ type: 'run.finished', outcome: 'nothing-to-fix', line }, signal);
}

function sayNothing({ before, flaky, wanted }: Reproduction, named: readonly string[]): string {
  if (flaky.length > 0) return `what was red once was green the next time (flaky: ${flaky.join(', ')})`;
  if (before.source === 'exit-code') return 'the test command succeeds';
  const { passed, skipped } = countCases(wanted);
  const tests = named.length > 0 ? `${passed} of the tests named pass` : `all ${passed} tests pass`;
  return skipped > 0 ? `${tests}, ${skipped} skipped` : tests;
}

/** Keeps the proved change in the log, and ends the run. */
async function propose(
  ports: FixPorts,
  { result, by }: { readonly result: GreenResult; readonly by: FixedBy },
  signal: AbortSignal,
): Promise<void> {
  const { log } = ports;
  const { verdict, proposal, blobs, testsChanged } = result.proof;
  const { files } = proposal;
  await recordReport(ports, 'after', verdict.after, signal);
  for (const bytes of blobs.values()) await log.keepBytes(bytes, signal);
  const size = measure(files, blobs);
  await log.append({ type: 'evidence.recorded', evidence: verdict.evidence, testsChanged }, signal);
  await log.append({ type: 'patch.proposed', proposal, by, summary: result.summary, hunks: size.hunks }, signal);
  const where = files.length === 1 ? files[0]?.path : `${files.length} files`;
  const change = `${size.lines} ${size.lines === 1 ? 'line' : 'lines'} in ${where}`;
  await log.append(
    testsChanged.length > 0
      ? {
          type: 'run.finished',
          outcome: 'not-fixed',
          line: `green only with changed tests (${testsChanged.join(', ')}): ${change}`,
        }
      : { type: 'run.finished', outcome: 'fixed', line: `fixed by ${by}: ${change}` },
    signal,
  );
}

/** How many hunks and changed lines a proposal has; a replaced line counts once. */
function measure(files: readonly ProposedFile[], blobs: ReadonlyMap<BlobHash, Uint8Array>) {
  const text = (hash: BlobHash | undefined) =>
    new TextDecoder().decode(hash === undefined ? undefined : blobs.get(hash));
  let hunks = 0;
  let lines = 0;
  for (const file of files) {
    if (file.binary) {
      hunks++;
      continue;
    }
    for (const { added, removed } of diffHunks(text(file.base.hash), text(file.result.hash), { path: file.path })) {
      hunks++;
      lines += Math.max(added, removed);
    }
  }
  return { hunks, lines };
}

async function recordTimeUsed({ log, budget }: FixPorts, signal: AbortSignal): Promise<void> {
  const total = budget.limits.wallMs;
  await log.append({ type: 'budget.exhausted', limit: 'wallMs', needed: 1, left: 0, total }, signal);
  await log.append(
    { type: 'run.finished', outcome: 'paused', line: `paused: the time of ${seconds(total)} is used up` },
    signal,
  );
}

async function recordFailure({ log }: FixPorts, error: unknown, signal: AbortSignal): Promise<void> {
  const coded = error instanceof CodedError ? error : undefined;
  const code = coded?.code ?? 'internal';
  // A bug is kept with its stack: the log is where it will be looked for.
  const message = coded ? coded.message : error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  await log.append({ type: 'run.failed', code, message, hint: coded?.hint }, signal);
}

import type { PatchFile } from '../app/loopwright.ts';
import type { RunState } from '../core/run/runState.ts';

/** What `fix --json` prints: the contract of docs/cli.md. */
export function fixResult(state: RunState, patch: PatchFile | undefined, applied: boolean | undefined) {
  const { evidence, spent } = state;
  const none = { passed: 0, failed: 0, skipped: 0 };
  return {
    ok: true,
    runId: state.runId,
    outcome: state.outcome ?? 'failed',
    traceId: state.traceId ?? null,
    evidence: {
      before: evidence?.before ?? state.before ?? none,
      // Without a proposal nothing has changed: the tests are as they were.
      after: evidence?.after ?? state.before ?? none,
      fixed: evidence?.fixed ?? [],
      broken: evidence?.broken ?? [],
      flaky: evidence?.flaky ?? state.flaky,
      byExitCodeOnly: evidence?.byExitCodeOnly ?? false,
      newTests: state.shown.newTests ?? null,
      findings: state.shown.findings ?? null,
      change: state.shown.change ?? null,
    },
    proposal:
      patch === undefined
        ? null
        : {
            files: patch.files,
            hunks: patch.hunks,
            added: patch.added,
            removed: patch.removed,
            patch: patch.path,
            testsChanged: state.testsChanged.length > 0,
            refusedBy: state.gates.flatMap(({ name, from, allow, reason }) =>
              allow ? [] : [{ gate: name, from, reason }],
            ),
          },
    ...(applied === undefined ? {} : { applied }),
    by: state.by ?? null,
    model: state.model ?? null,
    isolated: state.isolated,
    cost: { usd: spent.usd ?? null, tokensIn: spent.tokensIn, tokensOut: spent.tokensOut, calls: spent.calls },
    wallMs: spent.wallMs,
    line: state.line,
  };
}

import type { FailingTestView, FixRequest } from '../protocol/engine.ts';
import { runTestsOnce, type TestEnvironment } from './runTestsOnce.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Runs all tests once in an isolated copy and lists the red ones. Leaves nothing behind and records nothing. */
export async function reproduceOnce(
  session: WorkspaceSession,
  { request, environment }: { readonly request: FixRequest; readonly environment: TestEnvironment },
  signal: AbortSignal,
): Promise<readonly FailingTestView[]> {
  const all = { request, environment, selection: { files: [], names: [] }, coverage: false };
  return runTestsOnce(
    session,
    all,
    ({ report }) =>
      report.cases
        .filter(({ state }) => state === 'failed')
        .map(({ id, file, line, failure }) => ({ id, file, line, message: failure?.message ?? '' })),
    signal,
  );
}

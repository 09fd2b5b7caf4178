// Writes the log of a run that never was, with a proposal of its own, for what is shown of large ones.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openWorkspaceSession } from '../../src/app/workspaceSession.ts';
import { asBlobHash, type RunId, type TraceId } from '../../src/base/ids.ts';
import { openRunLog } from '../../src/core/run/runLog.ts';

const never = new AbortController().signal;
const inFile = 50;

interface Place {
  readonly workspace: string;
  readonly dataFolder: string;
  readonly runId: RunId;
}

/** Records a run that proposes so many hunks of TypeScript, fifty a file, and writes the files as they are before. */
export async function writeProposal({ workspace, dataFolder, runId }: Place, hunks: number): Promise<void> {
  const session = await openWorkspaceSession(workspace, {
    dataFolder,
    configHome: undefined,
    nowMs: Date.now,
    notice: () => undefined,
  });
  const log = await openRunLog(runId, { store: session.store, redact: (text) => text }, never);
  await log.append(
    {
      type: 'run.started',
      workflow: 'fix-test',
      traceId: '0'.repeat(32) as TraceId,
      workspace,
      named: [],
      model: undefined,
      limits: { wallMs: 1 },
      isolated: true,
      sandbox: { name: 'none', version: undefined, gaps: [] },
      owner: { pid: process.pid, startTime: undefined },
    },
    never,
  );
  const files = [];
  for (let first = 0; first < hunks; first += inFile) {
    const parts = Array.from({ length: Math.min(inFile, hunks - first) }, (_, i) => first + i);
    const file = `part${first / inFile}.ts`;
    const [base, result] = [parts.map(partBefore).join('\n'), parts.map(partAfter).join('\n')];
    writeFileSync(path.join(workspace, file), base);
    for (const text of [base, result]) await log.keepBytes(new TextEncoder().encode(text), never);
    const state = (text: string) => ({
      hash: asBlobHash(createHash('sha256').update(text).digest('hex')),
      executable: false,
    });
    files.push({ path: file, kind: 'modified', base: state(base), result: state(result), binary: false } as const);
  }
  const proposal = { files, refused: [] };
  await log.append(
    { type: 'patch.proposed', proposal, by: 'repair', summary: 'Sums leave out what is small.', hunks },
    never,
  );
  await log.append({ type: 'run.finished', outcome: 'fixed', line: 'fixed' }, never);
  session.store.close();
}

/** Functions that are so far apart that each change is a hunk of its own. */
const partBefore = (number: number) => `/** Adds up part ${number}. */
export function part${number}(items: readonly number[]): number {
  let sum = 0;
  for (const item of items) sum = sum + item;
  return sum;
}

const label${number} = 'part ${number}';
/** What part ${number} is called. */
export function nameOf${number}(): string {
  return label${number};
}
`;

const partAfter = (number: number) =>
  partBefore(number).replace(
    '  for (const item of items) sum = sum + item;',
    `  for (const item of items) {\n    if (item > ${number}) sum += item;\n  }`,
  );

import { createShadowWorkspace } from '../../../src/adapters/workspace/shadowWorkspace.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { FileWrite } from '../../../src/core/workspace/workspace.ts';
import type { WriteOrder } from './dirtyWorkspace.ts';

/** What a process is told to do. Then it does it, and may be killed at any moment. */
export interface WriterOrder {
  readonly path: string;
  readonly dataFolder: string;
  /** Absent: it recovers what another process has left. */
  readonly writes?: readonly WriteOrder[];
  /** It kills itself when it has come to this step, counted from 1. */
  readonly dieAt?: number;
  /** How far its clock is off, in milliseconds. */
  readonly clockMs?: number;
}

/** What it says when it has done so: the kind of the outcome, or the code of the error. */
export interface WriterReport {
  readonly kind: string;
}

process.once('message', (order: WriterOrder) => {
  carryOut(order)
    .then((kind) => process.send?.({ kind } satisfies WriterReport, () => process.exit()))
    .catch((error: unknown) => {
      const kind = isCoded(error) ? error.code : String(error instanceof Error ? error.stack : error);
      process.send?.({ kind } satisfies WriterReport, () => process.exit());
    });
});
process.send?.('ready');

async function carryOut({ path, dataFolder, writes, dieAt, clockMs = 0 }: WriterOrder): Promise<string> {
  const now = Date.now;
  if (clockMs !== 0) Date.now = () => now() + clockMs;
  let step = 0;
  const onStep = () => {
    if (++step === dieAt) process.kill(process.pid, 'SIGKILL');
  };
  const workspace = createShadowWorkspace({ path, dataFolder, onStep });
  const signal = new AbortController().signal;
  if (!writes) {
    await workspace.recover(signal);
    return 'recovered';
  }
  return (await workspace.write(writes.map(asWrite), signal)).kind;
}

function asWrite({ content, ...rest }: WriteOrder): FileWrite {
  return { ...rest, content: content === null ? undefined : Buffer.from(content, 'base64') };
}

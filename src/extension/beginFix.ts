import type { FixRequest } from '../protocol/engine.ts';
import { agreeToSend } from './commands/agreeToSend.ts';
import type { RunName } from './runName.ts';
import type { Shell } from './shell.ts';
import { showStarted } from './showStarted.ts';

/** Asks whether code may be sent, starts the run and shows it. Undefined, and nothing happens, when the person backs out. */
export async function beginFix(shell: Shell, request: FixRequest, signal: AbortSignal): Promise<RunName | undefined> {
  const agreed = await agreeToSend(shell.engine, { request, workflow: 'fix-test', orWithout: true }, signal);
  if (!agreed) return undefined;
  const name = { workspace: agreed.workspace, ...(await shell.engine.call('startFix', agreed, signal)) };
  await showStarted(shell, name);
  return name;
}

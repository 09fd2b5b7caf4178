import { existsSync, rmSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { resolveDataFolder } from '../adapters/workspace/dataFolder.ts';
import { CodedError } from '../base/errors.ts';

/**
 * Keeps what the engine of JavaScript makes of our code for the next process of this version: compiling is a sixth of what starting
 * a run takes. It lies in the data folder, which nobody else can write, once there is one: `--help` leaves nothing on a machine.
 * To be called before that code is loaded.
 */
export function keepCompiledCode(env: Readonly<Record<string, string | undefined>>, version: string): void {
  try {
    const dataFolder = resolveDataFolder({ env, platform: process.platform, home: homedir() });
    if (!existsSync(path.join(dataFolder, 'workspaces'))) return;
    const all = path.join(dataFolder, 'compiled');
    const own = path.join(all, version);
    // What other versions kept would stay for ever.
    if (!existsSync(own)) rmSync(all, { recursive: true, force: true });
    enableCompileCache(own);
  } catch (error) {
    // A folder that cannot be used is the command's to report; without kept code it only starts later.
    if (!(error instanceof CodedError) && !(error instanceof Error && 'syscall' in error)) throw error;
  }
}

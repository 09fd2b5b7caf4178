import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, messageOf } from '../base/errors.ts';
import type { CommandContext } from './command.ts';

/** The text of a file that an option names. Throws `usage.noFile`. */
export async function readText({ io }: Pick<CommandContext, 'io'>, file: string): Promise<string> {
  try {
    return await readFile(path.resolve(io.cwd, file), 'utf8');
  } catch (cause) {
    throw new CodedError('usage.noFile', `${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

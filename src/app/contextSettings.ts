import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { CodedError, messageOf } from '../base/errors.ts';
import type { ContextLimits } from './contextFiles.ts';

const file = '.loopwright/context.yaml';
const schema = z.strictObject({
  exclude: z.array(z.string().min(1).max(400)).max(500).default([]),
  maxFileKb: z.number().positive().max(16_384).default(512),
});

/** What a workspace leaves out of its index: `.loopwright/context.yaml`, where there is one. Throws `context.badSettings`. */
export async function readContextLimits(workspace: string, signal: AbortSignal): Promise<ContextLimits> {
  const text = await readFile(path.join(workspace, file), { encoding: 'utf8', signal }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  try {
    const { exclude, maxFileKb } = schema.parse(parseYaml(text) ?? {});
    return { exclude, maxFileBytes: maxFileKb * 1024 };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new CodedError('context.badSettings', `${file}: ${why}`, {
      hint: 'It takes exclude, a list of globs, and maxFileKb, a number.',
      cause: error,
    });
  }
}

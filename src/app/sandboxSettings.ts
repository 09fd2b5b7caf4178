import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { CodedError } from '../base/errors.ts';
import { backEndNames, type SandboxChange, type SandboxChoice } from '../core/sandbox/choice.ts';
import { readJsonSettings } from './jsonSettings.ts';

const schema = z.strictObject({
  backEnd: z.enum(['auto', ...backEndNames]).default('auto'),
  engine: z.enum(['podman', 'docker']).optional(),
  image: z
    .string()
    .regex(/^[A-Za-z0-9][\w./:@+-]*$/, 'is no name of an image')
    .optional(),
  distribution: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]*$/, 'is no name of a distribution')
    .optional(),
});

/** The file of the person's choice, in the data folder: no workspace can write there. */
export function sandboxFile(dataFolder: string): string {
  return path.join(dataFolder, 'sandbox.json');
}

/** The person's choice of a sandbox. Throws `sandbox.badChoice`, which names the file and the place; a broken file is never passed over. */
export function readSandboxChoice(dataFolder: string): SandboxChoice {
  const file = sandboxFile(dataFolder);
  const invalid = (why: string) =>
    new CodedError('sandbox.badChoice', `${file} is no choice of a sandbox: ${why}`, {
      hint: 'Write {"backEnd": "container", "image": "IMAGE"}, or delete the file: then it is the one of the platform.',
    });
  return readJsonSettings(file, schema, invalid) ?? { backEnd: 'auto' };
}

/** Keeps a choice: what is given replaces what stands in the file, and what is not given stays. Throws `sandbox.badChoice`. */
export function writeSandboxChoice(dataFolder: string, change: SandboxChange): SandboxChoice {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse({ ...readSandboxChoice(dataFolder), ...given });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CodedError('sandbox.badChoice', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, {
      hint: 'See what can be chosen: loopwright doctor --help',
    });
  }
  const file = sandboxFile(dataFolder);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(parsed.data, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
  return parsed.data;
}

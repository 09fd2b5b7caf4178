import * as z from 'zod';
import { CodedError } from '../base/errors.ts';
import { readYaml } from '../core/manifest/yamlSource.ts';
import type { ContextLimits } from './contextFiles.ts';
import { readInside } from './loadRules.ts';

const file = '.loopwright/context.yaml';
const schema = z.strictObject({
  exclude: z.array(z.string().min(1).max(400)).max(500).default([]),
  maxFileKb: z.number().positive().max(16_384).default(512),
});

/** What a workspace leaves out of its index: `.loopwright/context.yaml`, where there is one. Throws `context.badSettings`. */
export async function readContextLimits(workspace: string, signal: AbortSignal): Promise<ContextLimits> {
  const read = await readInside(workspace, file, signal);
  if (read.kind === 'refused') throw bad(read.why);
  const settings = schema.safeParse(read.kind === 'missing' ? {} : settingsIn(read.text));
  if (!settings.success) throw bad(z.prettifyError(settings.error), settings.error);
  const { exclude, maxFileKb } = settings.data;
  return { exclude, maxFileBytes: maxFileKb * 1024 };
}

/** The value of the file within the bounds of a manifest; a file without any is as good as none. */
function settingsIn(text: string): unknown {
  const { value, problems } = readYaml(text, file);
  const [first] = problems.filter(({ code }) => code !== 'yaml.empty');
  if (first) throw bad(`line ${first.line}: ${first.message}`);
  return value ?? {};
}

function bad(why: string, cause?: unknown): CodedError {
  return new CodedError('context.badSettings', `${file}: ${why}`, {
    hint: 'It takes exclude, a list of globs, and maxFileKb, a number.',
    ...(cause === undefined ? {} : { cause }),
  });
}

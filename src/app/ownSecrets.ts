import path from 'node:path';
import * as z from 'zod';
import { CodedError, messageOf } from '../base/errors.ts';
import type { TokenShape } from '../core/redaction/tokenShapes.ts';
import { objectionTo, withoutClasses } from '../core/tool/lineMatcher.ts';
import { readJsonSettings } from './jsonSettings.ts';

const usualRest = '[A-Za-z0-9_-]{8,400}(?![A-Za-z0-9_-])';

const token = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,39}$/, 'a name is of letters, digits, ".", "_" and "-", 40 at most'),
  starts: z
    .array(z.string().regex(/^[!-~]{2,64}$/, 'a start is of 2 to 64 characters that are visible and ASCII'))
    .min(1, 'a token has at least one start')
    .max(50),
  pattern: z.string().min(1).max(300).optional(),
});
const schema = z.strictObject({ tokens: z.array(token).max(100).default([]) });

/**
 * Shapes of the person's own secrets, from `redaction.json` in the data folder; none when there is no such file. Throws
 * `redaction.badSettings`, which names the file and the place: without what it asks for nothing may be stored or sent.
 */
export function readOwnShapes(dataFolder: string): readonly TokenShape[] {
  const file = path.join(dataFolder, 'redaction.json');
  const bad = (why: string) =>
    new CodedError('redaction.badSettings', `${file} is not a list of secrets to take out: ${why}`, {
      hint: `Write {"tokens": [{"name": "acme-key", "starts": ["acme_"], "pattern": "[a-z0-9]{20,80}"}]}; without a pattern eight or more letters, digits, "_" and "-" follow a start.`,
    });
  const { tokens } = readJsonSettings(file, schema, bad) ?? { tokens: [] };
  return tokens.map((one, at) => {
    const read = shapeOf(one);
    if (typeof read === 'string') throw bad(`tokens › ${at} › pattern: ${read}`);
    return read;
  });
}

/** A shape, or what is wrong with its pattern. Its time has to be bounded: it is tried on every text of a run. */
function shapeOf({ name, starts, pattern = usualRest }: z.infer<typeof token>): TokenShape | string {
  if (/[*+]|\{\d*,\}/.test(withoutClasses(pattern)))
    return 'it repeats without end: say how often at most, as in {1,80}.';
  const objection = objectionTo(pattern);
  if (objection !== undefined) return objection;
  const begins = starts.map((start) => start.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
  try {
    return { name, starts, pattern: new RegExp(`(?:${begins})(?:${pattern})`, 'y') };
  } catch (error) {
    return messageOf(error);
  }
}

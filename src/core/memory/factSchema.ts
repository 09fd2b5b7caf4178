import * as z from 'zod';
import type { Problem } from '../manifest/problem.ts';
import type { Fact } from './fact.ts';

/** A file of memory as read: a fact, or everything that is wrong with it. */
export type ParsedFact =
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'broken'; readonly problems: readonly Problem[] };

/** The longest file that is read, in UTF-16 units. */
export const maxFactLength = 64 * 1024;

const line = z
  .string()
  .min(1)
  .max(2_000)
  .regex(/^[^\r\n]*$/, 'one line');
const lines = z.array(line).max(50);
const count = z.number().int().min(0).max(1_000_000);
const date = z.string().regex(/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/, 'a date such as 2026-01-31 or 2026-01-31T12:00:00Z');

/** What may stand in the front matter of a fact. */
export const factSchema = z.strictObject({
  kind: z.enum(['test-command', 'fix', 'flaky-test', 'checkers', 'note']).default('note'),
  about: line,
  scope: z.enum(['global', 'session', 'task']).default('session'),
  evidence: line.optional(),
  run: line.optional(),
  verified: date.optional(),
  confirmed: count.default(0),
  refuted: count.default(0),
  tests: lines.optional(),
  files: lines.optional(),
  accepted: date.optional(),
  command: line.optional(),
  folder: z.string().max(1_000).optional(),
  runner: line.optional(),
  by: z.enum(['given', 'found']).optional(),
});

/** The schema's type, for those that are given it. */
export type FactSchema = typeof factSchema;
/** Front matter that fits. */
export type FactHead = z.infer<typeof factSchema>;

/** A fact of its front matter and text; what is not said has no key. */
export function factOf(id: string, head: FactHead, body: string): Fact {
  const said = Object.entries(head).filter(([, value]) => value !== undefined);
  return { id, ...(Object.fromEntries(said) as FactHead), body } as Fact;
}

import * as z from 'zod';
import { CodedError } from '../../base/errors.ts';
import { cutText } from './boundPayload.ts';

const maxSentence = 500;

const verdictSchema = z.object({ allow: z.boolean(), reason: z.string().optional() });

/** What a gate said. Throws `hook.output` for anything that is no verdict: a gate that mumbles has not said yes. */
export function parseVerdict(answer: string): { readonly allow: boolean; readonly reason: string | undefined } {
  const verdict = verdictSchema.safeParse(parseJson(answer));
  if (!verdict.success)
    throw new CodedError('hook.output', 'Expected {"allow": true} or {"allow": false, "reason": "…"} as the answer.');
  return { allow: verdict.data.allow, reason: verdict.data.reason };
}

/** Checks the answer of a hook that has nothing to decide: JSON or nothing. Throws `hook.output`. */
export function checkNotice(answer: string): void {
  if (answer.trim() !== '') parseJson(answer);
}

function parseJson(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch (error) {
    const begin = answer.trim() === '' ? 'nothing' : JSON.stringify(answer.trim().slice(0, 60));
    throw new CodedError('hook.output', `It answered ${begin}, which is not JSON.`, { cause: error });
  }
}

/** A text of a hook as one line for logs and people: no control characters, no bidirectional overrides, bounded. */
export function sentenceOf(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > maxSentence ? `${cutText(line, maxSentence)}…` : line;
}

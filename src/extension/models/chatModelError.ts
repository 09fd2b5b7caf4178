import { CodedError, isAbort, messageOf } from '../../base/errors.ts';

/** What is said of a failure, with the code of the ModelProvider port that it stands for. */
interface Meaning {
  readonly code: string;
  readonly sentence: string;
  readonly hint?: string;
}

const manage = 'To change that: run "Manage Language Model Access" or open the accounts menu of VS Code.';

/**
 * The port's error for what `vscode.lm` threw. VS Code tells apart, by `code`: not allowed, blocked (its word for a used-up
 * quota as well), not found. Anything else is told by the words of whoever serves the model.
 */
export function chatModelError(error: unknown, name: string): Error {
  if (error instanceof CodedError || isAbort(error)) return error as Error;
  if (isCancelled(error)) return new DOMException('The operation was cancelled.', 'AbortError');
  const said = saidBy(error);
  const { code, sentence, hint } = meaningOf(codeOf(error), said, name);
  const cause = new Error(said);
  return new CodedError(code, sentence, { details: { model: name }, cause, ...(hint === undefined ? {} : { hint }) });
}

function meaningOf(code: string, said: string, name: string): Meaning {
  const told = said === '' ? '' : ` It says: ${said}`;
  if (code === 'NoPermissions')
    return {
      code: 'model.unauthorized',
      sentence: `VS Code does not let Loopwright use ${name}: it was not allowed, or you are not signed in.`,
      hint: manage,
    };
  if (code === 'NotFound')
    return {
      code: 'model.notInEditor',
      sentence: `VS Code no longer offers the model ${name}.`,
      hint: 'Choose another model, or start the extension that brings it.',
    };
  if (/quota|premium request|allowance|out of credit|billing/i.test(said))
    return {
      code: 'model.unauthorized',
      sentence: `The quota for ${name} is used up.${told}`,
      hint: 'Waiting a moment does not help: choose another model, or see to the plan behind it.',
    };
  if (/rate.?limit|too many requests|\b429\b/i.test(said))
    return { code: 'model.rateLimited', sentence: `${name} asks to wait.${told}` };
  if (/token limit|context (length|window)|too (long|large|many tokens)|exceeds? the (maximum|limit)/i.test(said))
    return {
      code: 'model.contextTooLong',
      sentence: `The request is too long for ${name}.${told}`,
      hint: 'Give the model less to read, or take one with a larger context window.',
    };
  if (code === 'Blocked' || /filtered|content (policy|filter)|responsible ai/i.test(said))
    return {
      code: 'model.refused',
      sentence: `${name} declined this request.${told}`,
      hint: 'Try another model, or another wording of the task.',
    };
  if (/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|fetch failed|net::|network|offline|getaddrinfo/i.test(said))
    return {
      code: 'model.unreachable',
      sentence: `${name} cannot be reached.${told}`,
      hint: 'Check the network connection of VS Code.',
    };
  if (/\b5\d\d\b|server error|overloaded|unavailable|try again/i.test(said))
    return { code: 'model.overloaded', sentence: `${name} did not answer.${told}`, hint: 'Try again.' };
  return { code: 'model.badRequest', sentence: `${name} did not take the request.${told}` };
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'Canceled' || error.message === 'Canceled');
}

/** The error's own words and those of what caused it, in one line. */
function saidBy(error: unknown): string {
  const words: string[] = [];
  for (let link = error, depth = 0; link !== undefined && depth < 4; depth++) {
    const text = messageOf(link).replace(/\s+/g, ' ').trim();
    if (text !== '' && !words.some((word) => word.includes(text))) words.push(text);
    link = link instanceof Error ? link.cause : undefined;
  }
  return words.join(': ').slice(0, 600);
}

import type { FirstRequest } from './modelServer.ts';

/** Tokens of the instructions and tools of a request, by one tokenizer for all agents: o200k_base, the names of roles left out. */
export async function fixedTokens({ format, body }: FirstRequest): Promise<number> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  return format.fixedPart(body).reduce<number>((sum, part) => sum + countTokens(textOf(part)), 0);
}

/** Instructions as their text, tools as the JSON in which they are sent. */
function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (!Array.isArray(part)) return part === undefined ? '' : JSON.stringify(part);
  return part.map((one) => (isTextBlock(one) ? one.text : JSON.stringify(one))).join('\n');
}

function isTextBlock(one: unknown): one is { readonly text: string } {
  return typeof one === 'object' && one !== null && 'text' in one && typeof one.text === 'string';
}

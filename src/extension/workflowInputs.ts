import type { InputView } from '../protocol/library.ts';

/** What a person typed for an input of a workflow, read by its type; `problem` names what is wrong with it. */
export type InputReading =
  | { readonly value: unknown }
  | { readonly problem: 'empty' | 'number' | 'integer' | 'list' | 'map' };

/** Reads what was typed. A list may be JSON, or items between commas. */
export function readInput({ type, required }: Pick<InputView, 'type' | 'required'>, text: string): InputReading {
  const trimmed = text.trim();
  if (trimmed === '' && type !== 'string') return required ? { problem: 'empty' } : { value: undefined };
  switch (type) {
    case 'string':
      return trimmed === '' && required ? { problem: 'empty' } : { value: text };
    case 'number':
    case 'integer': {
      const value = Number(trimmed);
      if (!Number.isFinite(value)) return { problem: 'number' };
      return type === 'integer' && !Number.isInteger(value) ? { problem: 'integer' } : { value };
    }
    case 'boolean':
      return { value: trimmed === 'true' };
    case 'list':
      return readList(trimmed);
    case 'map': {
      const value = parsed(trimmed);
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? { value } : { problem: 'map' };
    }
  }
}

function readList(text: string): InputReading {
  if (!text.startsWith('[')) return { value: text.split(',').flatMap((item) => item.trim() || []) };
  const value = parsed(text);
  return Array.isArray(value) ? { value } : { problem: 'list' };
}

/** undefined when it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A value as a person reads and edits it. */
export function showInput(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

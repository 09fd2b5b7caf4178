import type { Fact } from './fact.ts';
import { factOf, factSchema, maxFactLength, type ParsedFact } from './factSchema.ts';

/** A name that a fact's file may have, and the longest one. */
const factIdPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const maxFactId = 80;

/** A file taken apart. `bodyLine` is the line, from 1, on which its text begins. */
interface Parts {
  readonly head: string;
  readonly body: string;
}

/**
 * Reads a fact. `file` is the name for messages, `id` that of the file without `.md`. Never throws. What a run wrote is read without
 * a YAML reader; only what a person changed, or broke, needs one, and it is loaded then.
 */
export async function readFact(
  source: string,
  { id, file }: { readonly id: string; readonly file: string },
): Promise<ParsedFact> {
  const text = source.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const parts = partsOf(text);
  const plain = parts && isFactId(id) && text.length <= maxFactLength ? plainHead(parts.head) : undefined;
  const head = plain && factSchema.safeParse(plain);
  if (parts && head?.success) return { kind: 'fact', fact: factOf(id, head.data, parts.body) };
  const { checkFact } = await import('./factProblems.ts');
  return checkFact(text, {
    file,
    parts,
    badName: isFactId(id) ? undefined : id,
    limits: { name: maxFactId, length: maxFactLength },
    schema: factSchema,
    toFact: (fields, body) => factOf(id, fields, body),
  });
}

/** Whether a file of this name (without `.md`) can hold a fact. */
export function isFactId(id: string): boolean {
  return factIdPattern.test(id) && id.length <= maxFactId;
}

/** Front matter and text of a file; undefined without front matter. */
export function partsOf(text: string): Parts | undefined {
  if (!text.startsWith('---\n')) return undefined;
  const close = /^---[ \t]*(?:\n|$)/gm;
  close.lastIndex = 4;
  const match = close.exec(text);
  return match
    ? { head: text.slice(4, match.index), body: text.slice(match.index + match[0].length).trim() }
    : undefined;
}

/** Lines `key: JSON`, which is YAML too; undefined when there is any other line. */
function plainHead(head: string): Record<string, unknown> | undefined {
  const found = new Map<string, unknown>();
  for (const line of head.split('\n')) {
    if (line === '') continue;
    const [, key = '', value = ''] = /^([a-z]+): (.+)$/s.exec(line) ?? [];
    if (key === '' || found.has(key)) return undefined;
    try {
      found.set(key, JSON.parse(value));
    } catch {
      // A bare word is read as YAML reads it, as long as nothing in it could mean anything else there.
      if (!/^[A-Za-z][\w./ -]*$/.test(value) || /^(true|false|null|yes|no|on|off|y|n)$/i.test(value)) return undefined;
      found.set(key, value.trimEnd());
    }
  }
  return Object.fromEntries(found);
}

const order = [
  'kind',
  'about',
  'scope',
  'command',
  'folder',
  'runner',
  'by',
  'tests',
  'files',
  'evidence',
  'run',
  'verified',
  'accepted',
  'confirmed',
  'refuted',
] as const satisfies readonly (keyof Fact)[];

/** The file of a fact: the same fact gives the same text. */
export function writeFact(fact: Fact): string {
  const head = order.flatMap((key) => {
    const value = fact[key];
    return value === undefined || (key === 'folder' && value === '') ? [] : [`${key}: ${scalar(value)}`];
  });
  return `---\n${head.join('\n')}\n---\n${fact.body.trim()}\n`;
}

/** A word as it is, everything else as JSON, which YAML reads alike. */
function scalar(value: unknown): string {
  const bare =
    typeof value === 'string' && /^[a-z][a-z-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/.test(value);
  return bare ? value : JSON.stringify(value);
}

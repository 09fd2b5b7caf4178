import { parse } from 'yaml';
import { nestsDeeper } from '../manifest/yamlSource.ts';

/** A Markdown file taken apart. `fields` is empty without front matter, or with one that cannot be read. */
export interface MarkdownFile {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Longer front matter is no front matter. */
const maxHead = 8_000;
/** Brackets that are open at once; the reader's time grows with their square. */
const maxDepth = 100;

/**
 * Splits YAML front matter off. Cursor's is not quite YAML (`globs: *.ts, *.tsx` without quotes), so one that does not parse is
 * read line by line.
 */
export function readFrontMatter(text: string): MarkdownFile {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r+\n/g, '\n');
  const head = /^---[ \t]*\n((?:[\s\S]*?\n)?)---[ \t]*(?:\n|$)/.exec(plain.slice(0, maxHead));
  if (!head) return { fields: {}, body: plain.trim() };
  const yaml = head[1] ?? '';
  return { fields: parseFields(yaml) ?? looseFields(yaml), body: plain.slice(head[0].length).trim() };
}

function parseFields(yaml: string): MarkdownFile['fields'] | undefined {
  if (nestsDeeper(yaml, maxDepth)) return undefined;
  try {
    // No aliases: a few lines of them can stand for gigabytes.
    const value: unknown = parse(yaml, { maxAliasCount: 0, logLevel: 'silent' });
    if (value === null) return {};
    return typeof value === 'object' && !Array.isArray(value) ? (value as MarkdownFile['fields']) : undefined;
  } catch {
    return undefined;
  }
}

function looseFields(yaml: string): MarkdownFile['fields'] {
  const fields = new Map<string, unknown>();
  let list: string[] | undefined;
  for (const line of yaml.split('\n')) {
    const item = /^\s*-\s+(.*)$/.exec(line)?.[1];
    if (item !== undefined && list) {
      list.push(unquote(item));
      continue;
    }
    const [, name, value = ''] = /^([A-Za-z_][\w-]*)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) continue;
    list = value === '' ? [] : undefined;
    fields.set(name, list ?? (value === 'true' ? true : value === 'false' ? false : unquote(value)));
  }
  return Object.fromEntries(fields);
}

function unquote(text: string): string {
  return text.trim().replace(/^(['"])(.*)\1$/, '$2');
}

/** The field as a list of texts: a list, or one text that commas divide (not those inside braces). */
export function textList(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => (typeof one === 'string' ? textList(one) : []));
  if (typeof value !== 'string') return [];
  const parts = value.replace(/^\[(.*)\]$/, '$1').split(/,(?![^{]*\})/);
  return parts.map(unquote).filter((part) => part !== '');
}

/** The field as one line of text, or undefined. */
export function oneLine(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
  return text === '' ? undefined : text;
}

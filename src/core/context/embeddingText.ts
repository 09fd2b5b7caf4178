import type { Chunk } from './chunk.ts';

/** More does not fit into the window of small embedding models: about 2,000 tokens. */
const longest = 6_000;

/** A chunk as a text for a model that embeds: where it is, what it is called, its comment, and its lines. */
export function embeddingText(path: string, { within, name, doc, text }: Omit<Chunk, 'id'>): string {
  const title = [path, [...within, name].filter((one) => one !== '').join('.')].filter((one) => one !== '').join(': ');
  return [title, doc, text]
    .filter((one) => one !== '')
    .join('\n')
    .slice(0, longest);
}

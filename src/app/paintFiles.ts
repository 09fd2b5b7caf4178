import { textOf } from '../core/patch/fileReview.ts';
import { languageOf, type SyntaxParser } from '../core/repair/syntaxParser.ts';
import { syntaxTokens } from '../core/repair/syntaxTokens.ts';
import type { PaintFile } from './hunkRows.ts';
import type { ProposalFile } from './proposalFiles.ts';

/** Longer files are shown without colours: reading them would take longer than a person waits. */
const maxLength = 400_000;

/**
 * The syntax of proposed files, for those whose language is known. What was read stays for as long as the proposal is the same, because
 * a review is read again after each decision.
 */
export function createPainter(openParser: () => Promise<SyntaxParser>) {
  const known = new Map<string, Promise<PaintFile['new']>>();
  const linesOf = (path: string, text: string, signal: AbortSignal): Promise<PaintFile['new']> => {
    const key = `${path}\0${text}`;
    const found = known.get(key) ?? read(path, text, signal);
    if (known.size > 400) known.clear();
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
  const read = async (path: string, text: string, signal: AbortSignal): Promise<PaintFile['new']> => {
    const language = languageOf(path);
    if (!language || text.length > maxLength) return () => undefined;
    const parser = await openParser();
    const lines = syntaxTokens(await parser.parse(language, text, signal));
    return (line) => lines[line - 1];
  };
  return async (files: readonly ProposalFile[], signal: AbortSignal): Promise<ReadonlyMap<string, PaintFile>> => {
    const paints = new Map<string, PaintFile>();
    for (const { file, base, result } of files) {
      if (file.binary || !languageOf(file.path)) continue;
      const [old, fresh] = [
        await linesOf(file.path, textOf(base), signal),
        await linesOf(file.path, textOf(result), signal),
      ];
      paints.set(file.path, { old, new: fresh });
    }
    return paints;
  };
}

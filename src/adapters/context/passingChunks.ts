import type { IndexedFile, LocatedChunks } from '../../core/context/contextIndex.ts';
import { TermDictionary } from '../../core/context/termDictionary.ts';
import { LoadedChunks } from './loadedChunks.ts';
import { packFile } from './packedFile.ts';

/** Files as an index of their own that lies in memory only, for one question: vectors have `dims` numbers. */
export function loadPassingChunks(files: readonly IndexedFile[], dims: number): LocatedChunks {
  const dictionary = new TermDictionary();
  const loaded = new LoadedChunks(dictionary, dims);
  const idOf = (term: string) => dictionary.idOf(term) ?? dictionary.add(term);
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const [path, file] of byPath) loaded.put(path, packFile(file, idOf));
  return {
    lexical: loaded.lexical,
    vectors: loaded.vectors,
    attributes: loaded,
    tie: loaded.tie,
    pathOf: (slot) => loaded.pathOf(slot),
    place: (slot) => loaded.place(slot),
    termsOf: async (slots) =>
      slots.map((slot) => [...(byPath.get(loaded.pathOf(slot))?.chunks[loaded.indexInFile(slot)]?.terms.keys() ?? [])]),
  };
}

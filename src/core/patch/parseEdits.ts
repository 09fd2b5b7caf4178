import { hasApplyPatch, parseApplyPatch } from './applyPatch.ts';
import type { ParsedEdits, PatchFormat } from './fileEdit.ts';
import { hasSearchReplace, parseSearchReplace } from './searchReplace.ts';
import { hasUnifiedDiff, parseUnifiedDiff } from './unifiedDiff.ts';
import { hasWholeFiles, parseWholeFile } from './wholeFile.ts';

/** Reads one format, and tells whether a text clearly is of it. */
interface FormatReader {
  readonly format: PatchFormat;
  has(text: string): boolean;
  parse(text: string): ParsedEdits;
}

/** Most telling first: a whole file may hold the signs of every other format, so it is recognised last. */
const readers: readonly FormatReader[] = [
  { format: 'apply-patch', has: hasApplyPatch, parse: parseApplyPatch },
  { format: 'search-replace', has: hasSearchReplace, parse: parseSearchReplace },
  { format: 'unified-diff', has: hasUnifiedDiff, parse: parseUnifiedDiff },
  { format: 'whole-file', has: hasWholeFiles, parse: parseWholeFile },
];

/** Longest answer that is read, in UTF-16 units. */
const longestAnswer = 16 * 1024 * 1024;

/**
 * Reads the edits of a model's answer. The preferred format comes first; another one is taken when the preferred one's signs are
 * missing and the other's are there. Whole files are the exception: they never win over the signs of another format, because an
 * answer of blocks read as whole files would put the blocks into the files. Never throws.
 */
export function parseEdits(text: string, preferred: PatchFormat): ParsedEdits {
  if (text.length > longestAnswer) {
    const problem = {
      line: 1,
      found: `${text.length} characters`,
      expected: `an answer of at most ${longestAnswer} characters`,
    };
    return { format: preferred, edits: [], problems: [problem] };
  }
  const own = readers.filter((reader) => reader.format === preferred && preferred !== 'whole-file');
  const others = readers.filter((reader) => reader.format !== preferred || preferred === 'whole-file');
  const reader = [...own, ...others].find((candidate) => candidate.has(text));
  if (reader !== undefined) {
    const read = reader.parse(text);
    return reader.format === 'whole-file' && preferred !== 'whole-file' ? newFilesOnly(read) : read;
  }
  const parsed = readers.find((candidate) => candidate.format === preferred)?.parse(text);
  if (parsed !== undefined && (parsed.edits.length > 0 || parsed.problems.length > 0)) return parsed;
  return {
    format: preferred,
    edits: [],
    problems: [{ line: 1, found: firstLine(text), expected: expectations[preferred] }],
  };
}

/** A whole file nobody asked for may be a part of one: it makes a file, and never replaces one that is there. */
function newFilesOnly(read: ParsedEdits): ParsedEdits {
  return { ...read, edits: read.edits.map((edit) => ({ ...edit, kind: 'create' })) };
}

const expectations: Record<PatchFormat, string> = {
  'search-replace': 'a path, then "<<<<<<< SEARCH", "=======" and ">>>>>>> REPLACE"',
  'unified-diff': 'a diff: "--- a/path", "+++ b/path", "@@"',
  'whole-file': 'a line with the path of the file, then its whole content in a fence',
  'apply-patch': '"*** Begin Patch", then "*** Update File: path"',
};

function firstLine(text: string): string {
  return text.slice(0, 200).trimStart().split(/\r?\n/, 1)[0] ?? '';
}

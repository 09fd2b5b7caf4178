import type { EditBlock, FileEdit } from '../../src/core/patch/fileEdit.ts';
import { parseEdits } from '../../src/core/patch/parseEdits.ts';
import type { EditCase } from '../../test/corpus/editCase.ts';
import type { EditOutcome } from '../../test/corpus/score.ts';

/** A matcher of another project. Undefined: the case has no form that it takes. */
export interface Peer {
  readonly name: string;
  apply(one: EditCase): Promise<EditOutcome | undefined>;
}

/** A replacement as tools with `old` and `new` parameters get it. */
interface Replacement {
  readonly old: string;
  readonly neu: string;
}

const applied = (files: Record<string, string | null>): EditOutcome => ({ kind: 'applied', files });
const refused = (message: string): EditOutcome => ({ kind: 'refused', code: 'peer', message });
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The edits of a case for a tool that replaces text in files that exist: as our reader reads the answer, since such a tool gets
 * them as parameters and reads no answer. Undefined for whole files, new files, deletions, moves, and answers that cannot be read.
 */
function replacementsOf(one: EditCase): readonly FileEdit[] | undefined {
  const parsed = parseEdits(one.answer.join('\n'), one.format);
  const fits =
    parsed.problems.length === 0 && parsed.edits.every((edit) => edit.kind === 'replace' && edit.moveTo === undefined);
  return fits && one.refused !== 'path' ? parsed.edits : undefined;
}

/** Models do not write the line end of the last line. Where a whole line goes, they do. */
function asParameters({ before, after }: EditBlock): Replacement {
  if (after === '') return { old: before, neu: after };
  return { old: before.replace(/\n$/, ''), neu: after.replace(/\n$/, '') };
}

/** Applies the edits file by file; one refusal refuses the answer. */
async function eachFile(
  one: EditCase,
  edits: readonly FileEdit[],
  apply: (path: string, text: string, edits: readonly EditBlock[]) => Promise<string>,
): Promise<EditOutcome> {
  const files: Record<string, string> = {};
  try {
    for (const edit of edits) {
      const text = files[edit.path] ?? one.files[edit.path];
      if (text === undefined) return refused(`there is no ${edit.path}`);
      files[edit.path] = await apply(edit.path, text, edit.blocks);
    }
  } catch (error) {
    return refused(messageOf(error));
  }
  const changed = Object.entries(files).some(([path, text]) => text !== one.files[path]);
  return changed ? applied(files) : refused('nothing changed');
}

/** jsdiff's applyPatch, with the fuzz that GNU patch allows. It gets the diff as the model wrote it, out of its fence. */
export async function createJsdiff(): Promise<Peer> {
  const { applyPatch, parsePatch } = await import('diff');
  const name = (given: string | undefined): string => (given ?? '').replace(/^[ab]\//, '');
  return {
    name: 'jsdiff',
    async apply(one) {
      if (one.format !== 'unified-diff' || one.refused === 'path') return undefined;
      const lines = one.answer.filter((line) => !/^```/.test(line));
      const from = lines.findIndex((line) => /^(?:--- |diff --git )/.test(line));
      const files: Record<string, string | null> = {};
      try {
        for (const patch of parsePatch(lines.slice(Math.max(from, 0)).join('\n'))) {
          const [old, neu] = [name(patch.oldFileName), name(patch.newFileName)];
          const text = old === '/dev/null' ? '' : (files[old] ?? one.files[old]);
          if (typeof text !== 'string') return refused(`there is no ${old}`);
          if (patch.hunks.length === 0) return refused(`no change of ${old}`);
          const result = applyPatch(text, patch, { fuzzFactor: 2 });
          if (result === false) return refused('the patch does not apply');
          if (old !== '/dev/null') files[old] = null;
          if (neu !== '/dev/null') files[neu] = result;
        }
      } catch (error) {
        return refused(messageOf(error));
      }
      return Object.keys(files).length === 0 ? refused('no patch') : applied(files);
    },
  };
}

/** Google's diff-match-patch, as it comes; only the distance from where a patch is said to be does not count, as models do not say it. */
export async function createDiffMatchPatch(): Promise<Peer> {
  const { default: Matcher } = await import('diff-match-patch');
  return {
    name: 'diff-match-patch',
    async apply(one) {
      const edits = replacementsOf(one);
      if (edits === undefined) return undefined;
      const matcher = new Matcher();
      matcher.Match_Distance = 1_000_000;
      return eachFile(one, edits, async (_, text, blocks) => {
        let current = text;
        for (const { before, after } of blocks) {
          const [result, done] = matcher.patch_apply(matcher.patch_make(before, after), current);
          if (done.length === 0 || done.includes(false)) throw new Error('a patch does not apply');
          current = result;
        }
        return current;
      });
    },
  };
}

/** The edit tool of the pi coding agent: exact, then with white space at line ends and Unicode punctuation made plain. */
export async function createPi(): Promise<Peer> {
  const { createEditTool } = await import('@mariozechner/pi-coding-agent');
  return {
    name: 'pi',
    async apply(one) {
      const edits = one.format === 'search-replace' ? replacementsOf(one) : undefined;
      if (edits === undefined) return undefined;
      return eachFile(one, edits, async (path, text, blocks) => {
        let written = text;
        const operations = {
          readFile: async () => Buffer.from(text),
          writeFile: async (_: string, content: string) => {
            written = content;
          },
          access: async () => undefined,
        };
        const parameters = blocks.map(asParameters).map(({ old, neu }) => ({ oldText: old, newText: neu }));
        await createEditTool('/', { operations }).execute('1', { path, edits: parameters });
        return written;
      });
    },
  };
}

/** The edit tool of Gemini CLI without its model: exact, by trimmed lines, by tokens, by edit distance. One call a block. */
export async function createGemini(): Promise<Peer> {
  const { calculateReplacement } = await import('@google/gemini-cli-core');
  // What the matcher asks of its configuration is only who to report to.
  const config = {
    getUsageStatisticsEnabled: () => false,
    getTelemetryEnabled: () => false,
    getDisableLLMCorrection: () => true,
  };
  return {
    name: 'gemini-cli',
    async apply(one) {
      const edits = one.format === 'search-replace' ? replacementsOf(one) : undefined;
      if (edits === undefined) return undefined;
      return eachFile(one, edits, async (path, text, blocks) => {
        // As its tool does: the matcher sees \n, and Windows ends are put back.
        const windows = text.includes('\r\n');
        let current = text.replaceAll('\r\n', '\n');
        for (const { old, neu } of blocks.map(asParameters)) {
          const params = { file_path: path, instruction: '', old_string: old, new_string: neu };
          const result = await calculateReplacement(config, { params, currentContent: current });
          if (result.occurrences !== 1) throw new Error(`${result.occurrences} places`);
          current = result.newContent;
        }
        return windows ? current.replaceAll('\n', '\r\n') : current;
      });
    },
  };
}

/** applyDiff of the OpenAI Agents SDK: the lines of an `*** Update File:` section. */
export async function createAgentsSdk(): Promise<Peer> {
  const { applyDiff } = await import('@openai/agents-core');
  return {
    name: 'openai-agents',
    async apply(one) {
      const text = one.answer.join('\n');
      const sections = text.split(/^\*\*\* (?=(?:Update|Add|Delete) File: )/m).slice(1);
      const plain = sections.every((section) => section.startsWith('Update') && !section.includes('*** Move to:'));
      if (
        one.format !== 'apply-patch' ||
        one.unreadable !== undefined ||
        one.refused === 'path' ||
        !plain ||
        sections.length === 0
      )
        return undefined;
      const files: Record<string, string> = {};
      try {
        for (const section of sections) {
          const [head = '', ...lines] = section.replace(/^\*\*\* End Patch[\s\S]*/m, '').split('\n');
          const path = head.replace('Update File: ', '').trim();
          const current = files[path] ?? one.files[path];
          if (current === undefined) return refused(`there is no ${path}`);
          files[path] = applyDiff(current, lines.join('\n').replace(/\n$/, ''));
        }
      } catch (error) {
        return refused(messageOf(error));
      }
      return applied(files);
    },
  };
}

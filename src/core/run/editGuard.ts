import type { ProposedEdit } from '../agent/editAgent.ts';
import { type FileChange, findTampering } from '../evidence/tamperGuard.ts';
import { findSecret } from '../redaction/redactor.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { FixPorts } from './fixPorts.ts';

/** What a model writes when it is sure that the test, not the code, is wrong. */
const insistence = /^[ \t]*TEST IS WRONG:/m;

/** The texts of the files before and after an edit. */
export async function changesOf(
  edited: ReadonlyMap<string, string | undefined>,
  files: CopyFiles,
  signal: AbortSignal,
): Promise<readonly FileChange[]> {
  const changes: FileChange[] = [];
  for (const [path, after] of edited) changes.push({ path, before: await files.read(path, signal), after });
  return changes;
}

/**
 * Turns away edits that hold a secret, and edits of tests: a changed test proves nothing. A model that insists, saying that
 * the test is wrong, is let through; such a result is flagged and never counts as fixed.
 */
export function createEditGuard(
  ports: Pick<FixPorts, 'secrets' | 'protectedBy'>,
  files: CopyFiles,
  { may }: { readonly may: 'code' | 'tests' | 'all' },
) {
  return async (edit: ProposedEdit, signal: AbortSignal): Promise<string | undefined> => {
    for (const text of edit.files.values()) {
      const name = text === undefined ? undefined : findSecret(text, ports.secrets());
      if (name !== undefined)
        return `Your edit holds the value of the secret ${name}, so it was not applied. Write the change without it.`;
    }
    for (const path of edit.files.keys()) {
      const rule = ports.protectedBy?.(path);
      if (rule !== undefined)
        return `Your edit was not applied, because ${path} must not be changed (${rule}). Write the change without it.`;
    }
    // Whoever writes code or tests for a request may have to change some; the evidence says so.
    if (may === 'all') return undefined;
    const changes = await changesOf(edit.files, files, signal);
    const tampered = findTampering(changes);
    if (may === 'tests') {
      // Test configuration decides what runs, and source that looks suspicious is source: neither is a test.
      const tests = tampered.filter(({ kind }) => kind === 'test' || kind === 'test-support' || kind === 'snapshot');
      return refuseOthers(changes, new Set(tests.map(({ path }) => path)));
    }
    if (tampered.length === 0 || insistence.test(edit.answer)) return undefined;
    return [
      'Your edit was not applied, because it changes what the tests check:',
      ...tampered.map(({ path, reason }) => `- ${path}: ${reason}`),
      'Repair the code instead. If you are certain that the test itself is wrong, send the edit again with a line `TEST IS WRONG:` and the reason; a person will decide.',
    ].join('\n');
  };
}

/** Tests are written for the code as it is: an edit of anything else is turned away. */
function refuseOthers(changes: readonly FileChange[], tests: ReadonlySet<string>): string | undefined {
  const others = changes.filter(({ path, before, after }) => before !== after && !tests.has(path));
  if (others.length === 0) return undefined;
  const paths = others.map(({ path }) => path).join(', ');
  return `Your edit was not applied, because it changes what is no test: ${paths}. Write tests only; where the code looks wrong, say so in front of the edit.`;
}

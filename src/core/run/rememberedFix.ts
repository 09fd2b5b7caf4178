import { isCoded } from '../../base/errors.ts';
import { isAbout, isTrusted, type StoredFact } from '../memory/fact.ts';
import { applyEdits } from '../patch/applyEdits.ts';
import { parseUnifiedDiff } from '../patch/unifiedDiff.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import { type CleanProof, proveClean } from './cleanProof.ts';
import { createEditGuard } from './editGuard.ts';
import type { FixPorts } from './fixPorts.ts';
import type { Reproduction } from './reproduce.ts';
import type { Dropping } from './runMemory.ts';

/** What came of trying past fixes. `touched`: the copy does not hold what it held before. */
export type RememberedFix =
  | { readonly kind: 'green'; readonly proof: CleanProof; readonly summary: string }
  | { readonly kind: 'none'; readonly touched: boolean };

/** More than this are not tried: each costs a run of the tests. */
const mostTried = 2;

/**
 * Tries changes that made these very tests green before and that a person took over: the defect may have come back. Nothing is
 * believed: the tests decide, in a clean copy, as for any other change.
 */
export async function tryRememberedFixes(
  ports: FixPorts,
  task: { readonly copy: WorkspaceCopy; readonly reproduction: Reproduction },
  signal: AbortSignal,
): Promise<RememberedFix> {
  const { memory, log } = ports;
  const red = task.reproduction.red.map(({ id }) => id);
  const known = red.length === 0 || !memory ? [] : await memory.all(signal);
  const fixes = known.filter(
    ({ fact }) => isTrusted(fact) && fact.accepted !== undefined && isAbout(fact, red) && diffOf(fact.body) !== '',
  );
  const newest = [...fixes].sort((a, b) => ((a.fact.accepted ?? '') < (b.fact.accepted ?? '') ? 1 : -1));
  let touched = false;
  for (const stored of newest.slice(0, mostTried)) {
    const { id, run = '', accepted = '' } = stored.fact;
    const drop = async (how: Dropping, why: string) => {
      await log.append({ type: 'memory.dropped', fact: id, why }, signal);
      await memory?.drop(stored, how, signal);
    };
    const edited = await fitFix(ports, { stored, copy: task.copy }, signal);
    if (typeof edited === 'string') {
      await drop('pass', edited);
      continue;
    }
    await log.append({ type: 'memory.recalled', use: 'fix', facts: [id] }, signal);
    touched = true;
    const proof = await proveClean(ports, { ...task, edited }, signal);
    if (proof.kind === 'clean' && proof.testsChanged.length === 0) {
      const summary = `The change that made this green before (run ${run}, accepted ${accepted.slice(0, 10)}) does so again.`;
      return { kind: 'green', proof, summary };
    }
    await drop('refute', proof.kind === 'clean' ? 'it changes tests' : `the tests are not green with it: ${proof.why}`);
  }
  return { kind: 'none', touched };
}

/** The files with a past change in them, or why it does not fit them. */
async function fitFix(
  ports: FixPorts,
  { stored, copy }: { readonly stored: StoredFact; readonly copy: WorkspaceCopy },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | undefined> | string> {
  const { edits, problems } = parseUnifiedDiff(diffOf(stored.fact.body));
  if (problems.length > 0 || edits.length === 0) return 'its change cannot be read';
  const files = ports.openFiles(copy);
  const texts = new Map<string, string>();
  for (const { path } of edits) {
    try {
      const text = await files.read(path, signal);
      if (text !== undefined) texts.set(path, text);
    } catch (error) {
      if (isCoded(error)) return `${path} cannot be read`;
      throw error;
    }
  }
  const outcome = applyEdits(texts, edits);
  if (outcome.kind === 'refused') return 'the lines that it changes are no longer there';
  const guard = createEditGuard(ports, files, { may: 'code' });
  const refusal = await guard({ files: outcome.files, answer: '' } as Parameters<typeof guard>[0], signal);
  return refusal === undefined ? outcome.files : 'it changes what the tests check, or holds a secret';
}

/** The change of a fix: what stands in its fence. */
export function diffOf(body: string): string {
  return /^```diff\n([\s\S]*?)^```$/m.exec(body)?.[1] ?? '';
}

import type { Finding } from '../analysis/finding.ts';

/** Something that an editor or a checker reports, as a person hands it in. */
export interface Problem {
  /** Relative to the workspace. */
  readonly file: string;
  /** From 1, as the file was. */
  readonly line: number;
  readonly message: string;
  readonly rule: string;
}

/** What became of problems, by what the project's own checkers say before and after a change. */
export interface ProblemsNow {
  readonly gone: readonly Problem[];
  readonly still: readonly Problem[];
  /** No checker that runs here reported it before: nothing can show that it is gone. */
  readonly unseen: readonly Problem[];
}

/** Holds problems against the findings before and now. Lines move, so file, words and rule count, and how often they are there. */
export function problemsNow(
  problems: readonly Problem[],
  { before, now }: { readonly before: readonly Finding[]; readonly now: readonly Finding[] },
): ProblemsNow {
  const count = (findings: readonly Finding[], problem: Problem) =>
    findings.filter((finding) => isAbout(finding, problem)).length;
  const alike = (problem: Problem) => problems.filter((one) => sameWords(one, problem)).length;
  const stateOf = (problem: Problem) => {
    const was = count(before, problem);
    if (was === 0) return 'unseen';
    return count(now, problem) <= Math.max(0, was - alike(problem)) ? 'gone' : 'still';
  };
  const states = problems.map((problem) => ({ problem, state: stateOf(problem) }));
  const those = (wanted: string) => states.flatMap(({ problem, state }) => (state === wanted ? [problem] : []));
  return { gone: those('gone'), still: those('still'), unseen: those('unseen') };
}

/** What speaks against problems being mended, one sentence each. */
export function whyNotMended({ gone, still, unseen }: ProblemsNow): readonly string[] {
  const [left] = still;
  const more = still.length > 1 ? ` And ${still.length - 1} more.` : '';
  if (left) return [`It is still reported: ${sayProblem(left)}.${more}`];
  return gone.length === 0 && unseen.length > 0
    ? ['No checker that runs here reports it, so nothing shows that it is gone.']
    : [];
}

/** A problem in one line. */
export function sayProblem({ file, message }: Problem): string {
  return `${file}: ${firstLine(message).replace(/\.$/, '')}`;
}

function isAbout(finding: Finding, problem: Problem): boolean {
  if (finding.file !== problem.file) return false;
  const [said, asked] = [words(finding.message), words(problem.message)];
  if (said === '' || asked === '') return false;
  const sameRule = problem.rule !== '' && finding.rule?.replace(/^TS/, '') === problem.rule.replace(/^TS/, '');
  return said === asked || (sameRule && (said.includes(asked) || asked.includes(said)));
}

function sameWords(a: Problem, b: Problem): boolean {
  return a.file === b.file && words(a.message) === words(b.message);
}

/** Editors show what checkers say with other blanks, and often more lines. */
const words = (message: string) => firstLine(message).replace(/\s+/g, ' ').trim().toLowerCase();

const firstLine = (message: string) => message.trim().split('\n')[0] ?? '';

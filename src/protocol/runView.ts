/** Where a run stands. `interrupted`: its process ended without a word (kill, crash, power). */
export type RunStatus =
  | 'running'
  | 'fixed'
  | 'not-fixed'
  | 'nothing-to-fix'
  | 'added'
  | 'not-added'
  | 'done'
  | 'paused'
  | 'cancelled'
  | 'failed'
  | 'interrupted';

/** Counts of one run of the tests. */
export interface CountsView {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One line of the Runs view. */
export interface RunRow {
  readonly runId: string;
  readonly title: string;
  readonly status: RunStatus;
  /** What is happening now, or the outcome in a few words: `reproducing… 3 of 214 red`. */
  readonly line: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** USD; undefined when a price is unknown. */
  readonly costUsd: number | undefined;
  /** Nobody has counted what `costUsd` counts, or a part of it: show it as estimated. */
  readonly costEstimated?: true;
  readonly by: 'repair' | 'model' | undefined;
  readonly proposal:
    | { readonly files: number; readonly hunks: number; readonly decided: number; readonly applied: boolean }
    | undefined;
  readonly isolated: boolean | undefined;
  /** The limit that a paused run reached, and how much it was; absent for other runs. */
  readonly paused?: { readonly limit: 'usd' | 'tokens' | 'calls' | 'minutes'; readonly at: number };
  /** Why the run failed or paused, for the table of offers; absent when there was no trouble. */
  readonly trouble?: { readonly code: string; readonly message: string; readonly hint: string | undefined };
  /** Name of its workflow; empty for runs of older versions. */
  readonly workflow: string;
  /** What the run may use at most; a limit that is absent does not bind. */
  readonly limits: {
    readonly usd?: number;
    readonly tokens?: number;
    readonly calls?: number;
    readonly minutes?: number;
  };
  /** What it has used of them so far, apart from money and time. */
  readonly used: { readonly tokens: number; readonly calls: number };
}

/** A test that was red before, where it stands and the beginning of what it said. */
export interface RedTestView {
  readonly id: string;
  readonly at: string | undefined;
  readonly message: string;
}

/** How large a change is, and what of it the request does not need. A replaced line counts as added and removed. */
export interface ChangeView {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  /** `line` counts from 1; undefined for a whole file. */
  readonly unrelated: readonly { readonly path: string; readonly line: number | undefined; readonly reason: string }[];
}

/** What the project's own checkers say of a change, one sentence each. */
export interface FindingsView {
  readonly introduced: readonly string[];
  /** Where the change silences a checker. */
  readonly silenced: readonly string[];
  /** Checkers that could not be asked. */
  readonly unknown: readonly string[];
  /** Those that were. */
  readonly tools: readonly string[];
}

/** What the tests show that a change brings. */
export interface NewTestsView {
  /** Test ids. */
  readonly tests: readonly string[];
  /** Those that fail without the change, and those that pass there too. */
  readonly redWithout: readonly string[];
  readonly greenWithout: readonly string[];
  /** Small defects that were put into the code, and how many of them the tests noticed. */
  readonly tried: number;
  readonly killed: number;
}

/** What is proved of a run's proposal, and what is not. */
export interface EvidenceView {
  readonly before: CountsView;
  readonly after: CountsView | undefined;
  /** Test ids. */
  readonly fixed: readonly string[];
  readonly broken: readonly string[];
  readonly stillFailing: readonly string[];
  readonly flaky: readonly string[];
  readonly missing: readonly string[];
  /** The first tests that were red before, with their messages; absent for runs of older versions. */
  readonly red?: readonly RedTestView[];
  /** Paths of tests or test configuration that the proposal changes. */
  readonly testsChanged: readonly string[];
  readonly byExitCodeOnly: boolean;
  readonly goalReached: boolean;
  /** Absent for runs of older versions. */
  readonly change?: ChangeView;
  /** Absent when the checkers were not asked. */
  readonly findings?: FindingsView;
  /** Absent when the new tests were not tried. */
  readonly newTests?: NewTestsView;
  /** One plain sentence each. */
  readonly notProved: readonly string[];
}

/** One row of a hunk; line numbers count from 1, undefined on the side where the row does not exist. */
export interface RowView {
  readonly kind: 'context' | 'added' | 'removed';
  readonly text: string;
  readonly oldLine: number | undefined;
  readonly newLine: number | undefined;
  /** Changed ranges within the text, [start, end) in UTF-16 units. */
  readonly marks: readonly (readonly [number, number])[];
  /** What is what in the text, in order and without overlaps; absent where the language is not known. */
  readonly tokens?: readonly SyntaxTokenView[];
}

/** A piece of a row: [start, end) in UTF-16 units, and what it is. */
export type SyntaxTokenView = readonly [number, number, SyntaxKind];

/** What a piece of source text is. */
export type SyntaxKind = 'comment' | 'string' | 'number' | 'keyword' | 'type' | 'function' | 'property' | 'constant';

/** What was said about a line of a hunk; `line` counts from 1 on its side. */
export interface CommentView {
  readonly side: 'old' | 'new';
  readonly line: number;
  readonly text: string;
}

/** What a person has said about a hunk. */
export type Decision = 'undecided' | 'accepted' | 'rejected';

/** A hunk of a proposed file, with what was decided about it. */
export interface HunkView {
  readonly hunkId: string;
  readonly rows: readonly RowView[];
  readonly decision: Decision;
  readonly reason: string | undefined;
  readonly applied: boolean;
  /** It came with a new attempt, in place of what was rejected for this reason. */
  readonly attempt?: { readonly number: number; readonly reason: string };
  /** A person wrote it: the tests have not seen it. */
  readonly edited?: true;
  readonly comments?: readonly CommentView[];
}

/** A new attempt in place of rejected hunks. Attempt 1 is what was proposed at first. */
export interface RevisionView {
  readonly number: number;
  readonly reason: string;
  readonly state: 'running' | 'proposed' | 'not-proposed';
  /** Why there is nothing new; empty otherwise. */
  readonly why: string;
  /** The hunks as they were. */
  readonly instead: readonly { readonly hunkId: string; readonly path: string; readonly rows: readonly RowView[] }[];
}

/** A file of a proposal. `risk` says why it stands apart and is never preselected. */
export interface ReviewFileView {
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted';
  readonly binary: boolean;
  readonly risk: string | undefined;
  /** It is a test file that loses no line: what it checked it still checks. */
  readonly addsTestsOnly?: true;
  readonly hunks: readonly HunkView[];
}

/** Both versions of lines that no longer fit. */
export interface ConflictView {
  readonly path: string;
  readonly why: string;
  readonly yours: string;
  readonly proposed: string;
  readonly line: number;
}

/** What a gate said of a proposal, or of what a run came to. */
export interface GateView {
  readonly name: string;
  /** Whose it is: the person's own, or one that came with the repository. */
  readonly from: 'person' | 'workspace';
  readonly allow: boolean;
  /** One sentence; always there when it refuses. */
  readonly reason: string | undefined;
}

/** A hook that failed. The run went on without it. */
export interface HookFailureView {
  readonly name: string;
  readonly from: 'person' | 'workspace';
  readonly point: string;
  readonly code: string;
  readonly message: string;
  readonly switchedOff: boolean;
}

/** One of several edits that make the red tests green. */
export interface ChoiceView {
  /** From 1; 1 is what the run proposed. */
  readonly number: number;
  /** Each edit's place and what it does. */
  readonly what: string;
  /**
   * How far it was checked. `clean`: all tests in a clean copy. `search`: all tests, in a copy in which other edits had been tried
   * before. `red`: the runner was started for the red tests only.
   */
  readonly checked: 'clean' | 'search' | 'red';
  /** It is what is proposed now. */
  readonly isProposed: boolean;
  /** Tests that were red before and are green with it, and all that were green with it. */
  readonly fixed: number;
  readonly passed: number;
  readonly byExitCodeOnly: boolean;
  /** The first lines that it takes away and adds. */
  readonly changes: readonly { readonly path: string; readonly rows: readonly RowView[] }[];
}

/** The edits among which a person can choose. */
export interface ChoicesView {
  readonly choices: readonly ChoiceView[];
  /** How many edits make the red tests green in all; the best of them are among the choices. */
  readonly found: number;
  /** Calls that no test makes, and what each choice does with them, in the order of the choices; null: it was not asked. */
  readonly inputs: readonly { readonly call: string; readonly answers: readonly (string | null)[] }[];
  /** False while a change of this run is in the person's files, or a new attempt goes on. */
  readonly canChoose: boolean;
}

/** All that the Review panel shows. */
export interface ReviewView {
  readonly run: RunRow;
  readonly summary: string;
  readonly evidence: EvidenceView | undefined;
  readonly files: readonly ReviewFileView[];
  readonly refused: readonly { readonly path: string; readonly why: string }[];
  /** Gates that were asked; a proposal that one of them refuses does not count as one that reached its goal. */
  readonly gates: readonly GateView[];
  readonly hookFailures: readonly HookFailureView[];
  /** USD of the budget; undefined without a limit. */
  readonly budgetUsd: number | undefined;
  readonly wallMs: number;
  readonly canUndo: boolean;
  /** New attempts after a rejection, in their order. */
  readonly revisions: readonly RevisionView[];
  /** The run goes with a model, which a new attempt would ask. */
  readonly hasModel: boolean;
  /** The run goes on, and has not proposed this yet: it can be decided on, and applied later. */
  readonly provisional: boolean;
  /** Several edits make the red tests green, and a person can choose; absent where there is one only. */
  readonly choices?: ChoicesView;
}

/** Outcome of accepting hunks. Conflicting files are left as they are; nothing is half-written. */
export interface AcceptResult {
  readonly applied: readonly { readonly path: string; readonly hunks: number }[];
  readonly conflicts: readonly ConflictView[];
}

/** Outcome of an undo. */
export interface UndoResult {
  readonly restored: readonly string[];
  readonly conflicts: readonly ConflictView[];
}

import type { Finding } from '../analysis/finding.ts';

/** A finding as nodes hand it on and as evidence keeps it. */
export interface FoundFinding {
  readonly severity: Finding['severity'];
  readonly file: string;
  /** From 1; 0 when it concerns the whole file. */
  readonly line: number;
  /** `tsc TS2322`, `eslint`. */
  readonly rule: string;
  readonly message: string;
  readonly suggestion: string;
}

/** What the project's own checkers say of a change. */
export interface RecordedFindings {
  readonly introduced: readonly FoundFinding[];
  /** Where the change silences a checker, one sentence each. */
  readonly silenced: readonly string[];
  /** Checkers that could not be asked, each with the reason. */
  readonly unknown: readonly string[];
  /** Those that were. */
  readonly tools: readonly string[];
}

/** What is known of the tests that a change brings. */
export interface NewTests {
  /** Every new test that is green, and how many small defects it has noticed. */
  readonly tests: readonly { readonly id: string; readonly kills: number }[];
  /** New tests that fail with the change. */
  readonly red: readonly string[];
  /** Those that fail, or cannot be loaded, where everything is there but the change. */
  readonly redWithout: readonly string[];
  /** Those that pass there too: they do not show what is new. */
  readonly greenWithout: readonly string[];
  /** Small defects that were put into the code and tried; 0 where none can be made or told apart. */
  readonly tried: number;
  readonly killed: number;
  /** They are green, at least one fails without the change, and one notices a defect where one could be tried. */
  readonly counts: boolean;
  /** One sentence, with the figures. */
  readonly why: string;
}

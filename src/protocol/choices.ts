import type { RowView } from './runView.ts';

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

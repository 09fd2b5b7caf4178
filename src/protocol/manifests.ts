/** A place in a text; lines and columns count from 1, columns in UTF-16 units. The end is exclusive. */
export interface TextRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A manifest as it stands in an editor, saved or not. */
export interface ManifestDocument {
  /** Relative to the workspace, with `/` between folders. */
  readonly file: string;
  readonly text: string;
}

/** The change of a text that sets a problem right. */
export interface ManifestFix extends TextRange {
  /** What the button says: `Write needs`. */
  readonly title: string;
  readonly newText: string;
}

/** One thing that is wrong with a manifest. */
export interface ManifestProblem extends TextRange {
  readonly severity: 'error' | 'warning';
  /** Stable, explained in docs/problems.md: `graph.cycle`. */
  readonly code: string;
  /** What was found and what was expected, one sentence. */
  readonly message: string;
  /** What may have been meant, one sentence. */
  readonly suggestion?: string;
  readonly fix?: ManifestFix;
}

/** What is known of an agent, a tool or a workflow that a manifest names. The range is that of the name. */
export interface ManifestName extends TextRange {
  readonly kind: 'agent' | 'tool' | 'workflow';
  readonly name: string;
  readonly description: string;
  /** What `with` gives it; undefined: anything. */
  readonly takes: readonly { readonly name: string; readonly required: boolean }[] | undefined;
  /** The fields of its output; undefined: not known. */
  readonly gives: readonly string[] | undefined;
  /** Where a manifest declares it, with the absolute path of the file; undefined for what only the program knows. */
  readonly declared: (TextRange & { readonly path: string }) | undefined;
}

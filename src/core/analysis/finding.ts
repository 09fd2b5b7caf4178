/** The tools whose output is read. The last three check syntax alone, where nothing better is configured. */
export type ToolName =
  | 'tsc'
  | 'eslint'
  | 'biome'
  | 'ruff'
  | 'mypy'
  | 'pyright'
  | 'node-syntax'
  | 'python-syntax'
  | 'parser';

/** A place in a text: first line and first column are 1. Columns count as the tool counts them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A stretch of a file; `end` is exclusive. A tool that names one place only gives an empty range. */
export interface FindingRange {
  readonly start: Position;
  readonly end: Position;
}

/** What a tool offers to write. `safe` when the tool itself says that the meaning of the code stays the same. */
export interface FindingFix {
  readonly safe: boolean;
  readonly edits: readonly { readonly range: FindingRange; readonly text: string }[];
}

/** One thing that a linter, type checker or compiler says about the code. */
export interface Finding {
  readonly tool: ToolName;
  readonly severity: 'error' | 'warning' | 'info';
  /** Relative to the workspace, `/` separators; '' when it concerns no file. */
  readonly file: string;
  /** undefined when it concerns the whole file. */
  readonly range: FindingRange | undefined;
  /** `TS2322`, `no-unused-vars`, `F401`; undefined when the tool names none. */
  readonly rule: string | undefined;
  readonly message: string;
  /** What to do, in the tool's words. */
  readonly suggestion?: string;
  readonly fix?: FindingFix;
}

/** How one tool's run ended. Only `read` says anything about the code; a run without findings is `read` with none. */
export type ToolOutcome =
  | {
      readonly kind: 'read';
      readonly tool: ToolName;
      readonly findings: readonly Finding[];
      /**
       * Files in which the tool stopped at a syntax error and looked no further; `all` when that made it stop altogether.
       * Further findings may be hidden there.
       */
      readonly masked: 'all' | readonly string[];
      /** Files that it was asked about and could not look at. */
      readonly unchecked: readonly string[];
    }
  | {
      readonly kind: 'failed';
      readonly tool: ToolName;
      readonly code: string;
      readonly message: string;
      readonly hint: string | undefined;
    };

/** What all tools said about one state of the files. */
export interface AnalysisReport {
  readonly outcomes: readonly ToolOutcome[];
  /** Text of the files with findings, by path: what lets findings be followed when lines move. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The findings of every tool that could be read, once each: two configurations of a tool may cover the same file. */
export function findingsOf({ outcomes }: AnalysisReport): readonly Finding[] {
  const unique = new Map<string, Finding>();
  for (const outcome of outcomes)
    for (const one of outcome.kind === 'read' ? outcome.findings : []) {
      const { tool, file, range, rule, message } = one;
      unique.set(JSON.stringify([tool, file, range?.start, rule, message]), one);
    }
  return [...unique.values()];
}

import type { RunStatus } from './runView.ts';

/** A trace in a few figures; times in ms, those side by side counted once. */
export interface TraceTotalsView {
  readonly spans: number;
  readonly errors: number;
  readonly wallMs: number;
  readonly modelMs: number;
  readonly sandboxMs: number;
  readonly calls: number;
  /** USD; undefined: no price is known. Calls of unknown price are left out. */
  readonly usd: number | undefined;
  readonly callsOfUnknownPrice: number;
  /** Calls whose tokens, and so whose cost, are an estimate. */
  readonly callsEstimated: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly tokensCached: number;
}

/**
 * The tree of a trace as a table, one row a span, depth first. Typed arrays cross from the engine to the page as they are;
 * a list of objects would have to be written and read on the extension host's thread. Sums are of a span and all below it.
 */
export interface TraceColumns {
  readonly count: number;
  /** The span of a row: a number that stays the same while the run goes on, and after. */
  readonly span: Int32Array;
  readonly depth: Uint16Array;
  /** Rows of the subtree, its own included. */
  readonly size: Int32Array;
  /** ms since the start of the trace. */
  readonly startMs: Float64Array;
  readonly durationMs: Float32Array;
  /** Index in `TraceView.kinds` and in `TraceView.states`. */
  readonly kind: Uint8Array;
  readonly state: Uint8Array;
  /** Index in `agents`; -1 for none. */
  readonly agent: Int16Array;
  readonly agents: readonly string[];
  /** NaN: no price is known, or there was no call. */
  readonly usd: Float32Array;
  readonly tokensIn: Float32Array;
  readonly tokensOut: Float32Array;
  /** 1: tokens are estimated; 2: a price is unknown; 4: from a cache; 8: an error in it. */
  readonly flags: Uint8Array;
  /** Row of the timeline. */
  readonly lane: Uint16Array;
  readonly lanes: number;
  /** Where the label of a row ends in `labels`, which is UTF-8. */
  readonly labelEnd: Int32Array;
  readonly labels: Uint8Array;
}

/** What a span is, and how it stands; the columns hold their places in `TraceView.kinds` and `.states`. */
export type SpanKindView =
  | 'workflow'
  | 'agent'
  | 'model'
  | 'tool'
  | 'tests'
  | 'command'
  | 'repair'
  | 'copy'
  | 'group'
  | 'wait'
  | 'person'
  | 'other';
export type SpanStateView = 'running' | 'ok' | 'error' | 'cancelled' | 'skipped' | 'interrupted';

/** The trace of a run as it stands. */
export interface TraceView {
  readonly runId: string;
  readonly title: string;
  readonly status: RunStatus;
  /** The number of the last event that is in it: ask with it again, and get columns only when there is more. */
  readonly lastSeq: number;
  readonly startedAtMs: number;
  readonly kinds: readonly SpanKindView[];
  readonly states: readonly SpanStateView[];
  readonly totals: TraceTotalsView;
  /** undefined: nothing has changed since `known`. */
  readonly columns: TraceColumns | undefined;
}

/** A text that may be longer than what is sent; `getSpanText` gives the rest by its key. */
export interface TextView {
  readonly key: string;
  readonly text: string;
  /** UTF-16 units of the whole. */
  readonly length: number;
}

/** A file that a span is about, as the run named it: relative to the workspace, and not yet checked. */
export interface PlaceView {
  readonly path: string;
  readonly line: number | undefined;
}

/** A tool that a model asked for, and what it got. */
export interface ToolUseView {
  readonly name: string;
  /** One line: what was asked. */
  readonly summary: string;
  readonly input: TextView;
  /** undefined: it was not used, or what it gave is not on record. */
  readonly result: TextView | undefined;
  readonly isError: boolean;
  readonly place: PlaceView | undefined;
}

export type PartView =
  | { readonly kind: 'text'; readonly text: TextView }
  | { readonly kind: 'toolCall'; readonly use: ToolUseView }
  | { readonly kind: 'toolResult'; readonly name: string; readonly isError: boolean; readonly text: TextView };

/** A message of a conversation. */
export interface MessageView {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly PartView[];
  /** It was in the request before this one too. */
  readonly seen: boolean;
  /** How much of it the provider took from its cache, by the number of tokens that it told: about, from 0 to 1. */
  readonly cachedShare: number;
}

/** A model call as it went. */
export interface CallView {
  readonly model: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Names of the tools that were offered. */
  readonly toolsOffered: readonly string[];
  readonly messages: readonly MessageView[];
  /** undefined: it was not answered. */
  readonly reply: MessageView | undefined;
  readonly finish: string | undefined;
  readonly tokensIn: number | undefined;
  readonly tokensOut: number | undefined;
  readonly tokensCached: number | undefined;
  readonly tokensWritten: number | undefined;
  readonly usd: number | undefined;
  readonly estimated: boolean;
  /** What is no longer kept, or cannot be read; one sentence each. */
  readonly missing: readonly string[];
}

/** What a span printed or gave. */
export interface OutputView {
  /** `Input`, `Output`, `stdout`, … */
  readonly title: 'input' | 'subject' | 'output' | 'failure' | 'command' | 'stdout' | 'stderr' | 'report';
  readonly text: TextView;
  /** `json` is data; `terminal` may hold colours as SGR sequences. */
  readonly form: 'json' | 'terminal' | 'plain';
}

/** Everything about one span. */
export interface SpanView {
  readonly span: number;
  readonly spanId: string;
  readonly name: string;
  readonly kind: SpanKindView;
  readonly state: SpanStateView;
  readonly message: string | undefined;
  readonly startMs: number;
  readonly endMs: number | undefined;
  readonly node: string | undefined;
  readonly agent: string | undefined;
  /** Name and version. */
  readonly prompt: string | undefined;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly events: readonly { readonly name: string; readonly atMs: number; readonly text: string }[];
  readonly call: CallView | undefined;
  readonly tools: readonly ToolUseView[];
  readonly outputs: readonly OutputView[];
  readonly places: readonly PlaceView[];
}

/** A place where a search found its words. */
export interface TraceHit {
  readonly span: number;
  readonly label: string;
  readonly kind: SpanKindView;
  readonly where: 'name' | 'attributes' | 'request' | 'reply' | 'tool' | 'output';
  /** Some words around it, and what of them was looked for. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Further hits in the same place. */
  readonly more: number;
}

/** What a search found. `complete` is false when it stopped at the most hits that are listed. */
export interface TraceHits {
  readonly hits: readonly TraceHit[];
  readonly complete: boolean;
}

/** A trace, or a span with all below it, in the form of another tool; written to `file` when it is long. */
export type TraceExport = { readonly text: string } | { readonly tooLong: number } | { readonly file: string };
export type TraceFormat = 'json' | 'otlp';

interface Run {
  readonly workspace: string;
  readonly runId: string;
}

/** What the extension asks the engine about traces. Spans are numbers of `TraceColumns.span`. */
export interface TraceEngineCalls {
  /** Throws `run.unknown` when the run is no longer there. */
  readonly getTrace: { readonly input: Run & { readonly known: number | undefined }; readonly output: TraceView };
  /** Throws `trace.noSpan`. */
  readonly getSpan: { readonly input: Run & { readonly span: number }; readonly output: SpanView };
  /** The span of an id, or of the path of a node; undefined when there is none. */
  readonly findSpan: { readonly input: Run & { readonly name: string }; readonly output: number | undefined };
  /** A piece of a text from `from` on. */
  readonly getSpanText: {
    readonly input: Run & { readonly span: number; readonly key: string; readonly from: number };
    readonly output: { readonly text: string; readonly length: number };
  };
  /** Looks through everything that is on record, letters of both cases alike. */
  readonly searchTrace: { readonly input: Run & { readonly text: string }; readonly output: TraceHits };
  readonly exportTrace: {
    readonly input: Run & {
      readonly format: TraceFormat;
      /** undefined: the whole trace. */
      readonly span: number | undefined;
      /** Absolute path; without it a long text is not sent, and its length is told. */
      readonly file: string | undefined;
    };
    readonly output: TraceExport;
  };
  /** Lets go of what is kept in memory for a run whose page was closed. */
  readonly releaseTrace: { readonly input: Run; readonly output: null };
}

/** What the Trace panel asks of the extension. The panel's run is fixed when it opens. */
export interface TraceContract {
  readonly calls: {
    readonly getTrace: {
      readonly input: { readonly known: number | undefined };
      /** `asked`: the span that a command wants to be shown, told once. */
      readonly output: { readonly view: TraceView; readonly asked: number | undefined };
    };
    readonly getSpan: { readonly input: { readonly span: number }; readonly output: SpanView };
    readonly getSpanText: {
      readonly input: { readonly span: number; readonly key: string; readonly from: number };
      readonly output: { readonly text: string; readonly length: number };
    };
    readonly searchTrace: { readonly input: { readonly text: string }; readonly output: TraceHits };
    /** Opens a file of the workspace at a line, counted from 1. Throws `trace.path` for one outside, `trace.noFile`. */
    readonly openPlace: {
      readonly input: { readonly path: string; readonly line: number | undefined };
      readonly output: null;
    };
    /** Puts the trace, or a span with all below it, on the clipboard; a long one into a file. Says what was done. */
    readonly copyTrace: {
      readonly input: { readonly format: TraceFormat; readonly span: number | undefined };
      readonly output: { readonly said: string | undefined };
    };
    readonly compareWith: { readonly input: null; readonly output: null };
  };
  readonly events: {
    /** The run changed, or another span is to be shown: refetch. */
    readonly didChangeTrace: null;
  };
}

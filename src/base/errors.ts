/** What an operational failure carries besides its sentence. */
export interface CodedErrorOptions {
  /** What the person can do, one sentence. */
  readonly hint?: string;
  /** Facts for the log and for callers, never secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * An operational failure (rate limit, missing binary, broken configuration), raised where it is noticed.
 * `code` is stable and looks like `model.rateLimited`; nobody branches on `message`.
 */
export class CodedError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: CodedErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'CodedError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }
}

/** True for an operational failure, optionally of one code. */
export function isCoded(error: unknown, code?: string): error is CodedError {
  return error instanceof CodedError && (code === undefined || error.code === code);
}

/** True when the error is a cancellation, which is passed on and never wrapped, retried, logged or shown. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The sentence of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

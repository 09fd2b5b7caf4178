/** A tool as data: name, what it says to the model, and the JSON Schema of its input. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** Not told to the model, which is refused it when it asks all the same. */
  readonly withheld?: true;
  /**
   * Runs the tool. Bad input and refused paths are results with `isError`, phrased for the model; only a cancellation or
   * a failure of our own is thrown. `text` is bounded, and says what was cut.
   */
  run(input: unknown, signal: AbortSignal): Promise<ToolResult>;
}

/** What the model gets back, and one line for the log. */
export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
  readonly summary: string;
}

/**
 * Port: the files of an isolated copy.
 *
 * Contract: paths are relative with `/`; one that leaves the copy (`..`, absolute, or through a link), names `.git`, or is
 * not a regular file is refused with CodedError `files.unsafePath`. `list` leaves dependency folders out and is sorted.
 * `read` gives undefined for a missing file; a file over 2 MiB or not UTF-8 is `files.notText`. `write` never follows links; to
 * delete what is gone already is no failure.
 */
export interface CopyFiles {
  list(signal: AbortSignal): Promise<readonly string[]>;
  read(path: string, signal: AbortSignal): Promise<string | undefined>;
  /** undefined content deletes the file. */
  write(path: string, content: string | undefined, signal: AbortSignal): Promise<void>;
}

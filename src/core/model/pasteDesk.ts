/** A request as a person carries it to a chat window. */
export interface PasteRequest {
  /** Counts from 1 within a run. */
  readonly number: number;
  /** What to show or to write to a file: readable Markdown, to be copied whole. */
  readonly markdown: string;
  /** Absolute path of a file that holds the same text, where one was written. */
  readonly file?: string;
}

/**
 * Port: where a request to copy is shown, and where the pasted reply comes from: a folder, a terminal, an editor.
 *
 * Contract: `show` returns once the person can see the request. `awaitReply` waits for the reply to the request shown
 * last, as long as it takes; it rejects with AbortError at once when the signal fires. One request at a time.
 */
export interface PasteDesk {
  show(request: PasteRequest, signal: AbortSignal): Promise<void>;
  awaitReply(signal: AbortSignal): Promise<string>;
}

import type { RunId } from '../base/ids.ts';
import type { Redactor } from '../core/redaction/redactor.ts';
import { createRedactedStream, type RedactedStream } from '../core/redaction/redactStream.ts';
import type { RunRef } from './loopwright.ts';

/** What tests and commands of runs print while they run, without secrets, wherever the pieces were cut. */
export interface LiveOutput {
  push(run: RunRef, text: string): void;
  /** Shows what was kept back of a run: something else is on its record by now. */
  flush(runId: RunId): void;
}

/** `show` is told the text as it can be seen. */
export function createLiveOutput(redact: Redactor, show: (run: RunRef, text: string) => void): LiveOutput {
  const open = new Map<RunId, { readonly run: RunRef; readonly stream: RedactedStream }>();
  const shown = (run: RunRef, text: string) => {
    if (text !== '') show(run, text);
  };
  return {
    push(run, text) {
      const known = open.get(run.runId) ?? { run, stream: createRedactedStream(redact) };
      open.set(run.runId, known);
      shown(run, known.stream.push(text));
    },
    flush(runId) {
      const known = open.get(runId);
      open.delete(runId);
      if (known) shown(known.run, known.stream.end());
    },
  };
}

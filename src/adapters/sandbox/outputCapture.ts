import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { OutputSanitizer } from '../../core/sandbox/outputSanitizer.ts';
import type { OutputListener } from '../../core/sandbox/sandbox.ts';

/** One stream of a command as sanitised text. */
export interface OutputCapture {
  text(): string;
}

/** What to capture, up to how many raw bytes, and whom to tell. */
export interface OutputCaptureOptions {
  readonly name: 'stdout' | 'stderr';
  readonly outputBytes: number;
  readonly onOutput: OutputListener;
  /** Called once, when the cap is passed; nothing is captured after it. */
  readonly onFull: () => void;
}

/** Captures a stream until it ends or its cap is passed. A listener that throws surfaces as the stream's own error. */
export function captureOutput(stream: Readable, options: OutputCaptureOptions): OutputCapture {
  const decoder = new StringDecoder('utf8');
  const sanitizer = new OutputSanitizer({ color: false });
  const parts: string[] = [];
  let bytes = 0;
  const take = (text: string): void => {
    const safe = sanitizer.write(text);
    if (safe === '') return;
    parts.push(safe);
    options.onOutput({ stream: options.name, text: safe });
  };
  stream.on('data', (chunk: Buffer) => {
    const room = options.outputBytes - bytes;
    if (room < 0) return;
    bytes += chunk.length;
    try {
      take(decoder.write(chunk.length > room ? chunk.subarray(0, room) : chunk));
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
    if (chunk.length > room) options.onFull();
  });
  stream.on('end', () => take(decoder.end()));
  return { text: () => parts.join('') };
}

/** Collects a short text that our own wrapper writes, up to 64 KiB. */
export function captureShort(stream: Readable): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    if (text.length < 65_536) text += chunk.toString('utf8');
  });
  return () => text;
}

import type { Disposable } from '../base/disposable.ts';
import type { CliIo } from './cliIo.ts';
import { paintFor } from './cliIo.ts';
import { printable, printableLines } from './printable.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 100;

/** Shows what is happening: one live line on a terminal, a line for each change elsewhere. */
export interface ProgressLine extends Disposable {
  /** What is happening now. */
  say(text: string): void;
  /** A line that stays. */
  keep(text: string): void;
}

/** Progress on stderr, so that stdout stays what was asked for. */
export function createProgressLine(io: CliIo): ProgressLine {
  const { stderr } = io;
  const paint = paintFor(stderr, io.env);
  const live = stderr.isTTY === true && io.env.TERM !== 'dumb' && !io.env.CI;
  let current = '';
  let frame = 0;
  const clear = () => live && stderr.write('\r\x1b[2K');
  const draw = () => {
    if (current === '') return;
    const room = Math.max(20, (stderr.columns ?? 80) - 3);
    clear();
    stderr.write(`${paint.dim(frames[frame++ % frames.length] ?? '')} ${current.slice(0, room)}`);
  };
  const timer = live ? setInterval(draw, frameMs) : undefined;
  timer?.unref();
  return {
    say(text) {
      const line = printable(text);
      if (line === current) return;
      current = line;
      if (live) draw();
      else stderr.write(`${line}\n`);
    },
    keep(text) {
      clear();
      stderr.write(`${printableLines(text)}\n`);
      if (live) draw();
    },
    dispose() {
      clearInterval(timer);
      clear();
      current = '';
    },
  };
}

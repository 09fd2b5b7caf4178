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

const isLive = ({ stderr, env }: CliIo) => stderr.isTTY === true && env.TERM !== 'dumb' && !env.CI;

/** The progress of several runs that go on at once, each by its name: on one live line on a terminal, a line a change elsewhere. */
export function shareProgress(io: CliIo, whole: ProgressLine): (name: string) => ProgressLine {
  const now = new Map<string, string>();
  const sayAll = () => whole.say([...now].map(([name, text]) => `${name}: ${text}`).join('   '));
  return (name) => ({
    say(text) {
      if (now.get(name) === text) return;
      now.set(name, text);
      if (isLive(io)) sayAll();
      else whole.say(`${name}: ${text}`);
    },
    keep: (text) => whole.keep(text.replace(/^(\n*)/, `$1${name}: `)),
    dispose() {
      if (now.delete(name) && isLive(io)) sayAll();
    },
  });
}

/** Progress on stderr, so that stdout stays what was asked for. */
export function createProgressLine(io: CliIo): ProgressLine {
  const { stderr } = io;
  const paint = paintFor(stderr, io.env);
  const live = isLive(io);
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

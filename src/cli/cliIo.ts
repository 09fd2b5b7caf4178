import { styleText } from 'node:util';

/** Where a command reads and writes, so that commands run in tests as they do in a terminal. */
export interface CliIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

/** Colours by meaning. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
  added(text: string): string;
  removed(text: string): string;
}

const plain = (text: string) => text;

/** Colours for a stream: only on a terminal, and never with NO_COLOR (https://no-color.org). FORCE_COLOR asks for them. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: CliIo['env']): Paint {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const wanted = !env.NO_COLOR && (forced || (stream.isTTY === true && env.TERM !== 'dumb'));
  const style = (format: Parameters<typeof styleText>[0]) =>
    wanted ? (text: string) => styleText(format, text, { validateStream: false }) : plain;
  return {
    good: style('green'),
    bad: style('red'),
    warn: style('yellow'),
    dim: style('dim'),
    strong: style('bold'),
    added: style('green'),
    removed: style('red'),
  };
}

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Emitter, type Event } from '../base/event.ts';
import type { Channel } from '../protocol/rpc.ts';

/** The engine's process, seen from the extension host. */
export interface EngineProcess extends Channel {
  /** It has ended, and why, in a few words; once. Not told after `stop`. */
  readonly onDidEnd: Event<string>;
  /** Ends it at once. */
  stop(): void;
}

/** How much of its stderr is kept to find out why it died, in characters. */
const tailLength = 8_000;

/**
 * For glibc: else every thread that allocates gets a heap of its own, and none of them gives back what it needed once. After many runs
 * that was a third of the memory of the process.
 */
const fewHeaps = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };

/**
 * Forks the engine with the Node that this extension host runs on; on the desktop that is Electron's own, which runs as Node when the
 * variable says so. What it costs in processor time, memory and pauses for garbage is then its own and not the editor's.
 *
 * @param log takes the lines of its stdout and stderr
 */
export function forkEngine(script: URL, log: (text: string) => void): EngineProcess {
  const child = fork(fileURLToPath(script), [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...fewHeaps, ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const messages = new Emitter<unknown>();
  const ended = new Emitter<string>();
  let tail = '';
  child.stdout?.setEncoding('utf8').on('data', log);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-tailLength);
    log(text);
  });
  child.on('message', (message) => messages.fire(message));
  let failed: string | undefined;
  child.on('error', (error) => {
    failed = error.message;
    log(error.stack ?? error.message);
  });
  // Not `exit`: what it said last is still to be read then, and a process that could not be started has none.
  child.on('close', (code, signal) => ended.fire(failed ?? reasonOf(tail, code, signal)));
  return {
    post: (message) => post(child, message),
    onMessage: messages.event,
    onDidEnd: ended.event,
    stop: () => {
      ended.dispose();
      child.kill('SIGKILL');
    },
  };
}

/** Messages to a process that has gone are dropped: `onDidEnd` fails the calls. */
function post(child: ChildProcess, message: unknown): void {
  if (child.connected) child.send(message as object, () => undefined);
}

/** What an uncaught error or V8 said last, or how it ended. */
function reasonOf(tail: string, code: number | null, signal: NodeJS.Signals | null): string {
  const said = /^(?:Uncaught )?(?:\w*Error(?: \[[\w.]+\])?|FATAL ERROR): (.+)$/m.exec(tail)?.[1];
  if (said !== undefined) return said.trim();
  return signal === null ? `it ended by itself, with code ${code}` : `it was ended by ${signal}`;
}

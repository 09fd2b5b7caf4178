import { Emitter } from '../base/event.ts';
import type { Channel } from '../protocol/rpc.ts';

/** The channel to the extension host that forked this process. Without that host there is nothing left to do: the process ends. */
export function openParentChannel(): Channel {
  if (!process.send) throw new Error('the engine runs as a process that its extension host forks');
  // How an Electron is told to be Node is not for the programs of the project.
  delete process.env.ELECTRON_RUN_AS_NODE;
  const messages = new Emitter<unknown>();
  process.on('message', (message) => messages.fire(message));
  process.on('disconnect', () => process.exit());
  // Ctrl+C in the terminal that the editor was started from reaches every process of it; the host says when it is over.
  process.on('SIGINT', () => undefined);
  return {
    // Where the host has gone meanwhile, `disconnect` follows; without a callback it would be an uncaught error.
    post: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    onMessage: messages.event,
  };
}

// Stands in the engine's place: tells of itself, gives messages back, and dies as it is told.
import { openParentChannel } from '../../../src/worker/parentChannel.ts';

const channel = openParentChannel();

channel.onMessage((message) => {
  const { ask, value } = message as { readonly ask: string; readonly value?: unknown };
  if (ask === 'echo') channel.post(value);
  if (ask === 'self') channel.post({ pid: process.pid, electron: process.env.ELECTRON_RUN_AS_NODE ?? null });
  if (ask === 'throw') throw new TypeError('planted: x is not a function');
  if (ask === 'exit') process.exit(3);
  if (ask === 'speak') process.stderr.write('a line of its own\n');
});

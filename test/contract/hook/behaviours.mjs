// What hooks of the contract suite do. As a program: `node behaviours.mjs NAME`, the event on stdin. As a module: the event
// names the behaviour.
import { spawn, spawnSync } from 'node:child_process';

const behaviours = {
  silent: () => undefined,
  allows: () => ({ allow: true }),
  refuses: () => ({ allow: false, reason: 'too big' }),
  echoes: (event) => event,
  fails: () => {
    throw new Error('the chat is down');
  },
  hangs: () => new Promise(() => setInterval(() => undefined, 1_000)),
  loops: () => {
    for (;;) Math.random();
  },
  // Blocked in the kernel, by a process that has left the tree.
  waits: ({ mark }) => {
    spawnSync('setsid', ['sleep', mark]);
  },
  tooMuch: () => 'x'.repeat(50_000_000),
  // A process that outlives the call and holds its stdout open.
  leaves: ({ mark }) => {
    spawn('setsid', ['sleep', mark], { stdio: ['ignore', 'inherit', 'inherit'], detached: true }).unref();
    return { allow: true };
  },
  hungry: () => {
    const held = [];
    for (;;) held.push(Array(1_000).fill({}));
  },
  dies: () => process.exit(3),
};

export const hook = (event) => behaviours[event.behaviour](event);

let text = '';
const [, script, behaviour] = process.argv;
if (behaviour !== undefined && script?.endsWith('behaviours.mjs')) {
  for await (const chunk of process.stdin) text += chunk;
  const answer = await behaviours[behaviour](JSON.parse(text));
  if (answer !== undefined) process.stdout.write(typeof answer === 'string' ? answer : JSON.stringify(answer));
}

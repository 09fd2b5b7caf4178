import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../base/errors.ts';
import type { HookCall, HookReply, HookTask } from './hookMessage.ts';

// The thread of one hook's module: it loads the module once and hands it each event. The other side ends the thread when
// a call takes too long, so nothing here measures time.
const port = parentPort;
if (!port) throw new Error('a hook module runs in a worker thread only');
const { file, maxAnswerBytes } = workerData as HookTask;

type Hook = (event: unknown) => unknown;

const post = (reply: HookReply): void => port.postMessage(reply);

try {
  const hook = await load();
  port.on('message', ({ id, text }: HookCall) => void answer(hook, id, text).then(post));
} catch (error) {
  post({ type: 'unloadable', message: messageOf(error) });
}

async function load(): Promise<Hook> {
  const module: unknown = await import(pathToFileURL(file).href);
  const hook = typeof module === 'object' && module !== null && 'hook' in module ? module.hook : undefined;
  if (typeof hook !== 'function') throw new Error('it exports no function named hook');
  return hook as Hook;
}

async function answer(hook: Hook, id: number, text: string): Promise<HookReply> {
  try {
    const said = JSON.stringify(await hook(JSON.parse(text))) ?? '';
    if (Buffer.byteLength(said) <= maxAnswerBytes) return { type: 'answered', id, text: said };
    return { type: 'failed', id, code: 'hook.output', message: `It answered more than ${maxAnswerBytes} bytes.` };
  } catch (error) {
    return { type: 'failed', id, code: 'hook.threw', message: `It threw: ${messageOf(error)}` };
  }
}

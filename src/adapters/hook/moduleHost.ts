import { pathToFileURL } from 'node:url';
import { messageOf } from '../../base/errors.ts';
import type { ModuleCall, ModuleReply } from './moduleMessage.ts';

// The process of one hook's module: it loads the module once and hands it each event. The other side kills the process
// when a call takes too long, so nothing here measures time.
const [, , file = '', maxAnswerBytes = '0'] = process.argv;

type Hook = (event: unknown) => unknown;

const post = (reply: ModuleReply): void => void process.send?.(reply);
const end = (reply: ModuleReply): void => void process.send?.(reply, () => process.exit(1));

// The program that started it has gone, and whatever the module still waits for is of no use to anybody.
process.on('disconnect', () => process.exit());
process.on('uncaughtException', (error) => end({ type: 'ended', code: 'hook.crashed', message: messageOf(error) }));

const loading = load();
process.on('message', ({ id, text }: ModuleCall) => void answer(id, text).then(post));
loading.catch((error: unknown) => end({ type: 'ended', code: 'hook.start', message: messageOf(error) }));

async function load(): Promise<Hook> {
  const module: unknown = await import(pathToFileURL(file).href);
  const hook = typeof module === 'object' && module !== null && 'hook' in module ? module.hook : undefined;
  if (typeof hook !== 'function') throw new Error('it exports no function named hook');
  return hook as Hook;
}

async function answer(id: number, text: string): Promise<ModuleReply> {
  try {
    const hook = await loading;
    const said = JSON.stringify(await hook(JSON.parse(text))) ?? '';
    if (Buffer.byteLength(said) <= Number(maxAnswerBytes)) return { type: 'answered', id, text: said };
    return { type: 'failed', id, code: 'hook.output', message: `It answered more than ${maxAnswerBytes} bytes.` };
  } catch (error) {
    return { type: 'failed', id, code: 'hook.threw', message: `It threw: ${messageOf(error)}` };
  }
}

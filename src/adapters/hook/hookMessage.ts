import { z } from 'zod';

/** What a hook's thread is started with. */
export interface HookTask {
  /** The absolute path of the module. */
  readonly file: string;
  readonly maxAnswerBytes: number;
}

/** One call, as the thread gets it. `text` is the event as JSON. */
export interface HookCall {
  readonly id: number;
  readonly text: string;
}

/** What the thread says: an answer as JSON (empty for none), what went wrong with a call, or that the module cannot be loaded. */
const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answered'), id: z.number(), text: z.string() }),
  z.object({
    type: z.literal('failed'),
    id: z.number(),
    code: z.enum(['hook.threw', 'hook.output']),
    message: z.string(),
  }),
  z.object({ type: z.literal('unloadable'), message: z.string() }),
]);

export type HookReply = z.infer<typeof replySchema>;

/** A message of the thread; undefined when it is none of ours: the module shares the thread and may send anything. */
export function readReply(message: unknown): HookReply | undefined {
  return replySchema.safeParse(message).data;
}

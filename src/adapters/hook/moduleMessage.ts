import * as z from 'zod';

/** One call, as the module's process gets it. `text` is the event as JSON. */
export interface ModuleCall {
  readonly id: number;
  readonly text: string;
}

const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answered'), id: z.number(), text: z.string() }),
  z.object({
    type: z.literal('failed'),
    id: z.number(),
    code: z.enum(['hook.threw', 'hook.output']),
    message: z.string(),
  }),
  z.object({ type: z.literal('ended'), code: z.enum(['hook.start', 'hook.crashed']), message: z.string() }),
]);

/** What the process says: an answer as JSON (empty for none), what went wrong with a call, or why it ends. */
export type ModuleReply = z.infer<typeof replySchema>;

/** A message of the process; undefined when it is none of ours: the module shares the process and may send anything. */
export function readReply(message: unknown): ModuleReply | undefined {
  return replySchema.safeParse(message).data;
}

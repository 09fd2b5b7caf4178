import { sameJson } from '../engine/sameJson.ts';
import type { RunEvent } from './runEvent.ts';

/** What a replay holds two events against each other by: their facts, without times, prices and numbers of calls. */
type Fact = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Told while something goes on, or only of how it was paid, waited for and set up. */
const passing: ReadonlySet<string> = new Set([
  'copy.opened',
  'copy.included',
  'repair.progressed',
  'model.failed',
  'model.charged',
  'model.chosen',
  'model.replaced',
  'person.asked',
  'budget.exhausted',
]);
const ofTheMoment: ReadonlySet<string> = new Set(['seq', 'atMs', 'v', 'ms', 'node', 'usd', 'usage', 'again']);

/** How what happened in a node differs from what is on record; undefined when it does not. */
export function compareFacts(recorded: readonly RunEvent[], now: readonly RunEvent[]): string | undefined {
  const [before, after] = [factsOf(recorded), factsOf(now)];
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const [one, other] = [before[i], after[i]];
    if (one && other && sameJson(one, other)) continue;
    if (!other) return `On record follows ${one?.type}, and now nothing does.`;
    if (!one) return `Now follows ${other.type}, and on record nothing does.`;
    if (one.type !== other.type) return `On record follows ${one.type}, and now ${other.type} does.`;
    const fields = Object.keys({ ...one, ...other }).filter((key) => !sameJson(one[key], other[key]));
    return `${other.type} has another ${fields.join(' and ')} than on record.`;
  }
  return undefined;
}

function factsOf(events: readonly RunEvent[]): readonly Fact[] {
  const requests = new Map<number, string>();
  return events.flatMap((event): Fact[] => {
    if (passing.has(event.type)) return [];
    // A question and its answer are one fact, whether it was sent or was on record already.
    if (event.type === 'model.requested') {
      requests.set(event.call, event.request);
      return [];
    }
    if (event.type === 'model.replied')
      return [{ type: 'model.asked', request: requests.get(event.call), reply: event.reply }];
    if (event.type === 'model.recalled') return [{ type: 'model.asked', request: event.request, reply: event.reply }];
    return [Object.fromEntries(Object.entries(event).filter(([key]) => !ofTheMoment.has(key))) as Fact];
  });
}

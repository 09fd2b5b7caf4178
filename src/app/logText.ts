import type { RunEvent } from '../core/run/runEvent.ts';

/** Far more than a line of an editor shows. */
const maxDetail = 2_000;

/** A run's log for a person: one event a line, with its time of day, its number, what it is, its node, and what it says. */
export function logText(events: readonly RunEvent[]): string {
  const lines = events.map(({ seq, atMs, type, node, v: _, ...detail }) => {
    const time = new Date(atMs).toISOString().slice(11, 23);
    const said = Object.keys(detail).length === 0 ? '' : JSON.stringify(detail);
    const cut = said.length > maxDetail ? `${said.slice(0, maxDetail)}…` : said;
    return [time, String(seq).padStart(5), type.padEnd(20), node ?? '-', cut].join('  ').trimEnd();
  });
  return `${lines.join('\n')}\n`;
}

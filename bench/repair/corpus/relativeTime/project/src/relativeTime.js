// Times as people say them: "in 5 minutes", "3 days ago", and back.

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How many of a unit are said before the next larger one is taken. */
const steps = [
  { unit: 'second', size: second, until: 60 },
  { unit: 'minute', size: minute, until: 60 },
  { unit: 'hour', size: hour, until: 24 },
  { unit: 'day', size: day, until: 7 },
  { unit: 'week', size: 7 * day, until: 5 },
];

const namedOffsets = new Map([['now', 0], ['just now', 0], ['today', 0], ['tomorrow', day], ['yesterday', -day]]);

/** Whole calendar months from the earlier to the later date (UTC); one that is not full does not count. */
export function monthsBetween(earlier, later) {
  const months = (later.getUTCFullYear() - earlier.getUTCFullYear()) * 12 + later.getUTCMonth() - earlier.getUTCMonth();
  return addMonths(earlier, months) > later ? months - 1 : months;
}

/** The same day of another month, or its last one when it has fewer days. */
export function addMonths(date, count) {
  const result = new Date(date);
  const wanted = result.getUTCDate();
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() + count);
  const last = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate();
  result.setUTCDate(Math.min(wanted, last));
  return result;
}

const count = (number, unit) => `${number} ${unit}${number === 1 ? '' : 's'}`;

function distanceParts(earlier, later) {
  const passed = later - earlier;
  for (const { unit, size, until } of steps) {
    const number = Math.round(passed / size);
    if (number < until) return [number, unit];
  }
  const months = Math.max(1, monthsBetween(earlier, later));
  return months < 12 ? [months, 'month'] : [Math.floor(months / 12), 'year'];
}

/** How far apart they are, whichever is first: "5 minutes". */
export function distance(a, b) {
  const [earlier, later] = a <= b ? [a, b] : [b, a];
  return count(...distanceParts(earlier, later));
}

/** What the date is from now: "in 2 days", "3 hours ago", "just now" within ten seconds. */
export function fromNow(date, now) {
  if (Math.abs(date - now) < 10 * second) return 'just now';
  return date > now ? `in ${distance(date, now)}` : `${distance(date, now)} ago`;
}

const startOfDay = (date) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());

/** "today", "tomorrow", "yesterday", the weekday within the week, or the date. Days begin at midnight UTC. */
export function dayName(date, now) {
  const days = Math.round((startOfDay(date) - startOfDay(now)) / day);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  const weekday = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][date.getUTCDay()];
  if (days > 1 && days < 7) return weekday;
  if (days < -1 && days > -7) return `last ${weekday}`;
  return date.toISOString().slice(0, 10);
}

/** The date that "in 2 weeks", "3 days ago", "an hour ago" or "tomorrow" means; undefined when it is none of these. */
export function parse(text, now) {
  const words = text.trim().toLowerCase();
  const named = namedOffsets.get(words);
  if (named !== undefined) return new Date(now.getTime() + named);
  const match = /^(in )?(\d+|an?) (second|minute|hour|day|week|month|year)s?( ago)?$/.exec(words);
  if (match === null || (match[1] === undefined) === (match[4] === undefined)) return undefined;
  const number = (/^\d/.test(match[2]) ? Number(match[2]) : 1) * (match[4] === undefined ? 1 : -1);
  if (match[3] === 'month') return addMonths(now, number);
  if (match[3] === 'year') return addMonths(now, 12 * number);
  return new Date(now.getTime() + number * steps.find(({ unit }) => unit === match[3]).size);
}

// Durations as people write them.

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
export const week = 7 * day;

const units = {
  ms: 1, msec: 1, msecs: 1, millisecond: 1, milliseconds: 1,
  s: second, sec: second, secs: second, second, seconds: second,
  m: minute, min: minute, mins: minute, minute, minutes: minute,
  h: hour, hr: hour, hrs: hour, hour, hours: hour,
  d: day, day, days: day,
  w: week, week, weeks: week,
};

/** Milliseconds of "1.5h", "-3 days", "100" or "1h 30m"; undefined when it is none of these. */
export function parse(text) {
  const trimmed = text.trim().toLowerCase();
  const negative = trimmed.startsWith('-');
  let rest = negative ? trimmed.slice(1) : trimmed;
  if (rest === '') return undefined;
  let total = 0;
  while (rest !== '') {
    const found = /^(\d*\.?\d+)\s*([a-z]*)\s*/.exec(rest);
    if (found === null) return undefined;
    const [whole, number, word] = found;
    const factor = word === '' ? 1 : units[word];
    if (factor === undefined) return undefined;
    total += Number(number) * factor;
    rest = rest.slice(whole.length);
  }
  return negative ? -total : total;
}

/** The largest unit that fits, rounded: "2h". */
export function short(ms) {
  const size = Math.abs(ms);
  if (size >= day) return `${Math.round(ms / day)}d`;
  if (size >= hour) return `${Math.round(ms / hour)}h`;
  if (size >= minute) return `${Math.round(ms / minute)}m`;
  if (size >= second) return `${Math.round(ms / second)}s`;
  return `${ms}ms`;
}

function plural(ms, size, unit, name) {
  return `${Math.round(ms / unit)} ${name}${size >= unit * 1.5 ? 's' : ''}`;
}

/** The same in words: "2 hours". */
export function long(ms) {
  const size = Math.abs(ms);
  if (size >= day) return plural(ms, size, day, 'day');
  if (size >= hour) return plural(ms, size, hour, 'hour');
  if (size >= minute) return plural(ms, size, minute, 'minute');
  if (size >= second) return plural(ms, size, second, 'second');
  return `${ms} ms`;
}

/** All parts: "1d 2h 3m 4s"; rounded to whole seconds first, so that no part can be full. */
export function exact(ms) {
  const sign = ms < 0 ? '-' : '';
  let left = Math.round(Math.abs(ms) / second);
  const parts = [];
  for (const [unit, letter] of [[86400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']]) {
    const count = Math.floor(left / unit);
    left %= unit;
    if (count > 0) parts.push(`${count}${letter}`);
  }
  return parts.length === 0 ? '0s' : sign + parts.join(' ');
}

/** As on a clock: "1:02:03", or "2:03" below an hour. */
export function clock(ms) {
  const total = Math.floor(ms / second);
  const pad = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = total % 60;
  if (hours > 0) return `${hours}:${pad(minutes)}:${pad(seconds)}`;
  return `${minutes}:${pad(seconds)}`;
}

// Days of the calendar as year, month (1 to 12) and day, without times and zones.

export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function compare(a: Day, b: Day): number {
  return a.year - b.year || a.month - b.month || a.day - b.day;
}

/** "2024-02-29"; throws for a day that is not in the calendar. */
export function parseDay(text: string): Day {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) throw new SyntaxError(`not a day: ${text}`);
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) throw new RangeError(`no such day: ${text}`);
  return { year, month, day };
}

export function formatDay({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The same day of another month, or the last one where that month is shorter. */
export function addMonths({ year, month, day }: Day, months: number): Day {
  const index = year * 12 + (month - 1) + months;
  const newYear = Math.floor(index / 12);
  const newMonth = (index % 12) + 1;
  return { year: newYear, month: newMonth, day: Math.min(day, daysInMonth(newYear, newMonth)) };
}

export function addYears(day: Day, years: number): Day {
  return addMonths(day, years * 12);
}

export function dayOfYear({ year, month, day }: Day): number {
  let days = day;
  for (let before = 1; before < month; before++) days += daysInMonth(year, before);
  return days;
}

/** Days since 0000-12-31. */
function ordinal(day: Day): number {
  const years = day.year - 1;
  const leaps = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return years * 365 + leaps + dayOfYear(day);
}

/** The day of that number: the inverse of `ordinal`. */
function fromOrdinal(number: number): Day {
  let year = 1 + Math.floor((number - 1) / 366);
  let left = number - ordinal({ year, month: 1, day: 1 }) + 1;
  for (let length = isLeapYear(year) ? 366 : 365; left > length; length = isLeapYear(year) ? 366 : 365) {
    left -= length;
    year++;
  }
  let month = 1;
  while (left > daysInMonth(year, month)) {
    left -= daysInMonth(year, month);
    month++;
  }
  return { year, month, day: left };
}

export function addDays(day: Day, days: number): Day {
  return fromOrdinal(ordinal(day) + days);
}

export function daysBetween(from: Day, to: Day): number {
  return ordinal(to) - ordinal(from);
}

/** 1 for Monday to 7 for Sunday. */
export function weekday(day: Day): number {
  return ((ordinal(day) - 1) % 7) + 1;
}

/** Week of the year by ISO 8601, with the year that it belongs to: week 1 has the first Thursday. */
export function isoWeek(day: Day): { year: number; week: number } {
  const thursday = addDays(day, 4 - weekday(day));
  return { year: thursday.year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

/** Whole months from one day to another; negative when it lies before. A month is whole when adding it does not go beyond. */
export function monthsBetween(from: Day, to: Day): number {
  if (compare(from, to) > 0) return 0 - monthsBetween(to, from);
  const months = (to.year - from.year) * 12 + to.month - from.month;
  return compare(addMonths(from, months), to) > 0 ? months - 1 : months;
}

export function age(born: Day, today: Day): number {
  return Math.floor(monthsBetween(born, today) / 12);
}

const dayLength = 24 * 60 * 60 * 1000;

/** [year, week] of a day by ISO 8601: weeks begin on Monday, and belong to the year of their Thursday. */
export function isoWeek(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  const weekday = date.getUTCDay() || 7;
  date.setUTCDate(date.getUTCDate() + 4 - weekday);
  const weekYear = date.getUTCFullYear();
  const dayOfYear = (date.getTime() - Date.UTC(weekYear, 0, 1)) / dayLength + 1;
  return [weekYear, Math.ceil(dayOfYear / 7)];
}

/** As text, like "2024-W09". */
export function weekLabel(year, month, day) {
  const [weekYear, week] = isoWeek(year, month, day);
  return `${weekYear}-W${String(week).padStart(2, '0')}`;
}

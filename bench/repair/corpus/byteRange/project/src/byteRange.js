// The Range header of a request.

/** Ranges of a "bytes=" header for something of that size; "unsatisfiable" or "malformed" when there are none. */
export function parseRange(size, header, { combine = false } = {}) {
  const equals = header.indexOf('=');
  if (equals === -1) return 'malformed';
  const ranges = [];
  ranges.type = header.slice(0, equals).trim();
  for (const part of header.slice(equals + 1).split(',')) {
    const range = parseOne(size, part.trim());
    if (range !== undefined) ranges.push(range);
  }
  if (ranges.length === 0) return 'unsatisfiable';
  return combine ? combineRanges(ranges) : ranges;
}

function parseOne(size, text) {
  const match = /^(\d*)-(\d*)$/.exec(text);
  if (match === null) return undefined;
  const [, first, last] = match;
  let start;
  let end;
  if (first === '') {
    if (last === '' || Number(last) === 0) return undefined;
    // "-500": the last 500 bytes.
    start = Math.max(size - Number(last), 0);
    end = size - 1;
  } else {
    start = Number(first);
    end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  }
  return start > end ? undefined : { start, end };
}

/** Ranges that overlap or are next to each other as one, in the order of the first of each. */
function combineRanges(ranges) {
  const ordered = ranges.map((range, index) => ({ ...range, index })).sort((a, b) => a.start - b.start);
  const combined = [];
  for (const range of ordered) {
    const current = combined.at(-1);
    if (current === undefined || range.start > current.end + 1) {
      combined.push(range);
    } else if (range.end > current.end) {
      current.end = range.end;
      current.index = Math.min(range.index, current.index);
    }
  }
  const result = combined.sort((a, b) => a.index - b.index).map(({ start, end }) => ({ start, end }));
  result.type = ranges.type;
  return result;
}

/** The Content-Range header of an answer; without a range, that of a refusal. */
export function contentRange(size, range, unit = 'bytes') {
  if (range === undefined) return `${unit} */${size}`;
  return `${unit} ${range.start}-${range.end}/${size}`;
}

export function lengthOf(ranges) {
  return ranges.reduce((sum, { start, end }) => sum + (end - start + 1), 0);
}

/** Cuts a size into ranges of at most that many bytes. */
export function pieces(size, most) {
  if (most < 1) throw new RangeError('a piece has at least one byte');
  const result = [];
  for (let start = 0; start < size; start += most) result.push({ start, end: Math.min(start + most, size) - 1 });
  return result;
}

/** Whether the condition of an If-Range header holds: a strong ETag that is the same, or a date not before the change. */
export function ifRangeHolds(value, { etag, modified }) {
  if (value.startsWith('"')) return value === etag;
  if (value.startsWith('W/')) return false;
  const date = Date.parse(value);
  if (Number.isNaN(date)) return false;
  return Math.floor(modified.getTime() / 1000) * 1000 <= date;
}

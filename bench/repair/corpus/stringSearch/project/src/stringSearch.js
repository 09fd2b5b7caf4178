// Finding texts in texts.

/** For each place the length of the longest proper prefix of the pattern that ends there. */
export function prefixTable(pattern) {
  const table = [0];
  let length = 0;
  for (let at = 1; at < pattern.length; at += 1) {
    while (length > 0 && pattern[at] !== pattern[length]) length = table[length - 1];
    if (pattern[at] === pattern[length]) length += 1;
    table[at] = length;
  }
  return table;
}

/** Where the pattern begins, overlaps too (Knuth, Morris and Pratt). */
export function findAll(text, pattern) {
  if (pattern === '') return [];
  const table = prefixTable(pattern);
  const found = [];
  let matched = 0;
  for (let at = 0; at < text.length; at += 1) {
    while (matched > 0 && text[at] !== pattern[matched]) matched = table[matched - 1];
    if (text[at] === pattern[matched]) matched += 1;
    if (matched === pattern.length) {
      found.push(at - pattern.length + 1);
      matched = table[matched - 1];
    }
  }
  return found;
}

/** Where the pattern begins first, or -1 (Boyer, Moore and Horspool). */
export function findFirst(text, pattern) {
  const last = pattern.length - 1;
  const shift = new Map();
  for (let at = 0; at < last; at += 1) shift.set(pattern[at], last - at);
  let start = 0;
  while (start + pattern.length <= text.length) {
    let at = last;
    while (at >= 0 && text[start + at] === pattern[at]) at -= 1;
    if (at < 0) return start;
    start += shift.get(text[start + last]) ?? pattern.length;
  }
  return -1;
}

/** The same as findAll, by hashes that roll over the text (Rabin and Karp). */
export function findByHash(text, pattern, modulus = 1_000_003) {
  const length = pattern.length;
  if (length === 0 || length > text.length) return [];
  const base = 257;
  let leading = 1;
  for (let n = 1; n < length; n += 1) leading = (leading * base) % modulus;
  let wanted = 0;
  let hash = 0;
  for (let at = 0; at < length; at += 1) {
    wanted = (wanted * base + pattern.charCodeAt(at)) % modulus;
    hash = (hash * base + text.charCodeAt(at)) % modulus;
  }
  const found = [];
  for (let start = 0; start + length <= text.length; start += 1) {
    if (hash === wanted && text.startsWith(pattern, start)) found.push(start);
    const dropped = (text.charCodeAt(start) * leading) % modulus;
    hash = ((hash - dropped + modulus) * base + text.charCodeAt(start + length)) % modulus;
  }
  return found;
}

/** For each place how many characters from there on are those of the beginning. */
export function zTable(text) {
  const table = Array.from({ length: text.length }, () => 0);
  let left = 0;
  let right = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (at < right) table[at] = Math.min(right - at, table[at - left]);
    while (at + table[at] < text.length && text[table[at]] === text[at + table[at]]) table[at] += 1;
    if (at + table[at] > right) {
      left = at;
      right = at + table[at];
    }
  }
  return table;
}

/** The longest part that reads the same backwards, the first of several. */
export function longestPalindrome(text) {
  let best = '';
  for (let center = 0; center < text.length; center += 1)
    for (const width of [0, 1]) {
      let start = center;
      let end = center + width;
      while (start >= 0 && end < text.length && text[start] === text[end]) {
        start -= 1;
        end += 1;
      }
      if (end - start - 1 > best.length) best = text.slice(start + 1, end);
    }
  return best;
}

/** The longest part that comes at least twice, by neighbours of the sorted suffixes. */
export function longestRepeat(text) {
  const suffixes = Array.from({ length: text.length }, (_, at) => text.slice(at)).sort();
  let best = '';
  for (let at = 1; at < suffixes.length; at += 1) {
    const [a, b] = [suffixes[at - 1], suffixes[at]];
    let length = 0;
    while (length < a.length && a[length] === b[length]) length += 1;
    if (length > best.length) best = a.slice(0, length);
  }
  return best;
}

/** Whether all of the text fits: "?" stands for one character, "*" for any number of them. */
export function fits(text, pattern) {
  let at = 0;
  let place = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[place] === '*') {
      star = place;
      resume = at;
      place += 1;
    } else if (pattern[place] === '?' || pattern[place] === text[at]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      place = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  while (pattern[place] === '*') place += 1;
  return place === pattern.length;
}

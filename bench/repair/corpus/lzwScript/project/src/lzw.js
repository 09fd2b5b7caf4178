/** The LZW codes of a text whose characters are below 256. */
export function compress(text) {
  const table = new Map();
  for (let code = 0; code < 256; code += 1) table.set(String.fromCharCode(code), code);
  const codes = [];
  let current = '';
  for (const char of text) {
    const longer = current + char;
    if (table.has(longer)) {
      current = longer;
    } else {
      codes.push(table.get(current));
      table.set(longer, table.size);
      current = char;
    }
  }
  if (current !== '') codes.push(table.get(current));
  return codes;
}

/** The text of LZW codes. */
export function decompress(codes) {
  if (codes.length === 0) return '';
  const table = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
  let previous = table[codes[0]];
  let text = previous;
  for (const code of codes.slice(1)) {
    const entry = code < table.length ? table[code] : previous + previous[0];
    text += entry;
    table.push(previous + entry[0]);
    previous = entry;
  }
  return text;
}

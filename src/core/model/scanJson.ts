/**
 * Where the JSON object or array that begins at `start` ends (exclusive), or undefined when none begins there or it
 * does not end. Only brackets and strings are looked at, so the slice still has to be parsed; raw line breaks inside
 * strings are let pass, because models write them.
 */
export function jsonValueEnd(source: string, start: number): number | undefined {
  if (source[start] !== '{' && source[start] !== '[') return undefined;
  let depth = 0;
  let inString = false;
  for (let at = start; at < source.length; at++) {
    const char = source[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
  return undefined;
}

/** The text with raw line breaks and tabs inside its strings escaped, as valid JSON wants them. */
export function withEscapedControls(json: string): string {
  let inString = false;
  let out = '';
  for (let at = 0; at < json.length; at++) {
    const char = json[at] ?? '';
    if (inString && char === '\\') out += char + (json[++at] ?? '');
    else if (inString && char < ' ') out += JSON.stringify(char).slice(1, -1);
    else {
      if (char === '"') inString = !inString;
      out += char;
    }
  }
  return out;
}

/** Whether a name and its value are `NAME=value` of a shell or a file of settings, `name: value` of YAML, `--name=value`: there a text needs no quotes. */
export function isSettingsLine(text: string, nameStart: number, end: number): boolean {
  const ahead = text.slice(Math.max(0, nameStart - 200), nameStart);
  const before = ahead.slice(ahead.lastIndexOf('\n') + 1);
  if (/(?:^|[\s"'])--?$|(?:^|\s)-[eD] ?$|[?&;]$/.test(before)) return true;
  const isAlone = /^[ \t]*(?:(?:export|set|setx|ENV|ARG|env|-)[ \t]+)?["']?$/.test(before);
  const isWord =
    /(?:^|[\s;&|])$/.test(before) && text.charAt(end - 1) !== ';' && /^[A-Z0-9_]+=/.test(text.slice(nameStart, end));
  // One of several in an address of a database: `host=x password=y dbname=z`; a value before it may be long, and is shorter once taken out.
  const isPair =
    / $/.test(before) && (/\w=\S/.test(wordBefore(text, nameStart)) || /^ \w{1,20}=/.test(text.slice(end, end + 24)));
  return isWord || isPair || (isAlone && /^[ \t]*(?:[#;].*)?(?:\r?\n|$)/.test(text.slice(end, end + 200)));
}

/** The word that ends before the blank before a place. */
function wordBefore(text: string, at: number): string {
  let begin = at - 1;
  while (begin > 0 && !isBlank(text.charCodeAt(begin - 1))) begin -= 1;
  return text.slice(begin, at - 1);
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

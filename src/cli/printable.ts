const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One line of untrusted text as it may be written to a terminal: control and invisible characters are shown, never obeyed. */
export function printable(text: string): string {
  return text.replace(invisible, (character) => {
    if (character === '\t') return character;
    const code = character.codePointAt(0) ?? 0;
    return code < 32 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}

/** Untrusted text of several lines as it may be written to a terminal. */
export function printableLines(text: string): string {
  return text.split(/\r?\n/).map(printable).join('\n');
}

/**
 * A text that others wrote, for messages and inputs of VS Code, which make links of `[…](command:…)`: nothing in it is a link, no
 * character is invisible, and it is no longer than `most`.
 */
export function plainText(text: string, most = 300): string {
  const plain = text
    .replace(/\[/g, '(')
    .replace(/\]/g, ')')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

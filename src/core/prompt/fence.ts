/**
 * Text of a project, a tool or a person as a block of data in a prompt. A closing mark inside the text is broken up, however
 * it is written, so that the text cannot end its own block.
 */
export function fence(name: string, text: string): string {
  return `<data name=${JSON.stringify(name)}>\n${text.replace(/<\/(?=\s*data)/gi, '<\\/')}\n</data>`;
}

/** A text line by line, counted from 0, as an editor has it. */
export interface TextLines {
  readonly lineCount: number;
  textAt(line: number): string;
}

/** Languages whose code actions we offer, by VS Code's names. */
export const codeLanguages = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'python'] as const;

/** True for Python, false for the languages that write comments like C. */
export function isPython(languageId: string): boolean {
  return languageId === 'python';
}

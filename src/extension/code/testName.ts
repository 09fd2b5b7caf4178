import { isPython } from './textOfLines.ts';

/** The name of the test that a line begins; undefined when it begins none. */
export function testNameIn(text: string, languageId: string): string | undefined {
  if (isPython(languageId)) return /^\s*(?:async\s+)?def\s+(test\w*)\s*\(/.exec(text)?.[1];
  const [, , name] = /^\s*(?:it|test)(?:\.\w+)?\(\s*(['"`])((?:\\.|(?!\1).)+)\1/.exec(text) ?? [];
  return name?.replace(/\\(.)/g, '$1');
}

import { type Range, sortProblems } from '../manifest/problem.ts';
import { Reporter } from '../manifest/reporter.ts';
import { checkShape } from '../manifest/schemaProblems.ts';
import { readYaml } from '../manifest/yamlSource.ts';
import type { Fact } from './fact.ts';
import type { FactHead, FactSchema, ParsedFact } from './factSchema.ts';

const firstCharacter: Range = { line: 1, column: 1, endLine: 1, endColumn: 2 };

/** A file of memory that is to be looked at closely. */
export interface SuspectFile {
  /** As people name it. */
  readonly file: string;
  /** Its front matter and text; undefined without front matter. */
  readonly parts: { readonly head: string; readonly body: string } | undefined;
  /** The file's name, when it is none that a fact may have. */
  readonly badName: string | undefined;
  readonly limits: { readonly name: number; readonly length: number };
  readonly schema: FactSchema;
  toFact(head: FactHead, body: string): Fact;
}

/** Reads a fact with everything that is wrong with it: file, line, what was found, what is expected. */
export function checkFact(text: string, suspect: SuspectFile): ParsedFact {
  const { file, parts, badName, limits, schema } = suspect;
  // A blank line stands for the opening mark, so that lines count as in the file.
  const source = readYaml(parts === undefined ? '\nx: 1\n' : `\n${parts.head === '' ? '{}' : parts.head}`, file);
  const reporter = new Reporter(source);
  const report = (code: string, message: string, suggestion: string) =>
    reporter.add({ code, at: firstCharacter, message, suggestion });
  if (badName !== undefined)
    report(
      'memory.name',
      `The file is named ${JSON.stringify(`${badName}.md`)}; expected lower-case letters, digits and single dashes, at most ${limits.name}.`,
      'Rename the file.',
    );
  if (text.length > limits.length)
    report(
      'memory.tooLong',
      `The file has ${text.length} characters; ${limits.length} are the most.`,
      'Make two facts of it.',
    );
  if (!parts)
    report(
      'memory.noFrontMatter',
      'The front matter is missing, expected "---", then a line "about: …", then "---", then the text.',
      'Put these three lines at the top of the file.',
    );
  const subject = { value: source.value, path: [], label: 'the fact' };
  if (parts && source.value !== undefined) checkShape(schema, subject, reporter);
  const head = reporter.failed ? undefined : schema.safeParse(source.value);
  if (parts && head?.success) return { kind: 'fact', fact: suspect.toFact(head.data, parts.body) };
  return { kind: 'broken', problems: sortProblems(reporter.problems) };
}

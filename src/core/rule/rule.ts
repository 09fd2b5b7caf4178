import { stringify } from 'yaml';
import { oneLine, readFrontMatter, textList } from './frontMatter.ts';

/** When a rule is given to an agent: with every task, with files that its globs match, or only when it is asked for. */
export type RuleApply = 'always' | 'files' | 'manual';

/** A rule of the project: text for agents. It steers style and conduct and grants nothing. */
export interface Rule {
  readonly description: string | undefined;
  /** Of paths relative to the workspace. Empty unless `apply` is `files`. */
  readonly globs: readonly string[];
  readonly apply: RuleApply;
  /** The file that it was imported from. */
  readonly source: string | undefined;
  /** A mode of the tool that it came from: given when that mode is asked for. */
  readonly mode: string | undefined;
  readonly body: string;
}

/** Reads a file of `.loopwright/rules`. */
export function parseRule(text: string): Rule {
  const { fields, body } = readFrontMatter(text);
  const globs = textList(fields.globs);
  const mode = oneLine(fields.mode);
  const stated = fields.apply;
  const apply =
    stated === 'always' || stated === 'files' || stated === 'manual'
      ? stated
      : globs.length > 0
        ? 'files'
        : mode === undefined
          ? 'always'
          : 'manual';
  return { description: oneLine(fields.description), globs, apply, source: oneLine(fields.source), mode, body };
}

/** Writes a rule as a file of `.loopwright/rules`. The same rule gives the same text. */
export function printRule({ description, globs, apply, source, mode, body }: Rule): string {
  const fields = {
    ...(source === undefined ? {} : { source }),
    ...(description === undefined ? {} : { description }),
    ...(globs.length > 0 ? { globs } : {}),
    apply,
    ...(mode === undefined ? {} : { mode }),
  };
  return `---\n${stringify(fields, { lineWidth: 0 })}---\n\n${body}\n`;
}

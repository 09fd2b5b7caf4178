import { type EditBlock, expected, type FileEdit, type ParsedEdits, type ParseProblem } from './fileEdit.ts';
import { answerLines, isBlank, linesText } from './textLines.ts';

const beginLine = '*** Begin Patch';
const endLine = '*** End Patch';
/** Deepest nesting of anchors that is kept. */
const mostAnchors = 8;
const sectionHead = /^\*\*\* (Update|Add|Delete) File:\s*(.*)$/;

/** A section of the patch: one file, with the lines that belong to it. */
interface Section {
  readonly verb: 'Update' | 'Add' | 'Delete';
  readonly path: string;
  readonly headAt: number;
  readonly lines: { readonly at: number; readonly text: string }[];
}

/** The lines of a block while they are read. */
interface Draft {
  anchors: string[];
  before: string[];
  after: string[];
  /** The same lines with the space of context lines taken for part of them. */
  readonly unprefixed: { readonly before: string[]; readonly after: string[] };
  readonly at: number;
}

/** True when the text has a `*** Begin Patch` line, or a line that heads one of its sections. */
export function hasApplyPatch(text: string): boolean {
  return text.includes('*** ') && answerLines(text).some((line) => line.trim() === beginLine || sectionHead.test(line));
}

/**
 * Reads the `*** Begin Patch` format: `*** Update File:` with `@@` anchors and lines that begin with a space, `+` or `-`,
 * `*** Move to:`, `*** Add File:` with `+` lines, `*** Delete File:`. A patch without `*** End Patch` was cut off and is a problem.
 */
export function parseApplyPatch(text: string): ParsedEdits {
  const lines = answerLines(text);
  const problems: ParseProblem[] = [];
  const sections = sectionsOf(lines, problems);
  const edits = sections.flatMap((section) => {
    const edit = editOf(section, problems);
    return edit === undefined ? [] : [edit];
  });
  if (sections.length === 0 && problems.length === 0) {
    problems.push(expected(lines, 0, '"*** Update File: path", "*** Add File: path" or "*** Delete File: path"'));
  }
  return { format: 'apply-patch', edits, problems };
}

function sectionsOf(lines: readonly string[], problems: ParseProblem[]): Section[] {
  const sections: Section[] = [];
  let section: Section | undefined;
  let begun = -1;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === beginLine && section === undefined) {
      begun = at;
      continue;
    }
    if (line.trim() === endLine) {
      if (begun < 0 && section === undefined) problems.push(expected(lines, at, `"${beginLine}" before this line`));
      begun = -1;
      section = undefined;
      continue;
    }
    const head = sectionHead.exec(line);
    if (head !== null) {
      if (begun < 0 && section === undefined) problems.push(expected(lines, at, `"${beginLine}" before this line`));
      section = { verb: head[1] as Section['verb'], path: (head[2] ?? '').trim(), headAt: at, lines: [] };
      sections.push(section);
    } else if (section !== undefined) section.lines.push({ at, text: line });
  }
  if (begun >= 0 || (section !== undefined && problems.length === 0)) {
    problems.push(expected(lines, lines.length - 1, `"${endLine}" at the end of the patch`));
  }
  return sections;
}

function editOf(section: Section, problems: ParseProblem[]): FileEdit | undefined {
  const { path, headAt } = section;
  const answerLine = headAt + 1;
  if (path === '') {
    problems.push({ line: answerLine, found: `*** ${section.verb} File:`, expected: 'the path of the file' });
    return undefined;
  }
  while (isBlank(section.lines.at(-1)?.text ?? 'x')) section.lines.pop();
  if (section.verb === 'Add') return creationOf(section, problems);
  if (section.verb === 'Delete') {
    const extra = section.lines.find((line) => !isBlank(line.text));
    if (extra !== undefined)
      problems.push({ line: extra.at + 1, found: extra.text, expected: 'nothing after "*** Delete File"' });
    return { path, kind: 'delete', blocks: [], answerLine };
  }
  const first = section.lines[0];
  const moveTo = first === undefined ? undefined : /^\*\*\* Move to:\s*(\S.*)$/.exec(first.text)?.[1]?.trim();
  const blocks = blocksOf(moveTo === undefined ? section.lines : section.lines.slice(1));
  if (blocks.length === 0 && moveTo === undefined) {
    problems.push({ line: answerLine, found: `*** Update File: ${path}`, expected: 'at least one changed line' });
  }
  return { path, kind: 'replace', blocks, answerLine, ...(moveTo === undefined ? {} : { moveTo }) };
}

function creationOf(section: Section, problems: ParseProblem[]): FileEdit {
  const content: string[] = [];
  for (const { at, text } of section.lines) {
    if (text.startsWith('+')) content.push(text.slice(1));
    else problems.push({ line: at + 1, found: text, expected: 'a line of the new file that begins with "+"' });
  }
  const answerLine = section.headAt + 1;
  return {
    path: section.path,
    kind: 'create',
    answerLine,
    blocks: [{ before: '', after: linesText(content), answerLine }],
  };
}

function blocksOf(lines: Section['lines']): EditBlock[] {
  const blocks: EditBlock[] = [];
  let draft = newDraft([], lines[0]?.at ?? 0);
  const finish = (atEnd = false): void => {
    if (draft.before.length === 0 && draft.after.length === 0) return;
    const { unprefixed } = draft;
    blocks.push({
      before: linesText(draft.before),
      after: linesText(draft.after),
      unprefixed: { before: linesText(unprefixed.before), after: linesText(unprefixed.after) },
      answerLine: draft.at + 1,
      ...(draft.anchors.length > 0 ? { anchors: draft.anchors } : {}),
      ...(atEnd ? { atEnd } : {}),
    });
  };
  for (const { at, text } of lines) {
    if (text.startsWith('@@')) {
      const anchor = anchorOf(text);
      const stacked = draft.before.length === 0 && draft.after.length === 0;
      finish();
      const anchors = [...(stacked ? draft.anchors.slice(-mostAnchors) : []), ...anchor];
      draft = newDraft(anchors, at);
    } else if (text.trim() === '*** End of File') {
      finish(true);
      draft = newDraft([], at + 1);
    } else takeLine(text, draft);
  }
  finish();
  return blocks;
}

/** The line an anchor names; none for a bare `@@` or one with a diff's numbers. */
function anchorOf(text: string): string[] {
  const anchor = text
    .replace(/^@@+/, '')
    .replace(/(?<!@)@@+\s*$/, '')
    .trim();
  return anchor === '' || /^-\d+(?:,\d+)? \+\d+(?:,\d+)?/.test(anchor) ? [] : [anchor];
}

const newDraft = (anchors: string[], at: number): Draft => ({
  anchors,
  before: [],
  after: [],
  unprefixed: { before: [], after: [] },
  at,
});

/** A line without a sign is a context line that has lost its space: it stands in the file as it is, or the block is refused. */
function takeLine(text: string, draft: Draft): void {
  const sign = text[0] ?? ' ';
  const signed = sign === ' ' || sign === '+' || sign === '-';
  const rest = signed ? text.slice(1) : text;
  const whole = sign === '+' || sign === '-' ? rest : text;
  if (sign !== '+') {
    draft.before.push(rest);
    draft.unprefixed.before.push(whole);
  }
  if (sign !== '-') {
    draft.after.push(rest);
    draft.unprefixed.after.push(whole);
  }
}

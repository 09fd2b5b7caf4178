/** A place in the text of a file: offsets of its characters, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of a template. A block is there only when its variable has a value that is not empty. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'variable'; readonly name: string } & Span)
  | ({ readonly kind: 'block'; readonly name: string; readonly parts: readonly TemplatePart[] } & Span);

/** Text with variables and optional blocks. */
export type PromptTemplate = readonly TemplatePart[];

/** What is wrong with a template; `name` is the variable that is meant, where there is one. */
export interface TemplateMistake extends Span {
  readonly code: 'prompt.syntax' | 'prompt.block';
  readonly message: string;
  readonly suggestion?: string;
}

/** A template, and every mistake in it. */
export interface ParsedTemplate {
  readonly template: PromptTemplate;
  readonly mistakes: readonly TemplateMistake[];
}

/** Backslashes, two braces, and what makes a tag of them: `{{name}}`, `{{#name}}`, `{{/name}}`. */
const braces = /(?<!\\)(\\*)\{\{(?:[ \t]*([#/]?)[ \t]*([A-Za-z_][A-Za-z0-9_]{0,63})[ \t]*\}\})?/g;

interface OpenBlock extends Span {
  readonly name: string;
  readonly parts: TemplatePart[];
}

/**
 * Reads the template in `text` from `start` to `end`. `{{name}}` is a variable; `{{#name}}` … `{{/name}}` is a block that
 * is left out when the variable is empty; `\{{` is two literal braces, and two backslashes before braces are one. A tag of
 * a block that is alone on its line takes the line with it. Never throws.
 */
export function parseTemplate(text: string, { start, end }: Span): ParsedTemplate {
  const top: TemplatePart[] = [];
  const mistakes: TemplateMistake[] = [];
  let open: OpenBlock | undefined;
  let done = start;
  const parts = () => open?.parts ?? top;
  const say = (words: string) => {
    if (words !== '') parts().push({ kind: 'text', text: words });
  };
  const wrong = (code: TemplateMistake['code'], at: Span, message: string, suggestion?: string) =>
    mistakes.push({ code, start: at.start, end: at.end, message, ...(suggestion === undefined ? {} : { suggestion }) });

  const tags = new RegExp(braces);
  tags.lastIndex = start;
  for (let match = tags.exec(text); match && match.index < end; match = tags.exec(text)) {
    const [whole, slashes = '', mark = '', name] = match;
    const at = { start: match.index + slashes.length, end: match.index + whole.length };
    if (slashes.length % 2 === 1) {
      // Literal braces: what follows them is read on as text, so that `\{{{{name}}` still has its variable.
      say(`${text.slice(done, match.index)}${'\\'.repeat(Math.floor(slashes.length / 2))}{{`);
      done = at.start + 2;
      tags.lastIndex = done;
      continue;
    }
    const line = mark !== '' && slashes === '' ? wholeLine(text, at, { start: done, end }) : at;
    say(text.slice(done, slashes === '' ? line.start : match.index) + '\\'.repeat(slashes.length / 2));
    done = line.end;
    if (name === undefined) {
      wrong(
        'prompt.syntax',
        at,
        'Found {{ without the name of a variable and }} after it.',
        'Write \\{{ for literal braces.',
      );
    } else if (mark === '') parts().push({ kind: 'variable', name, ...at });
    else if (mark === '#') {
      if (open) wrong('prompt.block', at, `{{#${name}}} stands inside {{#${open.name}}}; blocks do not nest.`);
      else open = { name, parts: [], ...at };
    } else if (open?.name !== name) {
      wrong(
        'prompt.block',
        at,
        open ? `{{/${name}}} closes no block; {{#${open.name}}} is open.` : `{{/${name}}} closes no block.`,
      );
    } else {
      top.push({ kind: 'block', ...open });
      open = undefined;
    }
  }
  say(text.slice(done, end));
  if (open) wrong('prompt.block', open, `{{#${open.name}}} is never closed.`, `Write {{/${open.name}}} where it ends.`);
  return { template: top, mistakes };
}

/** The line of a tag that is alone on it, its break included; otherwise the tag itself. */
function wholeLine(text: string, tag: Span, within: Span): Span {
  const lineStart = Math.max(text.lastIndexOf('\n', tag.start - 1) + 1, within.start);
  const next = text.indexOf('\n', tag.end);
  const lineEnd = next === -1 || next >= within.end ? within.end : next + 1;
  const around = text.slice(lineStart, tag.start) + text.slice(tag.end, lineEnd);
  return around.trim() === '' ? { start: lineStart, end: lineEnd } : tag;
}

/** Every variable that a template names, blocks included, in the order of the text. */
export function variablesOf(template: PromptTemplate): ({ readonly name: string } & Span)[] {
  return template.flatMap((part) => {
    if (part.kind === 'text') return [];
    const { name, start, end } = part;
    return [{ name, start, end }, ...(part.kind === 'block' ? variablesOf(part.parts) : [])];
  });
}

/**
 * The text of a template. `textOf` gives a variable's text; a block whose variable gives none is left out, and a paragraph
 * that is nothing but an empty variable leaves no gap.
 */
export function renderTemplate(template: PromptTemplate, textOf: (name: string) => string): string {
  let out = '';
  let gap = false;
  for (const part of template) {
    if (part.kind === 'text') {
      out += gap ? part.text.replace(/^\n\n?/, '') : part.text;
      gap = false;
      continue;
    }
    const value = textOf(part.name);
    out +=
      part.kind === 'block' && value !== ''
        ? renderTemplate(part.parts, textOf)
        : part.kind === 'variable'
          ? value
          : '';
    gap = part.kind === 'variable' && value === '' && (out === '' || out.endsWith('\n\n'));
  }
  return out;
}

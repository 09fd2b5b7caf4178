// JSON with comments and trailing commas, as in configuration files.

/** Whether the quote at this place is escaped: an odd number of backslashes stands before it. */
function isEscaped(text, at) {
  let count = 0;
  for (let index = at - 1; index >= 0 && text[index] === '\\'; index--) count++;
  return count % 2 === 1;
}

/** The parts of the text one after another: code, string, line or block comment. */
export function split(text) {
  const parts = [];
  let kind = 'code';
  let start = 0;
  const end = (at, next) => {
    if (at > start) parts.push({ kind, text: text.slice(start, at) });
    start = at;
    kind = next;
  };
  for (let index = 0; index < text.length; index++) {
    const two = text.slice(index, index + 2);
    if (kind === 'string') {
      if (text[index] === '"' && !isEscaped(text, index)) end(index + 1, 'code');
    } else if (kind === 'line') {
      if (text[index] === '\n' || two === '\r\n') {
        end(index, 'code');
      }
    } else if (kind === 'block') {
      if (two === '*/') {
        index++;
        end(index + 1, 'code');
      }
    } else if (text[index] === '"') {
      end(index, 'string');
    } else if (two === '//') {
      end(index, 'line');
      index++;
    } else if (two === '/*') {
      end(index, 'block');
      index++;
    }
  }
  end(text.length, 'code');
  return parts;
}

/** The same text with comments as white space, so that places in it stay what they were; or without them. */
export function stripComments(text, { whitespace = true } = {}) {
  const blank = (comment) => (whitespace ? comment.replace(/\S/g, ' ') : '');
  return split(text)
    .map((part) => (part.kind === 'line' || part.kind === 'block' ? blank(part.text) : part.text))
    .join('');
}

/** Takes out commas before a closing bracket. Expects a text without comments. */
export function stripTrailingCommas(text) {
  return split(text)
    .map((part) => (part.kind === 'code' ? part.text.replace(/,(\s*[\]}])/g, '$1') : part.text))
    .join('');
}

/** Where a place of the text is, both counted from 1. */
export function positionOf(text, offset) {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  return { line, column };
}

export function parse(text) {
  const withoutBom = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return JSON.parse(stripTrailingCommas(stripComments(withoutBom)));
}

/** The comments, with the line in which each begins. */
export function comments(text) {
  const found = [];
  let offset = 0;
  for (const part of split(text)) {
    if (part.kind === 'line') found.push({ line: positionOf(text, offset).line, text: part.text.slice(2).trim() });
    if (part.kind === 'block') found.push({ line: positionOf(text, offset).line, text: part.text.slice(2, -2).trim() });
    offset += part.text.length;
  }
  return found;
}

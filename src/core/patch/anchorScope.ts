import { indentOf, isBlank } from './textLines.ts';

/** The lines under some anchors: `from` included, `to` not. */
export interface AnchorScope {
  readonly from: number;
  readonly to: number;
}

/**
 * The lines under the anchors, outermost first: from the one line that says what the anchor says, to the first line indented no deeper
 * than it. undefined: an anchor that occurs never or several times, or heads no indented lines, says nothing that can be relied on.
 */
export function anchorScope(lines: readonly string[], anchors: readonly string[]): AnchorScope | undefined {
  if (anchors.length === 0) return undefined;
  let from = 0;
  let to = lines.length;
  for (const anchor of anchors) {
    const head = onlyLine(lines, anchor.trim(), { from, to });
    if (head === undefined) return undefined;
    to = endOfScope(lines, head, to);
    from = head;
    if (to <= head + 1) return undefined;
  }
  return { from, to };
}

function onlyLine(lines: readonly string[], text: string, span: { from: number; to: number }): number | undefined {
  let found: number | undefined;
  for (let at = span.from; at < span.to; at++) {
    if (lines[at]?.trim() !== text) continue;
    if (found !== undefined) return undefined;
    found = at;
  }
  return found;
}

/** The first line after `head` that is not blank, not deeper, and does not merely close or continue what `head` opened. */
function endOfScope(lines: readonly string[], head: number, limit: number): number {
  const depth = indentOf(lines[head] ?? '').length;
  let deeper = false;
  for (let at = head + 1; at < limit; at++) {
    const line = lines[at] ?? '';
    if (isBlank(line)) continue;
    if (indentOf(line).length > depth) deeper = true;
    else if (!/^\s*[{})\]]/.test(line)) return deeper ? at : head + 1;
    else if (deeper && /^\s*[})\]]+[;,)]*\s*$/.test(line)) return at + 1;
  }
  return deeper ? limit : head + 1;
}

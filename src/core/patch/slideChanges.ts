import { joinTouching, type LineChange } from './lineDiff.ts';
import { indentOf, isBlank } from './textLines.ts';

/** The two texts a list of changes belongs to, as lines. */
interface Sides {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A change that only adds or only removes, as a window over the side it touches. */
interface Window {
  readonly lines: readonly string[];
  readonly start: number;
  readonly count: number;
}

/** How far a window may be moved without changing what the texts say. */
interface Slack {
  readonly up: number;
  readonly down: number;
}

/** Moves every pure addition or removal as far down as it goes, as git does before it merges. */
export function slideDown(changes: readonly LineChange[], sides: Sides): LineChange[] {
  return slide(changes, sides, (_, slack) => slack.down);
}

/** Moves every pure addition or removal as far up as it goes. */
export function slideUp(changes: readonly LineChange[], sides: Sides): LineChange[] {
  return slide(changes, sides, (_, slack) => -slack.up);
}

/** Moves pure additions and removals to where a reader would cut: before a line that is indented least, after a blank one. */
export function slideForReading(changes: readonly LineChange[], sides: Sides): LineChange[] {
  return slide(changes, sides, readableOffset);
}

function slide(
  changes: readonly LineChange[],
  sides: Sides,
  choose: (window: Window, slack: Slack) => number,
): LineChange[] {
  const moved: LineChange[] = [];
  changes.forEach((change, index) => {
    const window = windowOf(change, sides);
    if (window === undefined) {
      moved.push(change);
      return;
    }
    const previous = moved.at(-1);
    const room = {
      up: change.oldStart - (previous === undefined ? 0 : previous.oldStart + previous.oldCount),
      down: (changes[index + 1]?.oldStart ?? sides.before.length) - change.oldStart - change.oldCount,
    };
    const by = choose(window, slackOf(window, room));
    moved.push({ ...change, oldStart: change.oldStart + by, newStart: change.newStart + by });
  });
  return joinTouching(moved);
}

function windowOf(change: LineChange, sides: Sides): Window | undefined {
  if (change.oldCount === 0) return { lines: sides.after, start: change.newStart, count: change.newCount };
  if (change.newCount === 0) return { lines: sides.before, start: change.oldStart, count: change.oldCount };
  return undefined;
}

function slackOf({ lines, start, count }: Window, room: Slack): Slack {
  let down = 0;
  while (down < room.down && lines[start + down] === lines[start + count + down]) down++;
  let up = 0;
  while (up < room.up && lines[start - 1 - up] === lines[start + count - 1 - up]) up++;
  return { up, down };
}

/** A shorter form of git's indent heuristic (M. Haggerty, 2016): the cheaper the cuts above and below, the better the place. */
function readableOffset({ lines, start, count }: Window, slack: Slack): number {
  let best = slack.down;
  let bestCost = Number.POSITIVE_INFINITY;
  const lowest = Math.max(-slack.up, -100);
  for (let by = Math.min(slack.down, 100); by >= lowest; by--) {
    const cost = cutCost(lines, start + by) + cutCost(lines, start + by + count);
    if (cost < bestCost) {
      bestCost = cost;
      best = by;
    }
  }
  return best;
}

/** What it costs to cut before line `at`: its indentation, dearer when that line is blank or closes something. */
function cutCost(lines: readonly string[], at: number): number {
  const line = lines[at];
  if (line === undefined) return 0;
  if (isBlank(line)) return 6;
  const above = at > 0 ? (lines[at - 1] ?? '') : '';
  const closes = /^\s*[)\]}]/.test(line) ? 5 : 0;
  return indentOf(line).replaceAll('\t', '    ').length + closes - (isBlank(above) ? 3 : 0);
}

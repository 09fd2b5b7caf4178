import { isBlank } from './textLines.ts';

/** The place of a file most like what was looked for, for the message to the model only. Line numbers count from 1. */
export interface NearestLines {
  readonly firstLine: number;
  readonly lines: readonly string[];
  /** The first lines that differ, side by side; `file` is undefined past the end of the file. */
  readonly differs: readonly { readonly line: number; readonly wanted: string; readonly file: string | undefined }[];
}

/** Lines that occur more often say nothing about the place. */
const commonLine = 40;
const mostShown = 24;
const mostDiffering = 4;
const mostScanned = 40_000;
const longestCompared = 160;
/** Shorter texts stand within lines by chance. */
const shortestPart = 8;

/**
 * The nearest place in a file to lines that were not found, or undefined when nothing is alike. Never used to apply an edit: the
 * likest place is often a sibling of the right one, and a wrong edit that compiles costs more than a second answer.
 */
export function findNearest(file: readonly string[], wanted: readonly string[]): NearestLines | undefined {
  const start = votedStart(file, wanted) ?? likestStart(file, wanted);
  if (start === undefined) return undefined;
  const first = Math.max(0, Math.min(start, file.length - 1));
  const count = Math.min(Math.max(wanted.length, 1), mostShown);
  const differs: { line: number; wanted: string; file: string | undefined }[] = [];
  for (let at = 0; at < wanted.length && differs.length < mostDiffering; at++) {
    const inFile = file[start + at];
    const line = wanted[at] ?? '';
    if (line !== inFile) differs.push({ line: start + at + 1, wanted: line, file: inFile });
  }
  return { firstLine: first + 1, lines: file.slice(first, first + count), differs };
}

/** The start on which most of the lines agree, each line of the block voting for where its equals in the file put it. */
function votedStart(file: readonly string[], wanted: readonly string[]): number | undefined {
  const places = new Map<string, number[]>();
  file.forEach((line, at) => {
    const key = line.trim();
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else if (known.length <= commonLine) known.push(at);
  });
  const votes = new Map<number, number>();
  wanted.slice(0, mostScanned).forEach((line, at) => {
    const key = line.trim();
    const found = places.get(key) ?? [];
    if (key.length < 3 || found.length > commonLine) return;
    for (const place of found) votes.set(place - at, (votes.get(place - at) ?? 0) + 1 / found.length);
  });
  let best: number | undefined;
  let most = 0;
  for (const [start, count] of votes) {
    if (count > most) {
      most = count;
      best = start;
    }
  }
  return best;
}

/** The line most like the first telling line of the block: one that holds it whole, or else by shared pairs of letters. */
function likestStart(file: readonly string[], wanted: readonly string[]): number | undefined {
  const at = wanted.findIndex((line) => !isBlank(line) && line.trim().length > 3);
  if (at < 0) return undefined;
  const sought = (wanted[at] ?? '').trim().slice(0, longestCompared);
  const holder = sought.length < shortestPart ? -1 : file.findIndex((line) => line.includes(sought));
  if (holder >= 0) return holder - at;
  const likeness = likenessTo(sought);
  let best: number | undefined;
  let most = 0.5;
  const scanned = Math.min(file.length, mostScanned);
  for (let place = 0; place < scanned; place++) {
    const score = likeness((file[place] ?? '').trim().slice(0, longestCompared), most);
    if (score > most) {
      most = score;
      best = place - at;
    }
  }
  return best;
}

const pairAt = (text: string, at: number): number => (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1);

/** Dice's coefficient of pairs of letters with one text; 0 for a line whose length alone keeps it from being over `floor`. */
function likenessTo(sought: string): (line: string, floor: number) => number {
  const places = new Map<number, number>();
  const counts: number[] = [];
  for (let at = 0; at + 1 < sought.length; at++) {
    const pair = pairAt(sought, at);
    const place = places.get(pair) ?? counts.push(0) - 1;
    places.set(pair, place);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const own = Math.max(sought.length - 1, 0);
  return (line, floor) => {
    const other = line.length - 1;
    if (other < 1 || (2 * Math.min(own, other)) / (own + other) <= floor) return 0;
    const left = counts.slice();
    let shared = 0;
    for (let at = 0; at < other; at++) {
      const place = places.get(pairAt(line, at));
      if (place === undefined) continue;
      const rest = left[place] ?? 0;
      if (rest === 0) continue;
      left[place] = rest - 1;
      shared++;
    }
    return (2 * shared) / (own + other);
  };
}

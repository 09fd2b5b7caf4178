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

/** The line most like the first telling line of the block, by shared pairs of letters (Dice's coefficient). */
function likestStart(file: readonly string[], wanted: readonly string[]): number | undefined {
  const at = wanted.findIndex((line) => !isBlank(line) && line.trim().length > 3);
  if (at < 0) return undefined;
  const sought = pairsOf(wanted[at] ?? '');
  let best: number | undefined;
  let most = 0.5;
  file.slice(0, mostScanned).forEach((line, place) => {
    const score = dice(sought, pairsOf(line));
    if (score > most) {
      most = score;
      best = place - at;
    }
  });
  return best;
}

function pairsOf(line: string): Map<string, number> {
  const text = line.trim().slice(0, longestCompared);
  const pairs = new Map<string, number>();
  for (let at = 0; at + 1 < text.length; at++) {
    const pair = text.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

function dice(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): number {
  let total = 0;
  let shared = 0;
  for (const count of left.values()) total += count;
  for (const [pair, count] of right) {
    total += count;
    shared += Math.min(count, left.get(pair) ?? 0);
  }
  return total === 0 ? 0 : (2 * shared) / total;
}

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLParseError,
} from 'yaml';
import { messageOf } from '../../base/errors.ts';
import { maxProblems, type Problem, type Range } from './problem.ts';
import { nearestOffset } from './yamlOffsets.ts';

/** How much a manifest may be: what a person writes is far below, and reading stays fast whatever is in the file. */
export const manifestLimits = { characters: 256 * 1024, values: 20_000, depth: 40, aliases: 2_000 } as const;

/** What may be an alias. The reader goes back through the file for each, and for each that is a mistake. */
const aliases = /(?<![^\s,:[{-])\*/g;

/** A path into a manifest: keys and positions. */
export type Path = readonly (string | number)[];

/** A YAML or JSON file as a value, with the way back from any part of it to its place in the text. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  /** Plain JSON; undefined when the text is none. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at a path stands, or the nearest part around it that is there. */
  rangeOf(path: Path): Range;
  /** Where the key of a path stands. */
  keyRangeOf(path: Path): Range;
  /** Where the characters from `start` to `end` of the string at a path stand. */
  rangeInside(path: Path, start: number, end: number): Range;
  /** The text of the whole file as a range of lines: the indentation of the line a value stands on. */
  indentOf(path: Path): string;
}

interface Place {
  readonly key: readonly [number, number] | undefined;
  readonly value: readonly [number, number];
  readonly scalar: Scalar | undefined;
}

/** Reads a manifest. Never throws: what is wrong with the text is among the problems. */
export function readYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const places = new Map<string, Place>();
  const problems: Problem[] = [];
  const rangeAt = (start: number, end: number): Range => toRange(lines, text, [start, end]);
  const report = (code: string, message: string, [start, end]: readonly [number, number]) => {
    if (problems.length < maxProblems)
      problems.push({ file, ...rangeAt(start, end), severity: 'error', code, message });
  };
  const value = readValue({ text, lines, places, report });
  const placeOf = (path: Path): Place => {
    for (let length = path.length; length > 0; length -= 1) {
      const place = places.get(keyOf(path.slice(0, length)));
      if (place) return place;
    }
    return places.get(keyOf([])) ?? { key: undefined, value: [0, 0], scalar: undefined };
  };
  return {
    file,
    text,
    value,
    problems,
    rangeOf: (path) => rangeAt(...placeOf(path).value),
    keyRangeOf: (path) => rangeAt(...(placeOf(path).key ?? placeOf(path).value)),
    rangeInside(path, start, end) {
      const { scalar, value: whole } = placeOf(path);
      if (!scalar) return rangeAt(...whole);
      const from = Math.max(whole[0], Math.min(nearestOffset(text, scalar, start), whole[1] - 1));
      return rangeAt(
        from,
        Math.min(whole[1], Math.max(from + 1, nearestOffset(text, scalar, Math.max(start, end - 1)) + 1)),
      );
    },
    indentOf(path) {
      const [start] = placeOf(path).key ?? placeOf(path).value;
      const lineStart = text.lastIndexOf('\n', start - 1) + 1;
      return ' '.repeat(start - lineStart);
    },
  };
}

interface Reading {
  readonly text: string;
  readonly lines: LineCounter;
  readonly places: Map<string, Place>;
  readonly report: (code: string, message: string, range: readonly [number, number]) => void;
}

function readValue({ text, lines, places, report }: Reading): unknown {
  if (text.length > manifestLimits.characters) {
    lines.addNewLine(0);
    report(
      'yaml.tooLong',
      `The file has ${text.length} characters; ${manifestLimits.characters} are the most.`,
      [0, 0],
    );
    return undefined;
  }
  if (nestsDeeper(text, 25 * manifestLimits.depth)) {
    lines.addNewLine(0);
    report('yaml.syntax', 'This is not YAML: it is nested too deeply.', [0, 0]);
    return undefined;
  }
  if ((text.match(aliases)?.length ?? 0) > manifestLimits.aliases) {
    lines.addNewLine(0);
    report('yaml.tooMuch', `The file has more than ${manifestLimits.aliases} aliases.`, [0, 0]);
    return undefined;
  }
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
    if (reportErrors(document.errors, report)) return undefined;
    if (!document.contents) {
      report('yaml.empty', 'The file is empty; a manifest begins with "version: 1".', [0, Math.min(1, text.length)]);
      return undefined;
    }
    return new Walk({ text, lines, places, report }, (alias) => alias.resolve(document)).value(
      document.contents,
      [],
      undefined,
    );
  } catch (error) {
    if (error instanceof TooMuch) report('yaml.tooMuch', error.message, error.range);
    else {
      // A RangeError is the stack of the YAML reader, which goes one step deeper with each bracket.
      if (lines.lineStarts.length === 0) lines.addNewLine(0);
      const why = error instanceof RangeError ? 'it is nested too deeply' : messageOf(error);
      report('yaml.syntax', `This is not YAML: ${sentence(why)}`, [0, 0]);
    }
    return undefined;
  }
}

/**
 * Whether brackets are opened so often that reading them takes seconds: the reader's time grows with the square of the
 * depth. Brackets inside texts are counted too, so the bound has to be far above the depth that is allowed.
 */
export function nestsDeeper(text: string, most: number): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > most) return true;
  }
  return false;
}

/** Reports what the reader found, the first ones only: after a syntax error most others follow from it. */
function reportErrors(errors: readonly YAMLParseError[], report: Reading['report']): boolean {
  const tooDeep = errors.find(({ message }) => message.startsWith('Maximum call stack'));
  if (tooDeep) {
    report('yaml.syntax', 'This is not YAML: it is nested too deeply.', tooDeep.pos);
    return true;
  }
  for (const { pos, message, code } of errors.slice(0, 10)) {
    if (code === 'MULTIPLE_DOCS')
      report('yaml.documents', 'Found a second document after "---"; expected one manifest a file.', pos);
    else report('yaml.syntax', `This is not YAML: ${sentence(message)}`, pos);
  }
  return errors.length > 0;
}

class TooMuch extends Error {
  readonly range: readonly [number, number];

  constructor(message: string, range: readonly [number, number]) {
    super(message);
    this.range = range;
  }
}

/** Turns YAML nodes into JSON and notes where each stands. Aliases are followed, and what they repeat is counted. */
class Walk {
  readonly #reading: Reading;
  readonly #resolve: (alias: import('yaml').Alias) => Node | undefined;
  #values = 0;

  constructor(reading: Reading, resolve: (alias: import('yaml').Alias) => Node | undefined) {
    this.#reading = reading;
    this.#resolve = resolve;
  }

  value(node: Node | null | undefined, path: Path, key: readonly [number, number] | undefined): unknown {
    const range = rangeOfNode(node) ?? key ?? [0, 0];
    this.#values += 1;
    if (this.#values > manifestLimits.values)
      throw new TooMuch(
        `The file has more than ${manifestLimits.values} values, counted with what its aliases repeat.`,
        range,
      );
    if (path.length > manifestLimits.depth)
      throw new TooMuch(`The file is nested more than ${manifestLimits.depth} deep.`, range);
    const target = isAlias(node) ? this.#resolve(node) : node;
    this.#reading.places.set(keyOf(path), { key, value: range, scalar: isScalar(node) ? node : undefined });
    if (isMap(target)) return this.#map(target.items, path);
    if (isSeq(target)) return target.items.map((item, index) => this.value(item as Node, [...path, index], undefined));
    if (isAlias(node) && !target) {
      this.#reading.report('yaml.unknownAlias', `The alias *${node.source} names no anchor of this file.`, range);
      return null;
    }
    return isScalar(target) ? this.#scalar(target.value, range) : null;
  }

  #scalar(value: unknown, range: readonly [number, number]): unknown {
    if (value === undefined || typeof value === 'bigint') return value === undefined ? null : Number(value);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#reading.report('yaml.number', `Found ${String(value)}, expected a finite number.`, range);
      return 0;
    }
    if (typeof value !== 'object' || value === null) return value;
    this.#reading.report('yaml.tag', 'Tags such as !!binary are not allowed: write plain text.', range);
    return null;
  }

  #map(items: readonly Pair[], path: Path): Record<string, unknown> {
    const found = new Map<string, unknown>();
    for (const { key, value } of items) {
      const at = rangeOfNode(key as Node | null) ?? [0, 0];
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name === undefined || name === '__proto__') {
        this.#reading.report(
          'yaml.key',
          name === undefined ? 'A key must be a plain word.' : 'The key __proto__ is not allowed.',
          at,
        );
        continue;
      }
      if (found.has(name)) {
        const first = this.#reading.places.get(keyOf([...path, name]))?.key?.[0] ?? 0;
        const { line } = this.#reading.lines.linePos(first);
        this.#reading.report(
          'yaml.duplicateKey',
          `The key "${name}" stands here a second time; the first is in line ${line}.`,
          at,
        );
        continue;
      }
      found.set(name, this.value(value as Node | null, [...path, name], at));
    }
    return Object.fromEntries(found);
  }
}

function rangeOfNode(node: Node | null | undefined): readonly [number, number] | undefined {
  return node?.range ? [node.range[0], node.range[1]] : undefined;
}

const keyOf = (path: Path) => JSON.stringify(path);

function toRange(lines: LineCounter, text: string, [start, end]: readonly [number, number]): Range {
  // A block's range goes on to the next key: people want to see its own last line.
  let last = Math.min(end, text.length);
  while (last > start + 1 && /\s/.test(text[last - 1] ?? '')) last -= 1;
  const from = lines.linePos(Math.min(start, text.length));
  const to = lines.linePos(Math.max(start, last));
  return {
    line: Math.max(1, from.line),
    column: Math.max(1, from.col),
    endLine: Math.max(1, to.line),
    endColumn: Math.max(1, to.col),
  };
}

function sentence(message: string): string {
  const first = message.split('\n')[0] ?? message;
  const lower = /^[A-Z][a-z]/.test(first) ? (first[0] ?? '').toLowerCase() + first.slice(1) : first;
  return /[.!?]$/.test(lower) ? lower : `${lower}.`;
}

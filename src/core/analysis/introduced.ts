import { type AnalysisReport, type Finding, findingsOf, type ToolName } from './finding.ts';
import { createLineMap, type LineMap } from './lineMap.ts';

/** What a change did to the findings. Only `introduced` counts against it. */
export interface FindingComparison {
  /** Not there before. */
  readonly introduced: readonly Finding[];
  /** There before and no more. */
  readonly fixed: readonly Finding[];
  /** There before and after, as they are now. */
  readonly kept: readonly Finding[];
  /**
   * New to the eye, but in a place where the tool could not look before the change because of a syntax error: perhaps
   * old. They do not count.
   */
  readonly unsure: readonly Finding[];
  /** Tools that failed before or after, each with its sentence: nothing is known of what they would have found. */
  readonly notCompared: readonly { readonly tool: ToolName; readonly when: 'before' | 'after'; readonly why: string }[];
}

interface Pairing {
  readonly before: Finding[];
  readonly after: Finding[];
}

/**
 * Holds two reports against each other. A finding is an old one when the same tool said the same by the same rule: in the
 * line that the file's difference says it moved to, else on a line with the same text and neighbours, else on a line with
 * the same text, else in the piece of the file that took its line's place. Each old one answers for one new one at most, so
 * the second of two equal findings is introduced. Code that moved to another file takes its findings along.
 */
export function compareFindings(before: AnalysisReport, after: AnalysisReport): FindingComparison {
  const notCompared = failures(before, after);
  const left = new Set(notCompared.map(({ tool }) => tool));
  const context = createContext(before, after);
  const groups = new Map<string, Pairing>();
  const group = (one: Finding): Pairing => {
    const key = JSON.stringify([one.tool, one.rule ?? '', plainMessage(one.message)]);
    const known = groups.get(key) ?? { before: [], after: [] };
    groups.set(key, known);
    return known;
  };
  for (const one of findingsOf(before)) if (!left.has(one.tool)) group(one).before.push(one);
  for (const one of findingsOf(after)) if (!left.has(one.tool)) group(one).after.push(one);
  const result = {
    introduced: [] as Finding[],
    fixed: [] as Finding[],
    kept: [] as Finding[],
    unsure: [] as Finding[],
  };
  for (const pairing of groups.values()) {
    const kept = matchGroup(pairing, context);
    result.kept.push(...kept);
    result.fixed.push(...pairing.before);
    for (const one of pairing.after) (context.wasMasked(one) ? result.unsure : result.introduced).push(one);
  }
  const sorted = (list: readonly Finding[]) => [...list].sort(byPlace);
  return {
    introduced: sorted(result.introduced),
    fixed: sorted(result.fixed),
    kept: sorted(result.kept),
    unsure: sorted(result.unsure),
    notCompared,
  };
}

function failures(before: AnalysisReport, after: AnalysisReport): FindingComparison['notCompared'] {
  const sides = [
    ['before', before],
    ['after', after],
  ] as const;
  const failed = sides.flatMap(([when, { outcomes }]) =>
    outcomes.flatMap((outcome) =>
      outcome.kind === 'failed' ? [{ tool: outcome.tool, when, why: outcome.message }] : [],
    ),
  );
  const names = ({ outcomes }: AnalysisReport) => new Set(outcomes.map(({ tool }) => tool));
  const [first, second] = [names(before), names(after)];
  const absent = [
    ...[...second].filter((tool) => !first.has(tool)).map((tool) => ({ tool, when: 'before' as const })),
    ...[...first].filter((tool) => !second.has(tool)).map((tool) => ({ tool, when: 'after' as const })),
  ];
  return [
    ...failed,
    ...absent.map(({ tool, when }) => ({ tool, when, why: `${tool} was not run ${when} the change.` })),
  ];
}

/** Messages name places ("from line 5"), which move without anything having changed. */
function plainMessage(message: string): string {
  return message
    .replace(/\blines? \d+/g, 'line #')
    .replace(/:\d+:\d+\b/g, ':#')
    .replace(/\s+/g, ' ');
}

interface Context {
  readonly lineMap: (file: string) => LineMap;
  readonly lineBefore: (one: Finding, offset?: number) => string;
  readonly lineAfter: (one: Finding, offset?: number) => string;
  wasMasked(one: Finding): boolean;
}

function createContext(before: AnalysisReport, after: AnalysisReport): Context {
  const maps = new Map<string, LineMap>();
  const reader = (sources: AnalysisReport['sources']) => {
    const lines = new Map<string, readonly string[]>();
    return (one: Finding, offset = 0): string => {
      const all = lines.get(one.file) ?? (sources.get(one.file) ?? '').split('\n');
      lines.set(one.file, all);
      return one.range === undefined ? '' : (all[one.range.start.line - 1 + offset] ?? '').trim();
    };
  };
  return {
    lineMap(file) {
      const known = maps.get(file) ?? createLineMap(before.sources.get(file), after.sources.get(file));
      maps.set(file, known);
      return known;
    },
    lineBefore: reader(before.sources),
    lineAfter: reader(after.sources),
    wasMasked: ({ tool, file }) =>
      before.outcomes.some(
        (outcome) =>
          outcome.kind === 'read' &&
          outcome.tool === tool &&
          (outcome.masked === 'all' || outcome.masked.includes(file)),
      ),
  };
}

type Same = (old: Finding, now: Finding) => boolean;

/** Takes the pairs out of the group, surest first, and gives the new half of each. */
function matchGroup(pairing: Pairing, context: Context): readonly Finding[] {
  const { lineBefore, lineAfter, lineMap } = context;
  const line = (one: Finding) => one.range?.start.line ?? 0;
  const sameText: Same = (old, now) => lineBefore(old) !== '' && lineBefore(old) === lineAfter(now);
  const sameNeighbours: Same = (old, now) =>
    sameText(old, now) && lineBefore(old, -1) === lineAfter(now, -1) && lineBefore(old, 1) === lineAfter(now, 1);
  const inFile =
    (same: Same): Same =>
    (old, now) =>
      old.file === now.file && same(old, now);
  const passes: readonly Same[] = [
    inFile(
      (old, now) =>
        lineMap(old.file).kept(line(old)) === line(now) && old.range?.start.column === now.range?.start.column,
    ),
    inFile((old, now) => lineMap(old.file).kept(line(old)) === line(now)),
    inFile(sameNeighbours),
    inFile(sameText),
    inFile((old, now) => lineMap(old.file).replaced(line(old), line(now))),
    (old, now) => old.file !== now.file && sameNeighbours(old, now),
  ];
  return passes.flatMap((same) => takePairs(pairing, same));
}

function takePairs({ before, after }: Pairing, same: Same): readonly Finding[] {
  const taken: Finding[] = [];
  for (let at = 0; at < after.length; ) {
    const now = after[at];
    const old = now === undefined ? -1 : before.findIndex((one) => same(one, now));
    if (now === undefined || old < 0) {
      at++;
      continue;
    }
    before.splice(old, 1);
    after.splice(at, 1);
    taken.push(now);
  }
  return taken;
}

function byPlace(a: Finding, b: Finding): number {
  return (
    (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
    (a.range?.start.line ?? 0) - (b.range?.start.line ?? 0) ||
    (a.range?.start.column ?? 0) - (b.range?.start.column ?? 0)
  );
}

import type { FailingTestView } from '../../protocol/engine.ts';

/** A test, or a group of tests, as an extension shows it: another runner's words for what our own report names. */
export interface FailingTarget {
  /** Relative to the workspace. */
  readonly file: string;
  /** Labels from the outermost group to the item itself; outer ones may name folders, files or runners. */
  readonly labels: readonly string[];
  readonly id: string;
  /** First and last line, from 1; undefined when the item has no place in its file. */
  readonly lines: readonly [number, number] | undefined;
  /** It holds other tests. */
  readonly group: boolean;
}

/**
 * The red tests that an item stands for. Runners agree on no ids, so a test is known by its file, its titles and its line: the
 * titles first, then how many outer titles agree, then the place. Empty when none of the red ones is meant.
 */
export function matchFailing(failing: readonly FailingTestView[], target: FailingTarget): readonly FailingTestView[] {
  const inFile = failing.filter(({ file }) => file === target.file);
  // A runner that does not say where its tests are leaves only their names.
  const here = inFile.length > 0 ? inFile : failing.filter(({ file }) => file === undefined);
  if (target.group) return inGroup(here, target);
  const label = plain(target.labels.at(-1) ?? '');
  const named = here.filter((test) => plain(titlesOf(test).at(-1) ?? '') === label);
  if (named.length > 0) return nearest(named, target);
  // Parameters: `test_sum[1-2]` of a report is `test_sum` in a tree, or the other way around.
  const base = withoutParameters(label);
  const sameBase = here.filter((test) => withoutParameters(plain(titlesOf(test).at(-1) ?? '')) === base);
  if (sameBase.length > 0) return nearest(sameBase, target);
  const ending = here.filter(({ id }) => target.id.length > 2 && (id.endsWith(target.id) || target.id.endsWith(id)));
  return ending.length > 0 ? ending : at(inFile, target.lines);
}

/** The tests of a suite, or of a whole file. */
function inGroup(here: readonly FailingTestView[], target: FailingTarget): readonly FailingTestView[] {
  const label = plain(target.labels.at(-1) ?? '');
  const inSuite = here.filter((test) =>
    titlesOf(test)
      .slice(0, -1)
      .some((title) => plain(title) === label),
  );
  if (inSuite.length > 0) return inSuite;
  const name = target.file.split('/').at(-1) ?? '';
  const isFile = target.lines === undefined || label === plain(name) || label === plain(target.file);
  return isFile ? here : at(here, target.lines);
}

function at(here: readonly FailingTestView[], lines: FailingTarget['lines']): readonly FailingTestView[] {
  if (!lines) return [];
  const [first, last] = lines;
  return here.filter(({ line }) => line !== undefined && first <= line && line <= last);
}

/** Of tests with one name, those whose outer titles agree most; of these, those that stand where the item does. */
function nearest(named: readonly FailingTestView[], target: FailingTarget): readonly FailingTestView[] {
  const outer = new Set(target.labels.slice(0, -1).map(plain));
  const agreeing = (test: FailingTestView) =>
    titlesOf(test)
      .slice(0, -1)
      .filter((title) => outer.has(plain(title))).length;
  const most = Math.max(...named.map(agreeing));
  const best = named.filter((test) => agreeing(test) === most);
  const placed = best.length > 1 ? at(best, target.lines) : [];
  return placed.length > 0 ? placed : best;
}

/** The titles of an id, its file left out. */
function titlesOf({ id, file }: FailingTestView): readonly string[] {
  const titles = file !== undefined && id.startsWith(`${file} > `) ? id.slice(file.length + 3) : id;
  return titles.split(/ > |::/);
}

/** Trees decorate names: `name()`, icons, blanks. */
function plain(title: string): string {
  return title
    .replace(/\$\([\w~-]+\)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\(\)$/, '');
}

function withoutParameters(title: string): string {
  const from = title.indexOf('[');
  return from !== -1 && title.endsWith(']') ? title.slice(0, from) : title;
}

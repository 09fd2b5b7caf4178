import type { EditSite } from './editSite.ts';
import { namedChildren } from './syntaxWalk.ts';

/** Words that speak for a name: what people call, and write of, a function that uses it. */
const spokenFor: Readonly<Record<string, RegExp>> = {
  max: /\b(max|maximum|largest|longest|newest|latest|highest|greatest|biggest)\b/,
  min: /\b(min|minimum|smallest|shortest|oldest|earliest|lowest|nearest|closest|cheapest|fewest)\b/,
  ceil: /\b(ceil|ceiling|round(ed|s)? up|upwards?)\b/,
  floor: /\b(floor|round(ed|s)? down|downwards?|whole)\b/,
  upper: /\b(upper|uppercase|capital|capitals)\b/,
  lower: /\b(lower|lowercase|small letters)\b/,
};

const meanings: Readonly<Record<string, string>> = {
  max: 'max',
  min: 'min',
  nlargest: 'max',
  nsmallest: 'min',
  ceil: 'ceil',
  floor: 'floor',
  upper: 'upper',
  toUpperCase: 'upper',
  lower: 'lower',
  toLowerCase: 'lower',
};

/** What the name says counts more than what a sentence happens to say. */
const strengths = { name: { against: 0.15, inFavour: 1.3 }, sentence: { against: 0.5, inFavour: 1.1 } };

/**
 * What the function's own name and documentation say about one name in place of another: less than 1 where they speak for the one that
 * stands there (`min` in `newest`), more where they speak for the other. Words of most
 * sentences (all, any, first, last) say nothing, nor do those that are turned round: what is at most a limit is `min` of it.
 */
export function hintFactor(site: EditSite, own: string, other: string): number {
  const [before, after] = [meaningOf(own), meaningOf(other)];
  if (before === undefined || after === undefined || before === after) return 1;
  const { name, sentences } = documentation(site);
  for (const [text, { against, inFavour }] of [
    [name, strengths.name],
    [sentences, strengths.sentence],
  ] as const) {
    const [forOwn, forOther] = [spokenFor[before]?.test(text) === true, spokenFor[after]?.test(text) === true];
    if (forOwn !== forOther) return forOwn ? against : inFavour;
  }
  return 1;
}
function meaningOf(name: string): string | undefined {
  return Object.hasOwn(meanings, name) ? meanings[name] : undefined;
}

/** The words of the innermost named function: its name, taken apart; the comment above it and its docstring. */
function documentation({ node, profile, file, text }: EditSite): { readonly name: string; readonly sentences: string } {
  for (let at = node.parent; at; at = at.parent) {
    const name = profile.functionTypes.has(at.type)
      ? (profile.definedName(at) ?? (at.parent && profile.definedName(at.parent)))
      : undefined;
    if (!name) continue;
    const body = at.children.find(({ field }) => field === 'body');
    const first = body && namedChildren(body)[0];
    const isDocstring = first?.type === 'expression_statement' && /^[rub]*["']/i.test(text(first));
    const words = text(name)
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll('_', ' ');
    const sentences = `${commentAbove(file.source, at.startIndex)} ${isDocstring && first ? text(first) : ''}`;
    return { name: words.toLowerCase(), sentences: sentences.toLowerCase() };
  }
  return { name: '', sentences: '' };
}

/** The comment that ends right above the line of this place. */
function commentAbove(source: string, index: number): string {
  const head = source.slice(0, source.lastIndexOf('\n', index - 1) + 1).trimEnd();
  const block = /\/\*(?:(?!\*\/)[\s\S])*\*\/$/.exec(head.slice(-1000));
  return block?.[0] ?? /(?:(?:^|\n)[ \t]*(?:\/\/|#)[^\n]*)+$/.exec(head.slice(-1000))?.[0] ?? '';
}

import { addStatement, type EditDraft, type EditOperator, type EditSite, shown } from '../editSite.ts';
import type { ScopeName } from '../scopeNames.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, indentOf, namedChildren } from '../syntaxWalk.ts';

/** An early exit when two values are the same: both have one root, a pixel has the new colour already. */
export const equalityEdits: EditOperator = {
  name: 'guard',
  family: 'guard',
  *drafts(site) {
    const { node, profile, owner } = site;
    const block = node.parent;
    if (!owner || !block || !profile.statementTypes.has(node.type) || childOf(owner, 'body') !== block) return;
    const siblings = namedChildren(block);
    const before = siblings[siblings.indexOf(node) - 1];
    const found = before && before.startRow === before.endRow ? assignmentsIn(site, before) : [];
    if (!before || found.length === 0) return;
    const earlier = siblings.slice(0, siblings.indexOf(before)).flatMap((each) => assignmentsIn(site, each));
    for (const [condition, prior] of conditions(site, found, earlier))
      for (const [place, result] of results(site).entries())
        yield exit(site, condition, result, prior / (1 + 0.35 * place));
  },
};

interface Kept {
  readonly name: string;
  readonly value: string;
}

/** The names that a statement gives a value: `a, b = f(x), f(y)` gives two. */
function assignmentsIn(site: EditSite, statement: SyntaxNode): readonly Kept[] {
  if (!/^(expression_statement|lexical_declaration|variable_declaration)$/.test(statement.type)) return [];
  return [...descendants(statement)].flatMap((at) => {
    const assigned = /^augmented_/.test(at.type) ? undefined : site.profile.assignment(at);
    if (!assigned) return [];
    if (assigned.left.type === 'identifier')
      return [{ name: site.text(assigned.left), value: site.text(assigned.right) }];
    const [names, values] = [namedChildren(assigned.left), namedChildren(assigned.right)];
    if (names.length !== values.length || names.some(({ type }) => type !== 'identifier')) return [];
    return names.map((name, place) => ({ name: site.text(name), value: site.text(values[place] ?? name) }));
  });
}

const mostOthers = 4;

/** What was just kept, and what it could be the same as: what came of the same question, or what the function was given. */
function conditions(site: EditSite, found: readonly Kept[], earlier: readonly Kept[]): readonly [string, number][] {
  const { file, profile, node } = site;
  const { equals } = profile.words;
  const visible = file.names.visibleAt(node);
  const isPlain = ({ roles }: ScopeName) => !roles.has('function') && !roles.has('collection');
  const all: [string, number][] = [];
  for (const [place, kept] of found.entries()) {
    const alike = [...found.slice(place + 1), ...earlier].filter(
      ({ value }) => question(value) !== undefined && question(value) === question(kept.value),
    );
    for (const { name } of alike.slice(0, mostOthers))
      all.push([
        earlier.some((each) => each.name === name)
          ? `${name} ${equals} ${kept.name}`
          : `${kept.name} ${equals} ${name}`,
        0.34,
      ]);
    const own = visible.find(({ name }) => name === kept.name);
    if (own && !isPlain(own)) continue;
    const given = visible.filter(
      (name) => name.kind === 'parameter' && isPlain(name) && !kept.value.includes(name.name),
    );
    for (const { name } of given.slice(0, mostOthers)) all.push([`${kept.name} ${equals} ${name}`, 0.18]);
  }
  return all;
}

/** The function that a call asks. */
const question = (value: string): string | undefined => /^([\w.$]+)\(/.exec(value)?.[1];

const mostResults = 4;

/** What the function gives elsewhere and is short, what it was given first, no and nothing. */
function results(site: EditSite): readonly string[] {
  const { owner, profile, file, node } = site;
  const returned = [...(owner ? descendants(owner) : [])]
    .filter(({ type }) => type === 'return_statement')
    .flatMap((each) => namedChildren(each).slice(0, 1).map(site.text))
    .filter((text) => text.length <= 12);
  const known = new Set(file.names.visibleAt(node).map(({ name }) => name));
  const isKnown = (text: string) =>
    !/^[A-Za-z_$][\w$]*$/.test(text) || known.has(text) || /^[Tt]rue$|^[Ff]alse$/.test(text);
  const turned = returned.includes(profile.words.yes) ? [profile.words.no] : [];
  return [...new Set([...turned, ...returned.filter(isKnown), profile.words.nothing, ''])].slice(0, mostResults);
}

function exit(site: EditSite, condition: string, result: string, prior: number): EditDraft {
  const text = site.profile.words.guard(condition, `return ${result}`.trimEnd(), indentOf(site.node, site.file.source));
  return { ...addStatement(site, text, 'before', prior), description: `returns early when \`${shown(condition)}\`` };
}

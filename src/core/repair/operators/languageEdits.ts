import {
  addStatement,
  calledName,
  type EditDraft,
  type EditOperator,
  type EditSite,
  nameOfFunction,
  replaceNode,
  shown,
} from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import { childOf, descendants, enclosing, indentOf, namedChildren } from '../syntaxWalk.ts';

/** Traps of one language: Python's shared default argument, JavaScript's closures over `var` and `else if` chains. */
export const languageEdits: EditOperator = {
  name: 'languageTrap',
  family: 'copy',
  *drafts(site) {
    yield* sharedDefault(site);
    yield* declarations(site);
    yield* elseAdded(site);
    yield* binding(site);
    yield* sameValue(site);
    yield* outerName(site);
    yield* innerGenerator(site);
  },
};

/** `def f(xs=[])` keeps the list between calls. */
function* sharedDefault(site: EditSite): Generator<EditDraft> {
  const { node } = site;
  if (node.type !== 'default_parameter' && node.type !== 'typed_default_parameter') return;
  const name = childOf(node, 'name') ?? namedChildren(node)[0];
  const value = childOf(node, 'value');
  const body = site.owner && childOf(site.owner, 'body');
  const first =
    body && (namedChildren(body).find((child) => namedChildren(child)[0]?.type !== 'string') ?? namedChildren(body)[0]);
  if (!name || !value || !first || !/^(\[\]|\{\}|set\(\)|dict\(\)|list\(\))$/.test(site.text(value))) return;
  const indent = indentOf(first, site.file.source);
  const middle = site.file.source.slice(value.endIndex, first.startIndex);
  const guard = `if ${site.text(name)} is None:\n${indent}    ${site.text(name)} = ${site.text(value)}\n${indent}`;
  yield {
    startIndex: value.startIndex,
    endIndex: first.startIndex,
    replacement: `None${middle}${guard}`,
    prior: 0.6,
    description: `makes the default of \`${site.text(name)}\` new for each call`,
  };
}

function* declarations(site: EditSite): Generator<EditDraft> {
  const { node } = site;
  if (node.type === 'var') yield { ...replaceNode(site, node, 'let', 0.2), family: 'name' };
}

/** `if … if …` meant `if … else if …`, and the other way round. */
function* elseAdded(site: EditSite): Generator<EditDraft> {
  const { node, file } = site;
  if (node.type === 'if_statement' && node.parent && site.profile.blockTypes.has(node.parent.type)) {
    const siblings = namedChildren(node.parent);
    const before = siblings[siblings.indexOf(node) - 1];
    const keyword = node.children[0];
    if (before?.type === 'if_statement' && keyword) {
      const word = file.tree.language === 'python' ? 'elif' : 'else if';
      yield {
        ...replaceNode(site, keyword, word, 0.14),
        family: 'logic',
        description: 'joins the condition to the one above',
      };
    }
  }
  const first = node.children[0];
  if (node.type === 'elif_clause' && first) yield { ...replaceNode(site, first, 'if', 0.12), family: 'logic' };
}

/** A method handed on as a function loses its object. */
function* binding(site: EditSite): Generator<EditDraft> {
  const { node, slot } = site;
  if (node.type !== 'member_expression' || slot !== 'argument') return;
  const text = site.text(node);
  if (!/^this\.\w+$/.test(text)) return;
  yield {
    ...replaceNode(site, node, `${text}.bind(this)`, 0.14),
    description: `binds \`${shown(text)}\` to its object`,
    family: 'wrap',
  };
}

/** NaN is not equal to itself. */
function* sameValue(site: EditSite): Generator<EditDraft> {
  const parts = binaryParts(site.node);
  if (parts?.operator.type !== '===' || site.file.tree.language === 'python') return;
  const sides = [parts.left, parts.right];
  if (!sides.every(({ type }) => /^(identifier|member_expression|subscript_expression)$/.test(type))) return;
  const same = `Object.is(${sides.map(site.text).join(', ')})`;
  const share = /NaN/.test([...site.observed.expectedTexts, ...site.observed.namesInMessages].join(' ')) ? 2 : 1;
  yield { ...replaceNode(site, site.node, same, 0.1 * share), family: 'logic' };
  yield { ...replaceNode(site, site.node, `${same} || ${site.text(site.node)}`, 0.1 * share), family: 'logic' };
}

/** A function that changes a name of the function or file around it has to say so: `nonlocal count`. */
function* outerName(site: EditSite): Generator<EditDraft> {
  const { node, owner, profile, file } = site;
  if (file.tree.language !== 'python' || !owner || childOf(owner, 'body') !== node.parent) return;
  if (namedChildren(node.parent ?? node)[0] !== node || /\b(nonlocal|global) /.test(site.text(owner))) return;
  const changed = [...descendants(owner)].flatMap((at) =>
    at.type === 'augmented_assignment' ? (profile.assignment(at)?.left ?? []) : [],
  );
  const outer = enclosing(owner, profile.functionTypes);
  for (const name of new Set(changed.filter(({ type }) => type === 'identifier').map(site.text))) {
    const isSet = new RegExp(`^\\s*${name} = `, 'm');
    if (isSet.test(site.text(owner)) || profile.bound(owner).some((at) => site.text(at) === name)) continue;
    const word = outer && isSet.test(site.text(outer)) ? 'nonlocal' : 'global';
    yield { ...addStatement(site, `${word} ${name}`, 'before', 0.5), family: 'name' };
  }
}

/** A generator that calls itself and does nothing with what it gives. */
function* innerGenerator(site: EditSite): Generator<EditDraft> {
  const { node, owner, profile, file } = site;
  const call = node.parent?.type === 'expression_statement' ? profile.call(node) : undefined;
  const name = owner && nameOfFunction(site, owner);
  if (!call || !owner || !name || calledName(site, call.callee) !== name) return;
  if (![...descendants(owner)].some(({ type }) => /^yield(_expression)?$/.test(type))) return;
  const word = file.tree.language === 'python' ? 'yield from' : 'yield*';
  yield { ...replaceNode(site, node, `${word} ${site.text(node)}`, 0.6), family: 'return' };
}

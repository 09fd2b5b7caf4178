import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import { descendants, enclosing, textOf } from '../syntaxWalk.ts';

/** Values: a name or field for a literal, a flag turned, a parameter that is left unused, what wraps around, what follows a node. */
export const valueEdits: EditOperator = {
  name: 'value',
  family: 'name',
  *drafts(site) {
    yield* namesForLiterals(site);
    yield* toggled(site);
    yield* unusedParameters(site);
    yield* wrappedAround(site);
    yield* followed(site);
    yield* keptLarger(site);
    yield* converted(site);
    yield* wholeArguments(site);
    yield* scaled(site);
    yield* remainder(site);
    yield* quotient(site);
  },
};

/** `n += 1` meant `n += step`; `this.count = 0` meant `this.count = this.start`. */
function* namesForLiterals(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, file } = site;
  const isNumber = profile.numberTypes.has(node.type);
  const isText = /^string$/.test(node.type);
  if ((!isNumber && !isText) || !slot || slot === 'target' || !site.owner) return;
  for (const name of site.visible()) {
    if (name.kind === 'module' || name.roles.has('function') || name.roles.has('collection')) continue;
    if (isText && !name.roles.has('text') && name.roles.size > 0) continue;
    const loop = isNumber && (slot === 'element' || isInIndex(site)) ? enclosing(node, profile.loopTypes) : undefined;
    const isRound = loop !== undefined && name.row === loop.startRow;
    const unused = name.uses === 0 ? (isRound ? 5 : 3) : isRound ? 2 : 1;
    yield replaceNode(
      site,
      node,
      name.name,
      Math.min(0.5, (name.roles.has('number') === isNumber ? 0.13 : 0.08) * unused),
    );
  }
  const self = profile.words.self;
  const type = enclosing(node, profile.classTypes);
  if (self === undefined || !type) return;
  const own = node.parent && profile.assignment(node.parent)?.left;
  for (const field of file.members.read.get(self) ?? [])
    if (!own || site.text(own) !== `${self}.${field}`) yield replaceNode(site, node, `${self}.${field}`, 0.13);
}

/** What is taken off an index or put on it: `best[size - 1]`. */
function isInIndex({ node, profile }: EditSite): boolean {
  const sum = node.parent;
  return sum?.parent !== undefined && binaryParts(sum) !== undefined && profile.index(sum.parent) !== undefined;
}

/** `quoted = True` meant `quoted = not quoted`. */
function* toggled(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const text = site.text(node);
  if (slot !== 'value' || (text !== profile.words.yes && text !== profile.words.no) || !node.parent) return;
  const target = profile.assignment(node.parent)?.left;
  if (!target || /declarator|parameter|field/.test(node.parent.type)) return;
  yield { ...replaceNode(site, node, profile.words.not(site.text(target)), 0.3), family: 'logic' };
}

/** A result that leaves a parameter out: `(sum, x) => x` meant `(sum, x) => sum + x`. */
function* unusedParameters(site: EditSite): Generator<EditDraft> {
  const { node, slot, owner, profile, file } = site;
  if (slot !== 'return' || !owner) return;
  const bound = profile.bound(owner);
  const text = site.text(node);
  for (const at of bound) {
    const name = site.text(at);
    const isUsed = [...descendants(owner)].some(
      (each) => each !== at && each.type === 'identifier' && textOf(each, file.source) === name,
    );
    if (isUsed) continue;
    const own =
      /^(binary|conditional|ternary|boolean|comparison)/.test(node.type) && !binaryTight(site) ? `(${text})` : text;
    for (const [sign, prior] of [
      ['+', 0.4],
      ['*', 0.3],
      ['-', 0.24],
    ] as const)
      yield { ...replaceNode(site, node, `${name} ${sign} ${own}`, prior), family: 'arithmetic' };
  }
}

function binaryTight(site: EditSite): boolean {
  return /^([*/%]|\*\*|\/\/)$/.test(binaryParts(site.node)?.operator.type ?? '');
}

/** An index, a letter or an hour that has to start again at 0: `(…) % n`. */
function* wrappedAround(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, file } = site;
  const parts = binaryParts(node);
  const isSum = parts !== undefined && /^[-+]$/.test(parts.operator.type);
  const isName = node.type === 'identifier' && (slot === 'index' || slot === 'argument');
  if ((!isSum && !isName) || !slot || slot === 'condition' || slot === 'target') return;
  if (
    isSum &&
    node.parent &&
    binaryParts(node.parent) &&
    /^[-+]$/.test(binaryParts(node.parent)?.operator.type ?? '') &&
    slot === 'operand' &&
    binaryParts(node.parent)?.left === node
  )
    return;
  const text = isSum ? `(${bare(site.text(node))})` : site.text(node);
  const inner = node.parent?.type === 'parenthesized_expression' ? node.parent : node;
  const moduli = new Map<string, number>();
  for (const name of site.visible()) {
    if (name.kind !== 'module' && name.roles.has('collection')) moduli.set(profile.words.length(name.name), 0.14);
    if (name.kind !== 'module' && name.roles.has('number')) moduli.set(name.name, 0.05);
  }
  if (/ord\(|charCode|alphabet|[Ll]etter/.test(file.source)) moduli.set('26', 0.3);
  for (const known of ['10', '7', '12', '24', '60', '2']) if (file.source.includes(known)) moduli.set(known, 0.08);
  for (const [modulus, prior] of moduli)
    if (!site.text(inner).includes(`% ${modulus}`))
      yield { ...replaceNode(site, inner, `${text} % ${modulus}`, isName ? prior * 0.8 : prior), family: 'arithmetic' };
}

const bare = (text: string) => text.replace(/^\((.*)\)$/s, '$1');

/** `node` meant `node.next`: a property that the file reads of the same name. */
function* followed(site: EditSite): Generator<EditDraft> {
  const { node, slot, file } = site;
  if (!slot || slot === 'target' || slot === 'callee' || slot === 'object') return;
  if (node.type !== 'identifier') return;
  const own = site.text(node);
  const read = [...(file.members.read.get(own) ?? [])];
  const isObject = file.names.rolesOf(node).has('object');
  for (const property of read.slice(0, 6)) yield replaceNode(site, node, `${own}.${property}`, isObject ? 0.2 : 0.1);
}

/** What is kept at a place is overwritten: the larger, the smaller or both together were meant. */
function* keptLarger(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (slot !== 'value' || !node.parent) return;
  const target = profile.assignment(node.parent)?.left;
  if (!target || !(profile.index(target) || profile.member(target))) return;
  const place = site.text(target);
  if (site.text(node).includes(place)) return;
  for (const kind of ['max', 'min'] as const)
    yield { ...replaceNode(site, node, profile.words.callOf(kind, [place, site.text(node)]), 0.3), family: 'wrap' };
}

const convertible = new Set(['argument', 'return', 'value', 'element', 'operand', 'index', 'object']);

/** A value of the wrong kind: put through a conversion, both sides of a comparison alike. */
function* converted(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const parts = binaryParts(node);
  const text = site.text(node);
  if (parts && /^([<>]=?|[!=]==?)$/.test(parts.operator.type)) {
    const [left, right] = [site.text(parts.left), site.text(parts.right)];
    const isPlain = [parts.left, parts.right].every((side) =>
      /^(identifier|call|call_expression|attribute|member_expression|subscript|subscript_expression)$/.test(side.type),
    );
    if (isPlain)
      for (const [form, prior] of profile.idioms.conversions)
        yield {
          ...replaceNode(
            site,
            node,
            `${form.replaceAll('$', () => left)} ${parts.operator.type} ${form.replaceAll('$', () => right)}`,
            prior * 1.6,
          ),
          family: 'wrap',
        };
    yield* inside(site);
  }
  if (!slot || !convertible.has(slot) || text.length > 40) return;
  if (
    !/^(identifier|call|call_expression|attribute|member_expression|subscript|subscript_expression|await|await_expression)$/.test(
      node.type,
    )
  )
    return;
  const share = slot === 'operand' || slot === 'object' ? 0.6 : 1;
  for (const [form, prior] of profile.idioms.conversions) {
    if (isDone(form, text)) continue;
    const isPromise = form.includes('Promise');
    // The same name is put through the same elsewhere in the file.
    const converted = form.replaceAll('$', () => text);
    const isUsual = /[a-z]/i.test(form) && site.file.source.includes(converted) ? 2.5 : 1;
    const isAsync = isPromise && site.owner?.children.some(({ type }) => type === 'async') === true;
    const draft = replaceNode(site, node, converted, (isAsync ? 0.2 : prior) * share * isUsual);
    yield { ...draft, family: isPromise ? 'await' : 'wrap' };
  }
}

/** Two calls of one function compared: the arguments are put through the same conversion. */
function* inside(site: EditSite): Generator<EditDraft> {
  const parts = binaryParts(site.node);
  const [left, right] = [parts && site.profile.call(parts.left), parts && site.profile.call(parts.right)];
  const [a, b] = [left?.args[0], right?.args[0]];
  if (
    !parts ||
    !left ||
    !right ||
    !a ||
    !b ||
    left.args.length !== 1 ||
    site.text(left.callee) !== site.text(right.callee)
  )
    return;
  for (const [form, prior] of site.profile.idioms.conversions) {
    const side = (callee: string, value: string) => `${callee}(${form.replaceAll('$', () => value)})`;
    const both = `${side(site.text(left.callee), site.text(a))} ${parts.operator.type} ${side(site.text(right.callee), site.text(b))}`;
    yield { ...replaceNode(site, site.node, both, prior * 1.4), family: 'wrap' };
  }
}

function isDone(form: string, text: string): boolean {
  const [head = '', tail = ''] = form.split('$');
  return (head === '' || text.startsWith(head)) && (tail === '' || text.endsWith(tail));
}

/** `args[0]` meant all of them. */
function* wholeArguments(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const index = profile.index(node);
  const key = index?.indexes[0];
  if (!index || !key || (slot !== 'value' && slot !== 'argument') || !profile.numberTypes.has(key.type)) return;
  const list = site.text(index.object);
  const wholes = profile.words.isDefined
    ? [`JSON.stringify(${list})`, `${list}.join()`, list]
    : [list, `tuple(${list})`, `str(${list})`];
  const body = site.owner ? site.text(site.owner) : '';
  const isRest = [`...${list})`, `*${list})`, `*${list},`].some((rest) => body.includes(rest));
  for (const [place, whole] of wholes.entries())
    yield replaceNode(site, node, whole, (isRest ? 0.6 : 0.16) / (1 + 0.3 * place));
}

/** All failures are off by the same factor or difference: a constant that explains it. */
function* scaled(site: EditSite): Generator<EditDraft> {
  const { node, profile, observed } = site;
  const value = Number(site.text(node));
  if (!profile.numberTypes.has(node.type) || !Number.isFinite(value) || observed.gaps.length === 0) return;
  const alone = observed.gaps.length === 1 ? 0.6 : 1;
  const factors = new Set(observed.gaps.map(({ expected, actual }) => expected / actual));
  for (const factor of factors) {
    const scaledBy = value * factor;
    if (Number.isInteger(scaledBy) && isRound(scaledBy) && scaledBy !== value)
      yield {
        ...replaceNode(site, node, String(scaledBy), (factors.size === 1 ? 0.5 : 0.3) * alone),
        family: 'constant',
      };
  }
  const shifts = new Set(observed.gaps.map(({ expected, actual }) => expected - actual));
  const [shift = Number.NaN] = shifts;
  if (shifts.size === 1 && observed.gaps.length > 1 && Number.isInteger(value + shift) && Math.abs(shift) > 1)
    yield { ...replaceNode(site, node, String(value + shift), 0.3), family: 'constant' };
}

/** A number that people write down: never one that only a test's value could have made. */
function isRound(value: number): boolean {
  return (
    value !== 0 &&
    (Math.abs(value) <= 12 ||
      /^-?\d0*$/.test(String(value)) ||
      [24, 60, 365, 1024, 3600, 86_400, 60_000, 3_600_000].includes(Math.abs(value)))
  );
}

/** `n in (11, 12)` meant `n % 100 in (11, 12)`, where the function looks at the last digits of `n` elsewhere. */
function* remainder(site: EditSite): Generator<EditDraft> {
  const { node, slot, owner } = site;
  const compared = node.parent && /^(in|not in|[=!]==?)$/.test(binaryParts(node.parent)?.operator.type ?? '');
  if (slot !== 'operand' || node.type !== 'identifier' || !compared || !owner) return;
  const name = site.text(node);
  for (const at of descendants(owner)) {
    const parts = binaryParts(at);
    if (parts?.operator.type !== '%' || !new RegExp(`\\b${name}\\b`).test(site.text(parts.left))) continue;
    for (const modulus of new Set([site.text(parts.right), '10', '100']))
      yield {
        ...replaceNode(site, node, `${site.text(parts.left)} % ${modulus}`, 0.2),
        family: 'arithmetic',
      };
    return;
  }
}

/** The minutes of a time: `floor(seconds / 60)` meant that modulo 60. The units are those that the file writes. */
function* quotient(site: EditSite): Generator<EditDraft> {
  const { node, slot, file } = site;
  const text = site.text(node);
  if (!slot || slot === 'target' || !/^Math\.(floor|trunc)\([^()]+ \/ [\w_]+\)$|^[\w.]+ \/\/ [\w_]+$/.test(text))
    return;
  const whole = text.startsWith('Math') ? text : `(${text})`;
  for (const unit of ['60', '24', '7', '12', '1000', '10', '100'])
    if (new RegExp(`\\b${unit}\\b`).test(file.source) && !/^\s*%/.test(file.source.slice(node.endIndex)))
      yield {
        ...replaceNode(site, node, `${whole} % ${unit}`, text.includes(unit) ? 0.24 : 0.12),
        family: 'arithmetic',
      };
}

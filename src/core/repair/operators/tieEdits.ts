import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import { descendants } from '../syntaxWalk.ts';

/** By what equal ones are ordered: a second element or property after the first. */
export const tieEdits: EditOperator = {
  name: 'tie',
  family: 'order',
  *drafts(site) {
    yield* comparedFurther(site);
    yield* keyOfTwo(site);
  },
};

/** `a[0] - b[0]` meant `a[0] - b[0] || a[1] - b[1]`. */
function* comparedFurther(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, text, owner } = site;
  const parts = binaryParts(node);
  const [left, right] = [parts && profile.index(parts.left), parts && profile.index(parts.right)];
  const [key, other] = [left?.indexes[0], right?.indexes[0]];
  if (slot !== 'return' || parts?.operator.type !== '-' || !left || !right || !key || !other || !owner) return;
  const [first, second] = profile.bound(owner).map(text);
  const objects = [text(left.object), text(right.object)];
  if (first === undefined || second === undefined || !objects.includes(first) || !objects.includes(second)) return;
  if (text(key) !== text(other) || !/^\d$/.test(text(key))) return;
  for (const next of nextKeys(text(key)))
    for (const [one, two, prior] of [
      [first, second, 0.24],
      [second, first, 0.18],
    ] as const) {
      yield replaceNode(site, node, `${text(node)} || ${one}[${next}] - ${two}[${next}]`, prior);
      yield replaceNode(site, node, `${text(node)} || ${one}[${next}].localeCompare(${two}[${next}])`, prior / 3);
    }
}

function nextKeys(key: string): readonly string[] {
  return key === '0' ? ['1'] : key === '1' ? ['0', '2'] : ['0'];
}

const mostProperties = 4;

/** `key=lambda p: p[0]` meant `key=lambda p: (p[0], p[1])`. */
function* keyOfTwo(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, text, owner } = site;
  if (slot !== 'return' || owner?.type !== 'lambda' || node.type === 'tuple') return;
  const argument = owner.parent;
  if (argument?.type !== 'keyword_argument' || !text(argument).startsWith('key')) return;
  const [each, ...more] = profile.bound(owner).map(text);
  if (each === undefined || more.length > 0) return;
  const used = text(node);
  const number = new RegExp(`\\b${each}\\[(\\d)\\]`).exec(used)?.[1];
  const property = new RegExp(`\\b${each}(\\.|\\[['"])\\w+`).exec(used)?.[1];
  const seconds =
    number !== undefined
      ? nextKeys(number).map((next) => `${each}[${next}]`)
      : property !== undefined
        ? propertiesOf(site, property === '.').map((next) => `${each}${next}`)
        : used.includes('(')
          ? [each]
          : [];
  const free = seconds.filter((text) => text === each || !used.includes(text)).slice(0, mostProperties);
  for (const [place, second] of free.entries()) {
    const prior = 0.26 / (1 + 0.3 * place);
    yield replaceNode(site, node, `(${used}, ${second})`, prior);
    const isNumber = number !== undefined || !/^['"]/.test(second);
    if (isNumber && second !== each) yield replaceNode(site, node, `(${used}, -${second})`, prior * 0.4);
  }
}

/** What the file reads elsewhere from objects or by texts: `.name` and `["name"]`. */
function propertiesOf({ file, profile, text }: EditSite, isMember: boolean): readonly string[] {
  const found = new Set<string>();
  for (const at of descendants(file.tree.root)) {
    const member = isMember && at.field !== 'function' ? profile.member(at) : undefined;
    const key = isMember ? undefined : profile.index(at)?.indexes[0];
    if (member && text(member.object) !== profile.words.self) found.add(`.${text(member.property)}`);
    if (key?.type === 'string') found.add(`[${text(key)}]`);
  }
  return [...found];
}

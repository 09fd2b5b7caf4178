import { binaryParts, type LanguageProfile } from './language/languageProfile.ts';
import { slotOf } from './slot.ts';
import type { SyntaxNode } from './syntaxParser.ts';
import { covers, descendants, textOf } from './syntaxWalk.ts';

/** How a name is used, read off its surroundings: a poor man's type. */
export type NameRole = 'number' | 'collection' | 'function' | 'object' | 'boolean' | 'text';

/** A name that is bound somewhere in a file. */
export interface ScopeName {
  readonly name: string;
  readonly roles: ReadonlySet<NameRole>;
  /** Times it is read or written besides where it is bound. */
  readonly uses: number;
  readonly kind: 'parameter' | 'local' | 'module';
  /** Row of the binding. */
  readonly row: number;
}

/** A name with the parts of the function in which it is known; everywhere when there are none. */
interface BoundName extends ScopeName {
  readonly within: SyntaxNode[] | undefined;
}

/** Finds the names visible at a place. */
export interface ScopeNames {
  visibleAt(node: SyntaxNode): readonly ScopeName[];
  rolesOf(identifier: SyntaxNode): ReadonlySet<NameRole>;
}

const none: ReadonlySet<NameRole> = new Set();

/** Reads the bindings and uses of a file once; the questions are then cheap. */
export function createScopeNames(root: SyntaxNode, source: string, profile: LanguageProfile): ScopeNames {
  const uses = countUses(root, source, profile);
  const owned = new Map<SyntaxNode, readonly BoundName[]>();
  const visible = new Map<SyntaxNode, readonly BoundName[]>();
  const key = (node: SyntaxNode): string => `${outermost(node, profile).startIndex}:${textOf(node, source)}`;

  const namesOf = (owner: SyntaxNode): readonly BoundName[] => {
    const known = owned.get(owner);
    if (known) return known;
    const found = new Map<string, BoundName>();
    for (const { at, by } of bindings(owner, profile)) {
      const name = textOf(at, source);
      if (name === 'self' || name === 'cls' || name === '_') continue;
      const block = profile.scopeOf?.(by);
      const before = found.get(name);
      if (before && block) before.within?.push(block);
      if (before) continue;
      const use = uses.get(key(at));
      const kind = owner === root ? 'module' : by === owner ? 'parameter' : 'local';
      const within = block && kind === 'local' ? [block] : undefined;
      found.set(name, { name, roles: use?.roles ?? none, uses: use?.count ?? 0, kind, row: at.startRow, within });
    }
    const names = [...found.values()];
    owned.set(owner, names);
    return names;
  };

  return {
    visibleAt(node) {
      const owner = ownerOf(node, root, profile);
      let names = visible.get(owner);
      if (!names) {
        const all = new Map<string, BoundName>();
        for (let at: SyntaxNode | undefined = owner; at; at = at === root ? undefined : ownerOf(at, root, profile))
          for (const name of namesOf(at)) if (!all.has(name.name)) all.set(name.name, name);
        names = [...all.values()];
        visible.set(owner, names);
      }
      return names.filter(
        ({ kind, row, within }) =>
          (kind !== 'local' || row <= node.startRow) && (!within || within.some((block) => covers(block, node))),
      );
    },
    rolesOf: (identifier) => uses.get(key(identifier))?.roles ?? none,
  };
}

function ownerOf(node: SyntaxNode, root: SyntaxNode, profile: LanguageProfile): SyntaxNode {
  for (let at = node.parent; at; at = at.parent) if (profile.functionTypes.has(at.type)) return at;
  return root;
}

/** The top-level function or class member the node lies in: uses of a name are counted per such unit. */
function outermost(node: SyntaxNode, profile: LanguageProfile): SyntaxNode {
  let found = node;
  for (let at: SyntaxNode | undefined = node; at; at = at.parent) {
    if (profile.functionTypes.has(at.type)) found = at;
    if (!at.parent && !profile.functionTypes.has(found.type)) found = at;
  }
  return found;
}

function* bindings(owner: SyntaxNode, profile: LanguageProfile): Generator<{ at: SyntaxNode; by: SyntaxNode }> {
  const stack: SyntaxNode[] = [owner];
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const at of profile.bound(node)) yield { at, by: node };
    if (node !== owner && (profile.functionTypes.has(node.type) || profile.classTypes.has(node.type))) continue;
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i];
      if (child) stack.push(child);
    }
  }
}

function countUses(root: SyntaxNode, source: string, profile: LanguageProfile): Map<string, Use> {
  const uses = new Map<string, Use>();
  for (const node of descendants(root)) {
    if (node.type !== 'identifier') continue;
    const key = `${outermost(node, profile).startIndex}:${textOf(node, source)}`;
    const use = uses.get(key) ?? { roles: new Set<NameRole>(), count: 0 };
    uses.set(key, use);
    const slot = slotOf(node, profile);
    if (slot && slot !== 'target') use.count++;
    const role = roleOf(node, source, profile);
    if (role) use.roles.add(role);
  }
  return uses;
}

interface Use {
  readonly roles: Set<NameRole>;
  count: number;
}

const collectionWords =
  /^(length|push|pop|shift|unshift|map|filter|reduce|forEach|some|every|find|concat|slice|sort|append|extend|items|keys|values|get|add|has|insert|index|indexOf|includes|join|popleft|appendleft|size|set)$/;
const collectionCalls = /^(len|sorted|enumerate|sum|list|set|tuple|reversed|zip|any|all|iter|max|min)$/;

function roleOf(node: SyntaxNode, source: string, profile: LanguageProfile): NameRole | undefined {
  const parent = node.parent;
  if (!parent) return undefined;
  const slot = slotOf(node, profile);
  if (slot === 'callee') return 'function';
  if (slot === 'index') return 'number';
  if (slot === 'iterable') return 'collection';
  if (slot === 'condition') return 'boolean';
  if (slot === 'object') {
    const member = profile.member(parent);
    return !member || collectionWords.test(textOf(member.property, source)) ? 'collection' : 'object';
  }
  const call = slot === 'argument' && parent.parent ? profile.call(parent.parent) : undefined;
  if (call && call.args.length > 1 && /(^|\.)(max|min)$/.test(textOf(call.callee, source))) return 'number';
  if (call) return collectionCalls.test(textOf(call.callee, source)) ? 'collection' : undefined;
  return operandRole(parent) ?? valueRole(node, parent, profile);
}

function operandRole(parent: SyntaxNode): NameRole | undefined {
  const operator = binaryParts(parent)?.operator.type;
  if (operator === undefined) return parent.type === 'update_expression' ? 'number' : undefined;
  if (/^(&&|\|\||and|or|\?\?)$/.test(operator)) return 'boolean';
  return /^([-*/%<>]|\*\*|\/\/|<=|>=|\+)$/.test(operator) ? 'number' : undefined;
}

function valueRole(node: SyntaxNode, parent: SyntaxNode, profile: LanguageProfile): NameRole | undefined {
  const assigned = profile.assignment(parent);
  if (assigned?.right === node && /^(pattern_list|list_pattern|tuple_pattern|array_pattern)$/.test(assigned.left.type))
    return 'collection';
  if (!assigned || assigned.left !== node) return undefined;
  const type = assigned.right.type;
  if (profile.numberTypes.has(type)) return 'number';
  if (/^(array|list|object|dictionary|set|list_comprehension)$/.test(type)) return 'collection';
  if (/string/.test(type)) return 'text';
  return type === 'true' || type === 'false' ? 'boolean' : undefined;
}

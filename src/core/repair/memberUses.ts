import type { LanguageProfile } from './language/languageProfile.ts';
import type { SyntaxNode } from './syntaxParser.ts';
import { descendants, textOf } from './syntaxWalk.ts';

/** Properties read from and methods called on each object of a file, by the object's text (`this`, `node`, `a.b`). */
export interface MemberUses {
  readonly read: ReadonlyMap<string, ReadonlySet<string>>;
  readonly called: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads a file's members once. */
export function memberUses(root: SyntaxNode, source: string, profile: LanguageProfile): MemberUses {
  const read = new Map<string, Set<string>>();
  const called = new Map<string, Set<string>>();
  for (const node of descendants(root)) {
    const member = profile.member(node);
    if (!member) continue;
    const table = node.field === 'function' ? called : read;
    const object = textOf(member.object, source);
    const names = table.get(object) ?? new Set();
    table.set(object, names.add(textOf(member.property, source)));
  }
  return { read, called };
}

import type { ParsedFile } from './editSite.ts';
import type { SyntaxNode } from './syntaxParser.ts';
import { descendants, enclosing, textOf } from './syntaxWalk.ts';

/** Rows of a function's statements that nothing returned, raised or stored depends on. */
export type IdleRows = ReadonlySet<number>;

const leaves = /^(return|throw|raise|yield|assert)(_statement|_expression)?$|^yield$/;
const controls = /^(if|elif|while|for|for_in|switch|match|try|with|do|break|continue)_(statement|clause)$/;
const names = /^(identifier|property_identifier|this)$/;

/**
 * A slice backwards from what leaves each function: its results, what it raises, what it changes of its parameters and fields. By names
 * only, so it errs on the side of dependence. Statements outside of the slice cannot be the cause of a wrong value.
 */
export function idleRows({ tree, profile, source }: ParsedFile): IdleRows {
  const idle = new Set<number>();
  for (const owner of descendants(tree.root)) {
    if (!profile.functionTypes.has(owner.type) || enclosing(owner, profile.functionTypes)) continue;
    const statements = [...descendants(owner)].filter(
      (at) => at.type === 'expression_statement' || /^(lexical|variable)_declaration$/.test(at.type),
    );
    const wanted = new Set<string>();
    for (const at of descendants(owner))
      if (leaves.test(at.type)) for (const name of mentioned(at, source)) wanted.add(name);
    for (const at of descendants(owner)) {
      if (!controls.test(at.type)) continue;
      const condition = profile.condition(at) ?? at.children.find(({ field }) => field === 'right');
      for (const name of condition ? mentioned(condition, source) : []) wanted.add(name);
    }
    for (const parameter of profile.bound(owner)) wanted.add(textOf(parameter, source));
    const bare = [...descendants(owner)].some((at) => leaves.test(at.type) && at.children.length > 1);
    if (!bare) continue;
    for (let grown = true; grown; ) {
      grown = false;
      for (const statement of statements) {
        const all = mentioned(statement, source);
        if (!all.some((name) => wanted.has(name)) && !/\b(this|self)\b/.test(textOf(statement, source))) continue;
        for (const name of all) if (!wanted.has(name) && wanted.add(name)) grown = true;
      }
    }
    for (const statement of statements) {
      const all = mentioned(statement, source);
      if (all.length > 0 && !all.some((name) => wanted.has(name)) && !/\b(this|self)\b/.test(textOf(statement, source)))
        for (let row = statement.startRow; row <= statement.endRow; row++) idle.add(row);
    }
  }
  return idle;
}

function mentioned(node: SyntaxNode, source: string): readonly string[] {
  return [...descendants(node)].filter((at) => names.test(at.type)).map((at) => textOf(at, source));
}

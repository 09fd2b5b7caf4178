import { addStatement, calledName, type EditOperator, type EditSite, nameOfFunction } from '../editSite.ts';
import { descendants, namedChildren } from '../syntaxWalk.ts';

/** Backtracking: what is done before a function calls itself is undone after it. */
export const undoEdits: EditOperator = {
  name: 'undo',
  family: 'statement',
  *drafts(site) {
    const { node, owner, profile } = site;
    const block = node.parent;
    if (!owner || !block || !profile.blockTypes.has(block.type) || !callsItself(site)) return;
    const siblings = namedChildren(block);
    const body = site.text(owner);
    for (const before of siblings.slice(0, siblings.indexOf(node)))
      for (const undone of undoing(site.text(before).replace(/;$/, ''), site.file.tree.language === 'python'))
        if (!body.includes(undone)) yield addStatement(site, undone + profile.words.end, 'after', 0.44);
  },
};

/** The statement calls the function that it stands in, or one around that. */
function callsItself(site: EditSite): boolean {
  const { node, owner, profile } = site;
  const names = new Set<string | undefined>();
  for (let at = owner; at; at = at.parent) names.add(nameOfFunction(site, at));
  return [...descendants(node)].some((at) => {
    const callee = profile.call(at)?.callee;
    return callee !== undefined && names.has(calledName(site, callee));
  });
}

/** What takes a step back: `path.pop()` after `path.push(x)`. */
function* undoing(step: string, isPython: boolean): Generator<string> {
  const [, grown] = /^([\w.]+)\.(?:append|push)\([^\n]*\)$/.exec(step) ?? [];
  if (grown !== undefined) yield `${grown}.pop()`;
  const [, set, element] = /^([\w.]+)\.add\(([^\n]*)\)$/.exec(step) ?? [];
  if (set !== undefined) yield `${set}.${isPython ? 'remove' : 'delete'}(${element})`;
  const [, place, flag = ''] = /^([\w.]+(?:\[[^=\n]*\])+) = (True|False|true|false|1)$/.exec(step) ?? [];
  if (place !== undefined) yield `${place} = ${opposites[flag]}`;
  const [, counted, sign] = /^([\w.[\]]+) ([-+])= 1$/.exec(step) ?? [];
  if (counted !== undefined) yield `${counted} ${sign === '+' ? '-' : '+'}= 1`;
}

const opposites: Readonly<Record<string, string>> = {
  True: 'False',
  False: 'True',
  true: 'false',
  false: 'true',
  1: '0',
};

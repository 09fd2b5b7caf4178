import { calledName, type EditDraft, type EditOperator, type EditSite, nameOfFunction } from '../editSite.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, namedChildren } from '../syntaxWalk.ts';

/** A function that calls itself and does not hand on all that it was given: the options, the depth, the memory of a walk. */
export const forwardEdits: EditOperator = {
  name: 'argument',
  family: 'argument',
  *drafts(site) {
    const call = site.profile.call(site.node);
    if (!call || call.args.some(({ type }) => /spread|splat|keyword/.test(type))) return;
    const name = calledName(site, call.callee);
    const around = functionNamed(site, name);
    const parameters = around ? parametersOf(site, around) : [];
    const missing = parameters.slice(call.args.length);
    if (missing.length === 0 || missing.length > 3) return;
    const at = call.list.endIndex - 1;
    const separator = call.args.length > 0 ? ', ' : '';
    const draft = (text: string, prior: number): EditDraft => ({
      startIndex: at,
      endIndex: at,
      replacement: separator + text,
      prior,
      description: `hands on \`${text}\``,
    });
    yield draft(missing.join(', '), 0.5);
    if (missing.length > 1) yield draft(missing[0] ?? '', 0.3);
    if (missing.length > 1 && site.file.tree.language === 'python')
      for (const each of missing.slice(1)) yield draft(each.includes('=') ? each : `${each}=${each}`, 0.3);
  },
};

/** The function of this name that the call stands in. */
function functionNamed(site: EditSite, name: string): SyntaxNode | undefined {
  for (let at = site.node.parent; at; at = at.parent) if (nameOfFunction(site, at) === name) return at;
  return undefined;
}

/** What each parameter is handed on as, in order: its name, or `{ a, b }` for one that is taken apart. */
function parametersOf({ profile, text }: EditSite, owner: SyntaxNode): readonly string[] {
  const list = childOf(owner, 'parameters');
  const bound = new Set(profile.bound(owner));
  let isByName = false;
  return (list ? namedChildren(list) : []).flatMap((parameter) => {
    // What comes after a bare `*` is given by its name.
    isByName ||= /^(keyword_separator|list_splat_pattern)$/.test(parameter.type);
    const names = [...descendants(parameter)].filter((at) => bound.has(at)).map(text);
    if (names.length === 0 || /splat|rest/.test(parameter.type) || text(parameter).startsWith('...')) return [];
    if (/^(self|cls|this)$/.test(names[0] ?? '')) return [];
    const [name = ''] = names;
    return text(parameter).startsWith('{') ? [`{ ${names.join(', ')} }`] : [isByName ? `${name}=${name}` : name];
  });
}

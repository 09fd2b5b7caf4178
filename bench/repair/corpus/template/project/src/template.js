// Small templates: {{name}}, {{{raw}}}, {{#section}}…{{/section}}, {{^inverted}}…{{/inverted}}, {{! comment }}.

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (char) => escapes[char]);
}

/** Text and tags as a tree. Throws when sections are not closed as they were opened. */
export function parse(source) {
  const root = { kind: 'root', children: [] };
  const open = [root];
  const pattern = /\{\{\{([^}]*)\}\}\}|\{\{([#^/!]?)([^}]*)\}\}/g;
  let at = 0;
  for (const match of source.matchAll(pattern)) {
    const current = open.at(-1);
    if (match.index > at) current.children.push({ kind: 'text', text: source.slice(at, match.index) });
    at = match.index + match[0].length;
    const [, raw, sign, body] = match;
    if (raw !== undefined) {
      current.children.push({ kind: 'raw', name: raw.trim() });
      continue;
    }
    const name = body.trim();
    if (sign === '!') continue;
    if (sign === '/') {
      if (current.name !== name) throw new SyntaxError(`unexpected {{/${name}}}`);
      open.pop();
    } else if (sign === '') {
      current.children.push({ kind: 'value', name });
    } else {
      const section = { kind: sign === '#' ? 'section' : 'inverted', name, children: [] };
      current.children.push(section);
      open.push(section);
    }
  }
  if (open.length > 1) throw new SyntaxError(`{{#${open.at(-1).name}}} is not closed`);
  if (at < source.length) root.children.push({ kind: 'text', text: source.slice(at) });
  return root;
}

function own(value, key) {
  return value !== null && typeof value === 'object' && Object.hasOwn(value, key);
}

/** The value of a dotted name: its first part from the innermost context that has it, the others below that. */
function lookUp(name, contexts) {
  if (name === '.') return contexts.at(-1);
  const [first, ...rest] = name.split('.');
  const context = contexts.findLast((one) => own(one, first));
  let value = context?.[first];
  for (const key of rest) value = own(value, key) ? value[key] : undefined;
  return value;
}

function isEmpty(value) {
  return !value || (Array.isArray(value) && value.length === 0);
}

function asText(value) {
  return value === undefined || value === null ? '' : String(value);
}

function renderNode(node, contexts) {
  if (node.kind === 'text') return node.text;
  const value = lookUp(node.name, contexts);
  switch (node.kind) {
    case 'value':
      return escapeHtml(asText(value));
    case 'raw':
      return asText(value);
    case 'inverted':
      return isEmpty(value) ? renderAll(node.children, contexts) : '';
    default:
      if (isEmpty(value)) return '';
      if (Array.isArray(value)) return value.map((item) => renderAll(node.children, [...contexts, item])).join('');
      return renderAll(node.children, typeof value === 'object' ? [...contexts, value] : contexts);
  }
}

function renderAll(nodes, contexts) {
  return nodes.map((node) => renderNode(node, contexts)).join('');
}

export function render(source, data) {
  return renderAll(parse(source).children, [data]);
}

/** The names that a template asks for, each once, in the order in which they come. */
export function names(source) {
  const found = new Set();
  const visit = (node) => {
    if (node.name !== undefined) found.add(node.name);
    for (const child of node.children ?? []) visit(child);
  };
  visit(parse(source));
  return [...found];
}

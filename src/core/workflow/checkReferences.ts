import { nearestName } from '../manifest/nearest.ts';
import { type Reporter, replaceWith } from '../manifest/reporter.ts';
import type { Reference, ReferenceField } from './celReferences.ts';
import type { ExpressionUse } from './expressionUse.ts';
import { fieldOf, type JsonType, typeOfSchema } from './schemaTypes.ts';
import { article, staticType, typeClashes } from './staticType.ts';

/** What an expression is checked against. */
export interface ReferenceContext {
  /** Names and what is known of each. */
  readonly scope: Readonly<Record<string, unknown>>;
  readonly nodeIds: readonly string[];
  readonly reporter: Reporter;
}

/** Reports names that are not there, and types that never fit. */
export function checkUse(use: ExpressionUse, context: ReferenceContext): void {
  if (reportHyphens(use, context)) return;
  const before = context.reporter.problems.length;
  for (const reference of use.expression.references) checkReference(reference, use, context);
  if (context.reporter.problems.length === before) checkTypes(use, context);
}

/** `nodes.plan-review` is a subtraction in CEL: such ids are written in brackets. */
function reportHyphens(use: ExpressionUse, { nodeIds, reporter }: ReferenceContext): boolean {
  const { source } = use.expression;
  const meant = nodeIds
    .filter((id) => id.includes('-') && source.includes(`nodes.${id}`))
    .sort((a, b) => b.length - a.length)[0];
  if (meant === undefined) return false;
  const start = source.indexOf(`nodes.${meant}`);
  const at = use.at(start, start + `nodes.${meant}`.length);
  const right = `nodes['${meant}']`;
  const message = `nodes.${meant} reads as a subtraction; an id with - is written in brackets.`;
  reporter.add({ code: 'reference.hyphen', at, message, suggestion: `Write ${right}.`, fix: replaceWith(at, right) });
  return true;
}

function checkReference(reference: Reference, use: ExpressionUse, context: ReferenceContext): void {
  const { scope } = context;
  const { root, path } = reference;
  if (!Object.hasOwn(scope, root)) {
    reportUnknownRoot(reference, use, context);
    return;
  }
  const found = fieldOf(
    scope[root],
    path.map(({ name }) => name),
  );
  if (!('unknownAt' in found)) return;
  const field = path[found.unknownAt];
  if (!field || (reference.optional && found.unknownAt === path.length - 1 && found.unknownAt > 1)) return;
  reportUnknownField({ reference, field, known: found.known, index: found.unknownAt }, use, context);
}

/** Words of other systems for what is called otherwise here. */
const otherWords: Readonly<Record<string, string>> = {
  steps: 'nodes',
  needs: 'nodes',
  jobs: 'nodes',
  github: 'run',
  env: 'inputs',
  input: 'inputs',
  node: 'nodes',
  params: 'inputs',
};

function reportUnknownRoot(
  { root, start }: Reference,
  use: ExpressionUse,
  { scope, nodeIds, reporter }: ReferenceContext,
): void {
  const at = use.at(start, start + root.length);
  const inputs = Object.keys((scope.inputs as { properties?: object }).properties ?? {});
  const meant = inputs.includes(root)
    ? `inputs.${root}`
    : nodeIds.includes(root)
      ? `nodes.${root}.output`
      : (otherWords[root] ?? nearestName(root, Object.keys(scope)));
  const names = Object.keys(scope).sort().join(', ');
  const message =
    root === 'loop'
      ? 'The name "loop" is known only inside a loop.'
      : `The name "${root}" is not known here; known are ${names}.`;
  const extras =
    meant === undefined || root === 'loop'
      ? {}
      : { suggestion: `Did you mean "${meant}"?`, fix: replaceWith(at, meant) };
  reporter.add({ code: 'reference.unknownName', at, message, ...extras });
}

interface UnknownField {
  readonly reference: Reference;
  readonly field: ReferenceField;
  readonly known: readonly string[];
  readonly index: number;
}

function reportUnknownField(
  { reference, field, known, index }: UnknownField,
  use: ExpressionUse,
  { scope, reporter }: ReferenceContext,
): void {
  const { root, path } = reference;
  const name = String(field.name);
  const quoted = use.expression.source.slice(field.start, field.end) !== name;
  const at = use.at(field.start, field.end);
  const holder = [root, ...path.slice(0, index).map((one) => one.name)].join('.');
  const near = nearestName(name, known) ?? outputField(scope[root], path, index);
  const list = known.length === 0 ? 'none' : known.join(', ');
  const fits = { code: '', message: '' };
  if (root === 'inputs' && index === 0)
    Object.assign(fits, { code: 'reference.unknownInput', message: `There is no input "${name}"; there are ${list}.` });
  else if (root === 'nodes' && index === 0)
    Object.assign(fits, {
      code: 'reference.unknownNode',
      message: `There is no node "${name}" here; there are ${list}.`,
    });
  else {
    const type = known.length === 0 ? scalarType(scope[root], path.slice(0, index)) : undefined;
    const what = type ? `is ${article(type)} and has no fields` : `has no field "${name}"; it has ${list}`;
    Object.assign(fits, { code: 'reference.unknownField', message: `${holder} ${what}.` });
  }
  const newText = near === undefined ? '' : quoted ? `'${near}'` : near;
  const extras = near === undefined ? {} : { suggestion: `Did you mean "${near}"?`, fix: replaceWith(at, newText) };
  reporter.add({ ...fits, at, ...extras });
}

/** `nodes.x.field` for `nodes.x.output.field`, the slip that is made most often. */
function outputField(schema: unknown, path: readonly ReferenceField[], index: number): string | undefined {
  const [node, field] = path;
  if (index !== 1 || !node || !field) return undefined;
  const found = fieldOf(schema, [node.name, 'output', field.name]);
  return 'unknownAt' in found ? undefined : `output.${field.name}`;
}

function scalarType(schema: unknown, path: readonly ReferenceField[]): JsonType | undefined {
  const found = fieldOf(
    schema,
    path.map(({ name }) => name),
  );
  return 'schema' in found ? typeOfSchema(found.schema) : undefined;
}

const wanted: Readonly<Record<ExpressionUse['role'], JsonType | undefined>> = {
  condition: 'boolean',
  items: 'list',
  value: undefined,
  text: undefined,
};

function checkTypes(use: ExpressionUse, context: ReferenceContext): void {
  const lookup = (reference: Reference) => typeOfReference(reference, context.scope);
  const { ast, source } = use.expression;
  for (const { message, start, end } of typeClashes(ast, lookup)) {
    context.reporter.add({ code: 'expression.type', at: use.at(start, end), message });
  }
  const type = staticType(ast, lookup);
  const expected = wanted[use.role];
  if (type === undefined || expected === undefined || type === expected) return;
  const message = `Found ${article(type)}, expected ${article(expected)}.`;
  context.reporter.add({ code: 'expression.type', at: use.at(0, source.length), message });
}

/** The type that a reference has, undefined when it is not known before the run. */
export function typeOfReference({ root, path }: Reference, scope: ReferenceContext['scope']): JsonType | undefined {
  if (!Object.hasOwn(scope, root)) return undefined;
  const found = fieldOf(
    scope[root],
    path.map(({ name }) => name),
  );
  return 'schema' in found ? typeOfSchema(found.schema) : undefined;
}

import type { ASTNode } from '@marcbachmann/cel-js';
import { createCelEnvironment, expressionLimits, StepCounter, stepsName } from './celEnvironment.ts';
import { type Reference, referencesOf } from './celReferences.ts';
import { codeOnly } from './celScan.ts';
import { bindingOf, loopAlias, walkCel } from './celSyntax.ts';
import { type ExpressionError, parseErrorOf, refusalOf } from './expressionErrors.ts';
import { jsonOfCel } from './jsonValue.ts';

export type { ExpressionError };

/** What a node has come to, as expressions see it. */
export interface NodeView {
  /** `succeeded`, `failed`, `skipped`, `cancelled`; `pending` or `running` before that. */
  readonly status: string;
  /** null unless it succeeded. */
  readonly output: unknown;
  /** null unless it failed. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** What an expression can see, and nothing else: no host object, no environment, no clock. */
export interface ExpressionScope {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly nodes: Readonly<Record<string, NodeView>>;
  readonly run: { readonly id: string; readonly workflow: string };
  /** Inside a loop. */
  readonly loop?: { readonly round: number; readonly last: unknown };
  /** Inside forEach: `item` (or the name of `as`) and `index`. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** An expression that was understood; it may be evaluated any number of times. */
export interface CompiledExpression {
  readonly source: string;
  readonly ast: ASTNode;
  readonly references: readonly Reference[];
  readonly run: (context: Record<string, unknown>) => unknown;
  /** Whether `run` holds step counters, so that its positions are not those of `source`. */
  readonly counted: boolean;
}

export type Compilation =
  | { readonly ok: true; readonly expression: CompiledExpression }
  | { readonly ok: false; readonly error: ExpressionError };

/** A value as JSON, or why there is none. */
export type Evaluation =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ExpressionError };

// Built once and never added to; evaluations leave nothing in it.
const environment = createCelEnvironment(expressionLimits);
/** For expressions that were within the limits before counters were added. */
const unlimited = createCelEnvironment({ nodes: 4 * expressionLimits.nodes, depth: 6 * expressionLimits.depth });

/** Compiles a CEL expression (without `${{ }}`). Never throws. */
export function compileExpression(source: string): Compilation {
  const refused = refusalOf(source);
  if (refused) return { ok: false, error: refused };
  try {
    const aliased = withLoopAlias(source);
    const { ast } = environment.parse(aliased);
    const error = forbiddenIn(ast, source);
    if (error) return { ok: false, error };
    const counted = countedText(aliased, ast);
    const run = counted === undefined ? environment.parse(aliased) : unlimited.parse(counted);
    return {
      ok: true,
      expression: { source, ast, references: referencesOf(ast), run, counted: counted !== undefined },
    };
  } catch (error) {
    return { ok: false, error: parseErrorOf(error, source) };
  }
}

/** The value of an expression in a scope. Never throws; time is bounded by the number of iterations. */
export function evaluate(expression: CompiledExpression, scope: ExpressionScope): Evaluation {
  const { source } = expression;
  const fail = (code: string, message: string, [start, end] = [0, source.length]): Evaluation => ({
    ok: false,
    error: { code, message, start: start ?? 0, end: end ?? source.length },
  });
  const steps = new StepCounter();
  const tooMany = () => fail('expression.tooManySteps', `More than ${expressionLimits.steps} iterations.`);
  try {
    const found = expression.run(contextOf(scope, steps));
    if (steps.exceeded) return tooMany();
    const value = jsonOfCel(found);
    if (value === undefined)
      return fail('expression.notJson', 'The value is neither text, number, boolean, list nor map.');
    return { ok: true, value };
  } catch (error) {
    if (steps.exceeded) return tooMany();
    const { message, start, end } = parseErrorOf(error, source);
    // Positions of a counted expression are those of the counted text.
    return fail('expression.failed', message, expression.counted ? undefined : [start, end]);
  }
}

/** Evaluates expressions by their text and compiles each text once. */
export interface ExpressionEvaluator {
  evaluate(expression: { readonly source: string }, scope: ExpressionScope): Evaluation;
}

/** An evaluator with its own memory of compiled expressions: one a run, or one a process. */
export function createEvaluator(): ExpressionEvaluator {
  const known = new Map<string, Compilation>();
  return {
    evaluate({ source }, scope) {
      const compiled = known.get(source) ?? compileExpression(source);
      known.set(source, compiled);
      return compiled.ok ? evaluate(compiled.expression, scope) : compiled;
    },
  };
}

function contextOf(
  { inputs, nodes, run, loop, variables }: ExpressionScope,
  steps: StepCounter,
): Record<string, unknown> {
  const context: Record<string, unknown> = { ...variables, inputs, nodes, run, [stepsName]: steps };
  if (loop) context[loopAlias] = loop;
  for (const [name, value] of Object.entries(context)) if (value === undefined) context[name] = null;
  return context;
}

/** `loop` as a name, not as a field, becomes a name that CEL allows. */
function withLoopAlias(source: string): string {
  const code = codeOnly(source);
  const parts: string[] = [];
  let done = 0;
  for (const { index } of code.matchAll(/\bloop\b/g)) {
    if (/\.\s*$/.test(code.slice(0, index))) continue;
    parts.push(source.slice(done, index), loopAlias);
    done = index + loopAlias.length;
  }
  return [...parts, source.slice(done)].join('');
}

/** What CEL allows and we do not: it reads what is not in the scope, or cannot be bounded. */
function forbiddenIn(ast: ASTNode, source: string): ExpressionError | undefined {
  let error: ExpressionError | undefined;
  walkCel(ast, (node) => {
    if (error) return;
    const { start, end } = node.range;
    const refuse = (message: string) => {
      error = { code: 'expression.unsupported', message, start, end };
    };
    if (node.op === 'rcall' && node.args[0] === 'matches')
      refuse(
        'matches() is not supported, because a pattern can take forever: use contains(), startsWith() or endsWith().',
      );
    else if (node.op === 'id' && node.args === 'cel')
      refuse('cel.bind() is not supported: repeat the value, or give it to the node through "with".');
    else if (node.op === 'id' && node.args === stepsName) refuse(`The name ${stepsName} is taken.`);
    else if (node.op === 'id' && node.args === loopAlias && source.slice(start, end) === loopAlias)
      refuse(`The name ${loopAlias} is not known; the loop is called loop.`);
  });
  return error;
}

/** The text of the expression with every turn of a macro counted; undefined when there is none. */
function countedText(aliased: string, ast: ASTNode): string | undefined {
  const marks: { readonly at: number; readonly text: string; readonly opens: boolean }[] = [];
  walkCel(ast, (node) => {
    const body = bindingOf(node)?.inside[0]?.range;
    if (!body || node.op !== 'rcall') return;
    marks.push({ at: body.start, text: counters[node.args[0]] ?? `(${stepsName}.count(`, opens: true });
    marks.push({ at: body.end, text: '))', opens: false });
  });
  if (marks.length === 0) return undefined;
  let text = aliased;
  for (const { at, text: mark } of marks.sort((a, b) => b.at - a.at || Number(b.opens) - Number(a.opens)))
    text = text.slice(0, at) + mark + text.slice(at);
  return text;
}

/** What stands before the first body of a macro; the others throw. */
const counters: Readonly<Record<string, string>> = {
  all: `(${stepsName}.more() && (`,
  exists: `(${stepsName}.none() || (`,
};

import type { Range } from '../manifest/problem.ts';
import { type Reporter, replaceWith } from '../manifest/reporter.ts';
import type { Path } from '../manifest/yamlSource.ts';
import type { ExpressionError } from './expression.ts';
import { type CompiledExpression, compileExpression } from './expression.ts';
import type { SourceNode } from './sourceGraph.ts';
import { isRecord } from './sourceGraph.ts';
import { parseTemplate } from './template.ts';

/** An expression of a manifest that was understood, and the way from its characters to the file. */
export interface ExpressionUse {
  readonly expression: CompiledExpression;
  /** What its value must be where it stands alone; undefined inside a text. */
  readonly role: 'condition' | 'items' | 'value' | 'text';
  /** Where it stands as a field: `when`, `with`. */
  readonly path: Path;
  at(start: number, end: number): Range;
}

/** A condition without its `${{ }}`, which may be left out, and where it begins in the string. */
export function conditionText(text: string): { readonly source: string; readonly offset: number } {
  const marked = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text);
  const inner = marked?.[1] ?? text;
  const start = marked ? text.indexOf('{{') + 2 : 0;
  return { source: inner.trim(), offset: start + (inner.length - inner.trimStart().length) };
}

/** The condition at a path, or nothing when it is a constant or broken; what is broken is reported. */
export function conditionUse(value: unknown, path: Path, reporter: Reporter): ExpressionUse[] {
  if (typeof value !== 'string') return [];
  const { source, offset } = conditionText(value);
  const at = placeIn(path, offset, reporter);
  const compiled = compileExpression(source);
  if (compiled.ok) return [{ expression: compiled.expression, role: 'condition', path, at }];
  reportExpressionError(compiled.error, at, reporter);
  return [];
}

/** Every expression inside a value that may hold `${{ }}`. */
export function templateUses(
  value: unknown,
  path: Path,
  reporter: Reporter,
  role: 'value' | 'items' = 'value',
): ExpressionUse[] {
  const parsed = parseTemplate(value);
  for (const { error, path: inner, start } of parsed.errors) {
    reportExpressionError(error, placeIn([...path, ...inner], start, reporter), reporter);
  }
  return parsed.expressions.flatMap(({ compiled, path: inner, start, source }) => {
    if (!compiled) return [];
    const whole = [...path, ...inner];
    const text = valueAt(value, inner);
    const alone = typeof text === 'string' && standsAlone(text, start, start + source.length);
    return [
      {
        expression: compiled,
        role: alone ? role : ('text' as const),
        path: whole,
        at: placeIn(whole, start, reporter),
      },
    ];
  });
}

/** Whether a text is nothing but the expression between `start` and `end`. */
function standsAlone(text: string, start: number, end: number): boolean {
  return /^\s*\$\{\{\s*$/.test(text.slice(0, start)) && /^\s*\}\}\s*$/.test(text.slice(end));
}

function placeIn(path: Path, offset: number, reporter: Reporter): ExpressionUse['at'] {
  return (start, end) => reporter.source.rangeInside(path, offset + start, offset + Math.max(end, start + 1));
}

function reportExpressionError(
  { code, message, start, end, replacement }: ExpressionError,
  at: ExpressionUse['at'],
  reporter: Reporter,
): void {
  const place = at(start, end);
  const extras =
    replacement === undefined ? {} : { suggestion: `Write ${replacement}.`, fix: replaceWith(place, replacement) };
  reporter.add({ code, at: place, message, ...extras });
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path)
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[step] : undefined;
  return at;
}

/** The expressions of a node that see what the node sees, not what its body sees. */
export function outerUses({ raw, path, kind }: SourceNode, reporter: Reporter): ExpressionUse[] {
  const uses = [
    ...conditionUse(raw.when, [...path, 'when'], reporter),
    ...(isRecord(raw.with) ? templateUses(raw.with, [...path, 'with'], reporter) : []),
  ];
  if (kind === 'approve') uses.push(...templateUses(raw.approve, [...path, 'approve'], reporter));
  if (kind === 'forEach') uses.push(...itemsUses(raw.forEach, [...path, 'forEach'], reporter));
  if (kind === 'run') uses.push(...commandUses(raw.run, [...path, 'run'], reporter));
  return uses;
}

/** The list of a forEach may be written without `${{ }}`, like a condition. */
function itemsUses(value: unknown, path: Path, reporter: Reporter): ExpressionUse[] {
  if (typeof value !== 'string') return templateUses(value, path, reporter, 'items');
  return conditionUse(value, path, reporter).map((use) => ({ ...use, role: 'items' as const }));
}

function commandUses(value: unknown, path: Path, reporter: Reporter): ExpressionUse[] {
  if (Array.isArray(value)) return templateUses(value, path, reporter);
  const uses = templateUses(value, path, reporter);
  for (const use of uses) {
    reporter.add({
      code: 'run.injection',
      at: use.at(0, use.expression.source.length),
      message: 'An expression in a line for sh would let its value run commands.',
      suggestion:
        'Write the command as a list of arguments, or give the value through "with" as an environment variable.',
    });
  }
  return uses;
}

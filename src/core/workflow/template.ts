import { scanCel } from './celScan.ts';
import type { Expression, Template } from './definition.ts';
import {
  type CompiledExpression,
  compileExpression,
  type ExpressionError,
  type ExpressionEvaluator,
  type ExpressionScope,
} from './expression.ts';

/** A JSON pointer inside a value, and where in a string found there. */
export interface TemplatePlace {
  readonly path: readonly (string | number)[];
  readonly start: number;
  readonly end: number;
}

/** An expression found in a template; the place is that of its text, `${{` and `}}` not counted. */
export interface TemplateExpression extends TemplatePlace {
  readonly source: string;
  readonly compiled: CompiledExpression | undefined;
}

/** Something wrong in a template, at its place. */
export interface TemplateError extends TemplatePlace {
  readonly error: ExpressionError;
}

/** A template with the expressions in it and what is wrong with them. */
export interface ParsedTemplate {
  readonly template: Template;
  readonly expressions: readonly TemplateExpression[];
  readonly errors: readonly TemplateError[];
}

/** Reads `${{ }}` in every string of a JSON value. Never throws; a string with a mistake in it becomes a literal. */
export function parseTemplate(value: unknown): ParsedTemplate {
  const expressions: TemplateExpression[] = [];
  const errors: TemplateError[] = [];
  const read = (inner: unknown, path: readonly (string | number)[]): Template => {
    if (Array.isArray(inner)) return { kind: 'list', items: inner.map((item, index) => read(item, [...path, index])) };
    if (typeof inner === 'object' && inner !== null) {
      const entries = Object.entries(inner).map(([key, item]) => [key, read(item, [...path, key])] as const);
      return { kind: 'map', entries: Object.fromEntries(entries) };
    }
    if (typeof inner !== 'string') return { kind: 'literal', value: literalOf(inner) };
    const text = parseText(inner);
    for (const found of text.expressions) expressions.push({ ...found, path });
    for (const found of text.errors) errors.push({ ...found, path });
    return text.template;
  };
  return { template: read(value, []), expressions, errors };
}

function literalOf(value: unknown): string | number | boolean | null {
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

type WithoutPath<T> = Omit<T, 'path'>;

/** One string: text and expressions in turns. */
function parseText(text: string) {
  const parts: (string | Expression)[] = [];
  const expressions: WithoutPath<TemplateExpression>[] = [];
  const errors: WithoutPath<TemplateError>[] = [];
  let done = 0;
  for (let open = text.indexOf('${{'); open !== -1; open = text.indexOf('${{', done)) {
    const start = open + 3;
    const end = endOfExpression(text, start);
    if (end === undefined) {
      const message = 'The expression has no end: }} is missing.';
      errors.push({
        start: open,
        end: text.length,
        error: { code: 'expression.syntax', message, start: 0, end: text.length - start },
      });
      break;
    }
    if (open > done) parts.push(text.slice(done, open));
    const source = text.slice(start, end).trim();
    const from = start + (text.slice(start, end).length - text.slice(start, end).trimStart().length);
    const compiled = compileExpression(source);
    if (!compiled.ok) errors.push({ start: from, end: from + source.length, error: compiled.error });
    expressions.push({
      source,
      start: from,
      end: from + source.length,
      compiled: compiled.ok ? compiled.expression : undefined,
    });
    parts.push({ kind: 'expression', source });
    done = end + 2;
  }
  if (done < text.length) parts.push(text.slice(done));
  return { template: errors.length > 0 ? literal(text) : templateOf(parts, text), expressions, errors };
}

const literal = (value: string): Template => ({ kind: 'literal', value });

function templateOf(parts: readonly (string | Expression)[], text: string): Template {
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object') return only;
  return parts.some((part) => typeof part !== 'string') ? { kind: 'text', parts } : literal(text);
}

/** Where `}}` ends the expression: not inside a string, and not the braces of a map. */
function endOfExpression(text: string, start: number): number | undefined {
  let depth = 0;
  for (const segment of scanCel(text, start)) {
    if (segment.kind !== 'code') continue;
    for (let at = segment.start; at < segment.end; at += 1) {
      if (text[at] === '{') depth += 1;
      else if (text[at] === '}' && depth > 0) depth -= 1;
      else if (text[at] === '}' && text[at + 1] === '}') return at;
    }
  }
  return undefined;
}

/** A rendered template as JSON, or the expression that has no value. */
export type Rendering =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ExpressionError; readonly source: string };

/** What a renderer needs. */
export interface RenderContext {
  readonly scope: ExpressionScope;
  readonly evaluator: ExpressionEvaluator;
}

/** The value of a template in a scope: expressions alone keep their type, within text they become text. Never throws. */
export function renderTemplate(template: Template, context: RenderContext): Rendering {
  switch (template.kind) {
    case 'literal':
      return { ok: true, value: template.value };
    case 'expression': {
      const result = context.evaluator.evaluate(template, context.scope);
      return result.ok ? result : { ...result, source: template.source };
    }
    case 'text':
      return join(
        template.parts.map((part) => (typeof part === 'string' ? { kind: 'literal', value: part } : part)),
        context,
      );
    case 'list':
      return collect(template.items, context);
    case 'map': {
      const names = Object.keys(template.entries);
      const values = collect(Object.values(template.entries), context);
      if (!values.ok) return values;
      return { ok: true, value: Object.fromEntries(names.map((name, index) => [name, values.value[index]])) };
    }
  }
}

function collect(
  items: readonly Template[],
  context: RenderContext,
): { readonly ok: true; readonly value: unknown[] } | Extract<Rendering, { readonly ok: false }> {
  const value: unknown[] = [];
  for (const item of items) {
    const rendered = renderTemplate(item, context);
    if (!rendered.ok) return rendered;
    value.push(rendered.value);
  }
  return { ok: true, value };
}

function join(parts: readonly Template[], context: RenderContext): Rendering {
  const rendered = collect(parts, context);
  return rendered.ok ? { ok: true, value: rendered.value.map(textOf).join('') } : rendered;
}

/** Text as it is, null as nothing, lists and maps as JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}

import type { z } from 'zod';
import { CodedError } from '../../base/errors.ts';
import type { Expression, JsonSchema, Template, WorkflowDefinition } from './definition.ts';
import { createEvaluator, type ExpressionScope } from './expression.ts';
import { readSchema } from './readSchema.ts';
import { renderTemplate } from './template.ts';

/** The meaning of the language to whoever runs it; it fits the engine's port of that name. */
export interface Language {
  /** The value of a template or expression. Throws a CodedError (`expression.…`) when there is none. */
  evaluate(template: Template | Expression, scope: ExpressionScope): unknown;
  /** A workflow by name; throws `workflow.unknown`. */
  workflow(name: string): WorkflowDefinition;
  /** What is wrong with an output, for a person; undefined when nothing is. */
  checkOutput(schema: JsonSchema, output: unknown): string | undefined;
}

/** The language over the workflows that `find` knows. Expressions and schemas are compiled once each. */
export function createLanguage(find: (name: string) => WorkflowDefinition | undefined): Language {
  const evaluator = createEvaluator();
  const schemas = new WeakMap<JsonSchema, z.ZodType>();
  return {
    evaluate(template, scope) {
      const rendered = renderTemplate(template, { scope, evaluator });
      if (rendered.ok) return rendered.value;
      const { code, message } = rendered.error;
      throw new CodedError(code, `${message} In: ${rendered.source}`, { details: { expression: rendered.source } });
    },
    workflow(name) {
      const definition = find(name);
      if (!definition) throw new CodedError('workflow.unknown', `There is no workflow "${name}".`);
      return definition;
    },
    checkOutput(schema, output) {
      const known = schemas.get(schema) ?? readSchema(schema);
      schemas.set(schema, known);
      const result = known.safeParse(output);
      if (result.success) return undefined;
      return result.error.issues
        .map(({ path, message }) => `${path.map(String).join('.') || 'output'}: ${message}`)
        .join('; ');
    },
  };
}

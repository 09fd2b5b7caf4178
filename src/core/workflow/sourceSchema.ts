import * as z from 'zod';
import { expected } from '../manifest/expected.ts';
import { objectiveField, optimiserBudgetField } from '../manifest/optimiserFields.ts';
import { modelField } from './modelWish.ts';
import { nodeShapes, outputsField } from './nodeSchema.ts';
import {
  budgetField,
  countField,
  descriptionField,
  durationField,
  idField,
  nameField,
  placeholder,
  versionField,
  wordField,
} from './sourceFields.ts';

const inputTypes = ['string', 'number', 'integer', 'boolean', 'list', 'map'] as const;
const inputType = z.enum(inputTypes, expected(`one of ${inputTypes.join(', ')}`));

const inputField = z.union(
  [
    inputType,
    z.strictObject({
      type: inputType.meta({ description: 'The type of its value.', examples: ['integer'] }),
      description: z
        .string(expected('text'))
        .optional()
        .meta({
          description: 'Shown where a person is asked for it.',
          examples: ['Tests to fix; all that fail when empty.'],
        }),
      default: z
        .unknown()
        .optional()
        .meta({ description: 'Its value when none is given. An input without a default is required.', examples: [4] }),
      enum: z
        .array(z.unknown(), expected('a list of values'))
        .min(1, expected('at least one value'))
        .optional()
        .meta({ description: 'The only values allowed.', examples: [['low', 'high']] }),
    }),
  ],
  expected(`${inputTypes.join(', ')} or {type, description, default, enum}`),
);

/** Everything at the top of a workflow but its nodes. */
const head = {
  $schema: z
    .string()
    .optional()
    .meta({
      description: 'Address of this schema, for editors that ask for it.',
      examples: ['../../schemas/workflow.schema.json'],
    }),
  version: versionField,
  name: nameField.meta({ description: 'How the workflow is called.', examples: ['fix-test'] }),
  description: descriptionField,
  inputs: z
    .record(wordField, inputField, expected('a map of inputs'))
    .optional()
    .meta({
      description: 'What the workflow is given, by name: a type, or the full form.',
      examples: [{ request: 'string', attempts: { type: 'integer', default: 4 } }],
    }),
  outputs: z
    .unknown()
    .optional()
    .meta({
      description: 'What comes out: an expression or a map of expressions. Default: the outputs of the last nodes.',
      examples: [{ fixed: placeholder('nodes.verify.output.fixed') }],
    }),
  timeout: durationField.optional().meta({ description: 'The longest time of the whole run.', examples: ['30m'] }),
  concurrency: countField
    .max(1_000, expected('at most 1000'))
    .optional()
    .meta({ description: 'Nodes in flight at most. Default: 8.', examples: [4] }),
  cancellation: z
    .enum(['cascading', 'isolated'], expected('cascading or isolated'))
    .optional()
    .meta({
      description:
        'cascading: cancelling the run, or a failure that fails it, cancels what is in flight; isolated: that is let end. Default: cascading.',
      examples: ['isolated'],
    }),
  onFailure: z
    .enum(['fail', 'skip', 'continue'], expected('fail, skip or continue'))
    .optional()
    .meta({
      description: 'What a failed node does to the run, for nodes that do not say so themselves. Default: fail.',
      examples: ['skip'],
    }),
  budget: budgetField,
  model: modelField.meta({
    description:
      'The model of agents that name none, neither in their node nor in their manifest, and those that take over when it fails.',
    examples: [{ fallback: ['openai/gpt-4.1'] }],
  }),
  priority: z
    .int(expected('a whole number'))
    .min(-100, expected('a number from -100 to 100'))
    .max(100, expected('a number from -100 to 100'))
    .optional()
    .meta({ description: 'Higher runs first among runs that wait for the same place. Default: 0.', examples: [10] }),
  optimise: z
    .strictObject(
      {
        objective: objectiveField,
        budget: optimiserBudgetField,
        prompts: z
          .array(nameField, expected('a list of prompts'))
          .min(1, expected('at least one prompt'))
          .meta({
            description: 'The prompts that may change, each as far as its own file allows.',
            examples: [['debug']],
          }),
      },
      expected('{objective, budget, prompts}'),
    )
    .optional()
    .meta({
      description:
        'What an optimiser is to make better, by how much spending, in which prompts. Declared only: no optimiser runs yet.',
      examples: [{ objective: ['solved', 'cost'], budget: { usd: 5 }, prompts: ['debug'] }],
    }),
};

/** Checks the top of a workflow; nodes are checked one by one. */
export const headSchema = z.strictObject({ ...head, nodes: z.unknown().optional() });
/** A graph inside a branch of a race. */
export const branchSchema = z.strictObject({ nodes: z.unknown(), outputs: z.unknown().optional() });
/** The top of a workflow as it is written. */
export type WorkflowHead = z.infer<typeof headSchema>;

const nodesField: z.ZodType = z
  .lazy(() => z.union([z.record(idField, nodeSchema), z.array(nodeSchema)]))
  .meta({
    id: 'nodes',
    description:
      'The nodes: a map from id to node, or a list of nodes with ids. Each has one key that says what it does: agent, tool, run, workflow (or uses), approve, forEach, loop or race.',
    examples: [{ reproduce: { tool: 'tests.reproduce' }, repair: { agent: 'debug', needs: 'reproduce' } }],
  });
const branchesField: z.ZodType = z
  .lazy(() => z.record(idField, z.union([nodeSchema, z.strictObject({ nodes: nodesField, outputs: outputsField })])))
  .meta({
    id: 'branches',
    description:
      'Runs the branches at once; the first that succeeds wins, the others are cancelled. A branch is a node, or {nodes, outputs}. Output: {winner, output}.',
    examples: [{ small: { agent: 'debug', model: 'ollama/qwen3' }, large: { agent: 'debug' } }],
  });
const nodeSchema: z.ZodType = z
  .lazy(() => z.union(Object.values(nodeShapes(nodesField, branchesField))))
  .meta({ id: 'node', description: 'A node.' });

/** The whole workflow, from which the JSON Schema for editors is made. */
export const workflowSchema = z.strictObject({ ...head, nodes: nodesField }).meta({ title: 'Loopwright workflow' });

import * as z from 'zod';
import { expected } from '../manifest/expected.ts';
import { modelField } from './modelWish.ts';
import {
  budgetField,
  conditionField,
  countField,
  durationField,
  failureField,
  idField,
  joinField,
  jsonSchemaField,
  nameField,
  placeholder,
  retryField,
  wordField,
} from './sourceFields.ts';

/** The kinds of node by the key that stands for each. `uses` is the same as `workflow`. */
export const nodeKindKeys = ['agent', 'tool', 'run', 'workflow', 'uses', 'approve', 'forEach', 'loop', 'race'] as const;
export type NodeKindKey = (typeof nodeKindKeys)[number];

const text = expected('text');

/** What every node may say. */
const common = {
  id: idField
    .optional()
    .meta({ description: 'The id, where nodes are a list. In a map the key is the id.', examples: ['plan'] }),
  description: z
    .string(text)
    .optional()
    .meta({ description: 'What the node is for.', examples: ['Finds the cause.'] }),
  needs: z
    .union([idField, z.array(idField)], expected('the id of a node or a list of ids'))
    .optional()
    .meta({
      description: 'Nodes that must have ended first. Nodes that expressions read are needed without being named.',
      examples: ['plan', ['plan', 'review']],
    }),
  join: joinField,
  when: conditionField.optional().meta({
    description: 'A CEL expression; false skips the node, and what needs it sees null.',
    examples: ['nodes.review.output.approved'],
  }),
  with: z
    .record(z.string(), z.unknown(), expected('a map of names and values'))
    .optional()
    .meta({
      description:
        'What the node is given. Any text may hold expressions. For run: environment variables. For forEach, loop and race: further inputs of the nodes inside.',
      examples: [{ request: placeholder('inputs.request') }],
    }),
  retry: retryField,
  timeout: durationField.optional().meta({ description: 'The longest time of one attempt.', examples: ['5m'] }),
  onFailure: failureField,
  budget: budgetField,
  cache: z
    .boolean(expected('true or false'))
    .optional()
    .meta({
      description: 'true: an output recorded for the same input is taken instead of running again. Default: false.',
      examples: [true],
    }),
  model: modelField.meta({
    description: 'The model of this node, as in --model, and those that take over when it fails.',
    examples: ['anthropic/claude-sonnet-4-5', { use: 'anthropic/claude-sonnet-4-5', fallback: ['openai/gpt-4.1'] }],
  }),
  tools: z
    .array(nameField, expected('a list of tools'))
    .optional()
    .meta({ description: 'The only tools that the agent may use.', examples: [['read', 'search']] }),
  schema: jsonSchemaField.optional().meta({
    description: 'JSON Schema of the output; an output that does not fit is a failure.',
    examples: [{ type: 'object', properties: { approved: { type: 'boolean' } }, required: ['approved'] }],
  }),
};

const command = expected('a list of arguments, or one line for sh');

const subWorkflow = nameField.meta({
  description: 'Runs another workflow with `with` as its inputs.',
  examples: ['fix-test'],
});

const runField = z
  .union([z.string().min(1, command), z.array(z.string(expected('text'))).min(1, command)], command)
  .meta({
    description:
      'Runs a command in the sandbox: a list of arguments, or one line for sh. Output: {exitCode, stdout, stderr}.',
    examples: [['npm', 'run', 'build'], 'npm run build'],
  });

const question = expected('the question to ask');
const approveField = z
  .string(question)
  .min(1, question)
  .meta({ description: 'Asks a person and waits. Output: {approved, reason}.', examples: ['Go on with this plan?'] });

const forEachFields = {
  forEach: z.union([z.string(), z.array(z.unknown())], expected('a list, or an expression that gives one')).meta({
    description:
      'Runs the nodes inside once for each item, of which there are 1000 at most. Output: the list of their outputs, in the order of the items.',
    examples: [placeholder('nodes.plan.output.files')],
  }),
  as: wordField.optional().meta({
    description: 'Name of the item inside. Default: item. Its position is index, from 0.',
    examples: ['file'],
  }),
  concurrency: countField
    .optional()
    .meta({ description: 'Items in work at once, at most. Default: 4.', examples: [2] }),
};

const loopField = z
  .strictObject(
    {
      until: conditionField.meta({
        description:
          'Ends the loop when true; read after each round, where nodes and loop.last are those of this round.',
        examples: ['nodes.test.output.passed'],
      }),
      max: countField
        .max(1_000, expected('at most 1000 rounds'))
        .meta({ description: 'The most rounds.', examples: [4] }),
    },
    expected('{until: expression, max: number}'),
  )
  .meta({
    description: 'Runs the nodes inside again and again. Output: {rounds, done, last}.',
    examples: [{ until: 'nodes.test.output.passed', max: 4 }],
  });

/** What a body or a branch gives. */
export const outputsField = z
  .unknown()
  .optional()
  .meta({
    description: 'What comes out of one turn of the body. Default: the outputs of its last nodes.',
    examples: [placeholder('nodes.check.output.passed')],
  });

/** The shape of each kind. `nodes` and `branches` are given, so that the same shapes serve checking and completion. */
export function nodeShapes<N extends z.ZodType, B extends z.ZodType>(nodes: N, branches: B) {
  const body = { nodes, outputs: outputsField };
  return {
    agent: z.strictObject({
      agent: nameField.meta({ description: 'Runs an agent.', examples: ['debug'] }),
      ...common,
    }),
    tool: z.strictObject({
      tool: nameField.meta({ description: 'Calls a tool.', examples: ['tests.run'] }),
      ...common,
    }),
    run: z.strictObject({ run: runField, ...common }),
    workflow: z.strictObject({ workflow: subWorkflow, ...common }),
    uses: z.strictObject({ uses: subWorkflow, ...common }),
    approve: z.strictObject({ approve: approveField, ...common }),
    forEach: z.strictObject({ ...forEachFields, ...body, ...common }),
    loop: z.strictObject({ loop: loopField, ...body, ...common }),
    race: z.strictObject({ race: branches, ...common }),
  };
}

/** Checks one node; bodies and branches are checked on their own, so that each mistake is told once and at its place. */
export const looseNodeSchemas = nodeShapes(
  z.unknown().optional(),
  z.record(idField, z.unknown(), expected('a map of branches')),
);

import * as z from 'zod';
import { expected } from '../manifest/expected.ts';
import { modelField } from './modelWish.ts';
import {
  budgetField,
  countField,
  descriptionField,
  durationField,
  jsonSchemaField,
  nameField,
  versionField,
} from './sourceFields.ts';

const text = expected('text');
const names = (what: string) => z.array(nameField, expected(what));

/** `.loopwright/agents.yaml` and `.loopwright/agents/*.yaml`: agents by name. */
export const agentsSchema = z
  .strictObject({
    version: versionField,
    agents: z
      .record(
        nameField,
        z.strictObject({
          description: descriptionField,
          prompt: z
            .string(text)
            .meta({ description: 'Name of a prompt file, without its ending.', examples: ['debug'] }),
          model: modelField.meta({
            description: 'The model, as in --model, and those that take over when it fails.',
            examples: ['anthropic/claude-sonnet-4-5', { fallback: ['ollama/qwen3'] }],
          }),
          tools: names('a list of tools')
            .optional()
            .meta({ description: 'The only tools it may use.', examples: [['read_file', 'search']] }),
          input: jsonSchemaField
            .optional()
            .meta({ description: 'JSON Schema of what it is given.', examples: [{ type: 'object' }] }),
          output: jsonSchemaField
            .optional()
            .meta({ description: 'JSON Schema of what it answers.', examples: [{ type: 'object' }] }),
          maxTurns: countField.optional().meta({ description: 'Answers of the model at most.', examples: [20] }),
          timeout: durationField.optional().meta({ description: 'The longest time.', examples: ['5m'] }),
          budget: budgetField,
        }),
        expected('a map from name to agent'),
      )
      .meta({ description: 'Agents by name.', examples: [{ explain: { prompt: 'explain', tools: ['read_file'] } }] }),
  })
  .meta({ title: 'Loopwright agents' });

/** `.loopwright/tools.yaml`: commands that agents and workflows may call as tools. */
export const toolsSchema = z
  .strictObject({
    version: versionField,
    tools: z
      .record(
        nameField,
        z.strictObject({
          description: z
            .string(text)
            .meta({ description: 'What it does, as the model reads it.', examples: ['Checks the types.'] }),
          run: z
            .array(z.string(text), expected('a list of arguments'))
            .min(1, expected('a list of arguments'))
            .meta({ description: 'The command, run in the sandbox.', examples: [['npx', 'tsc', '--noEmit']] }),
          input: jsonSchemaField.optional().meta({
            description: 'JSON Schema of its input, given to the command on stdin as JSON.',
            examples: [{ type: 'object' }],
          }),
          output: jsonSchemaField.optional().meta({
            description: 'JSON Schema of its output, read from stdout as JSON; without it the output is text.',
            examples: [{ type: 'object' }],
          }),
          timeout: durationField.optional().meta({ description: 'The longest time.', examples: ['30s'] }),
          network: z
            .boolean(expected('true or false'))
            .optional()
            .meta({
              description: 'Whether it may use the network, as far as security.yaml allows. Default: false.',
              examples: [false],
            }),
        }),
        expected('a map from name to tool'),
      )
      .meta({
        description: 'Tools by name.',
        examples: [{ typecheck: { description: 'Checks the types.', run: ['npx', 'tsc', '--noEmit'] } }],
      }),
  })
  .meta({ title: 'Loopwright tools' });

/** `.loopwright/memory.yaml`: what is remembered from one run to the next. */
export const memorySchema = z
  .strictObject({
    version: versionField,
    scopes: z
      .record(
        nameField,
        z.strictObject({
          description: descriptionField,
          ttl: durationField
            .optional()
            .meta({ description: 'How long an entry lives. Default: until it is removed.', examples: ['720h'] }),
          maxEntries: countField
            .optional()
            .meta({ description: 'Entries at most; the least used go first.', examples: [500] }),
          agents: names('a list of agents')
            .optional()
            .meta({ description: 'The only agents that read and write it.', examples: [['debug']] }),
        }),
        expected('a map from name to scope'),
      )
      .meta({ description: 'Scopes of memory by name.', examples: [{ project: { maxEntries: 500 } }] }),
  })
  .meta({ title: 'Loopwright memory' });

import * as z from 'zod';
import { expected } from '../manifest/expected.ts';
import { descriptionField, durationField, nameField, versionField } from './sourceFields.ts';

/** The moments of a run that a hook can listen to. */
export const hookPointNames = [
  'run.before',
  'run.after',
  'node.before',
  'node.after',
  'model.before',
  'model.after',
  'tool.before',
  'tool.after',
  'gate',
] as const;

const text = expected('text');
const points = `${hookPointNames.slice(0, -1).join(', ')} or ${hookPointNames.at(-1)}`;
const pointField = z.enum(hookPointNames, expected(points));

const patterns = (what: string, examples: readonly string[]) =>
  z
    .array(
      z
        .string(expected('a name, in which * stands for any characters'))
        .min(1, expected('a name, in which * stands for any characters'))
        .max(200, expected('a name of at most 200 characters')),
      expected('a list of names'),
    )
    .min(1, expected('a list of names'))
    .optional()
    .meta({ description: `${what} \`*\` stands for any characters.`, examples: [examples] });

const hookField = z.strictObject({
  description: descriptionField,
  on: z
    .union(
      [pointField, z.array(pointField, expected('a list of points')).min(1, expected('at least one point'))],
      expected(`${points} (or a list of them)`),
    )
    .meta({ description: 'When it is called: one point or a list.', examples: ['run.after', ['node.after', 'gate']] }),
  command: z
    .array(z.string(text), expected('a list of arguments'))
    .min(1, expected('a list of arguments'))
    .optional()
    .meta({
      description:
        'The program and its arguments, without a shell. It gets the event as JSON on stdin. In a workspace it runs in the sandbox of the run.',
      examples: [['node', '.loopwright/gates/small-change.mjs']],
    }),
  module: z
    .string(text)
    .regex(
      /^(?:\.\/)?(?:[A-Za-z0-9_][\w.-]*\/)*[A-Za-z0-9_][\w.-]*\.m?js$/,
      expected('a path below this folder that ends in .mjs or .js'),
    )
    .optional()
    .meta({
      description:
        "In place of a command: a JavaScript module with an exported function `hook`, loaded once into a process of its own. In the person's own file only.",
      examples: ['./notify.mjs'],
    }),
  timeout: durationField
    .optional()
    .meta({ description: 'The longest time of a call, at most 60s. Default: 5s.', examples: ['10s'] }),
  only: z
    .strictObject(
      {
        workflows: patterns('Workflows it listens to.', ['fix-*']),
        nodes: patterns('Nodes it listens to, by id or by path.', ['plan', 'each*/check']),
        agents: patterns('Agents it listens to.', ['debug']),
        tools: patterns('Tools it listens to.', ['run_command']),
        models: patterns('Models it listens to.', ['anthropic/*']),
      },
      expected('filters, such as {tools: [run_command]}'),
    )
    .optional()
    .meta({
      description: 'What it listens to. All filters must fit; each must make sense at every point of the hook.',
      examples: [{ agents: ['debug', 'plan'] }],
    }),
  onError: z
    .enum(['refuse', 'allow'], expected('refuse or allow'))
    .optional()
    .meta({
      description: 'What it counts as when a gate fails or is out of time. Default: refuse.',
      examples: ['allow'],
    }),
  env: z
    .array(
      z.string(expected('a name of a variable')).regex(/^[A-Za-z_][A-Za-z0-9_]*$/, expected('a name of a variable')),
      expected('a list of names of variables'),
    )
    .optional()
    .meta({
      description: "Variables of the person's environment that it gets as well. In the person's own file only.",
      examples: [['CHAT_URL']],
    }),
});

/** `.loopwright/hooks.yaml`, and `hooks.yaml` in the person's data folder. */
export const hooksSchema = z
  .strictObject({
    version: versionField,
    hooks: z.record(nameField, hookField, expected('a map from name to hook')).meta({
      description: 'Hooks by name. Those of one point run side by side.',
      examples: [{ 'small-change': { on: 'gate', command: ['node', '.loopwright/gates/small-change.mjs'] } }],
    }),
  })
  .meta({ title: 'Loopwright hooks' });

/** A hooks manifest of the right shape. */
export type HooksManifest = z.infer<typeof hooksSchema>;

import * as z from 'zod';
import { expected } from '../manifest/expected.ts';
import { budgetField, descriptionField, versionField } from './sourceFields.ts';

const text = expected('text');
const pattern = expected('a name, in which * stands for any characters');
const patternField = z.string(pattern).min(1, pattern).max(200, expected('a name of at most 200 characters'));
const names = (what: string) => z.array(patternField, expected(what));

const toolsField = z
  .strictObject(
    {
      allow: names('a list of tools')
        .optional()
        .meta({ description: 'The only tools that agents may use.', examples: [['read_file', 'search']] }),
      deny: names('a list of tools')
        .optional()
        .meta({ description: 'Tools that nobody may use; it goes before `allow`.', examples: [['run_tests']] }),
    },
    expected('tools, such as {deny: [run_tests]}'),
  )
  .optional()
  .meta({ description: 'Tools by name; `*` stands for any characters.', examples: [{ deny: ['run_tests'] }] });

const capabilities = {
  files: z
    .enum(['read', 'edit', 'apply'], expected('read, edit or apply'))
    .optional()
    .meta({
      description:
        'Files at most: look at them (`read`), edit the isolated copy (`edit`), or with `--apply` write what is proved into the workspace (`apply`).',
      examples: ['edit'],
    }),
  shell: z
    .enum(['none', 'sandboxed', 'host'], expected('none, sandboxed or host'))
    .optional()
    .meta({
      description:
        'Code of the project at most: none is run, in the sandbox only, or on the host where `--no-sandbox` says so.',
      examples: ['sandboxed'],
    }),
  network: z
    .enum(['none', 'declared'], expected('none or declared'))
    .optional()
    .meta({
      description:
        'With `none`, commands reach no host, and a tool that declares `network: true` is not run; with `declared`, they reach what `network.allow` names.',
      examples: ['none'],
    }),
};

const capabilitiesField = z
  .strictObject(capabilities, expected('capabilities, such as {shell: none}'))
  .optional()
  .meta({ description: 'What is left at most; what is not named stays as it is.', examples: [{ shell: 'sandboxed' }] });

const fenceField = z.strictObject(
  { ...capabilities, tools: toolsField },
  expected('what is taken away, such as {shell: none}'),
);

export const intentNames = ['read', 'edit', 'build', 'network', 'write-outside'] as const;
const intentField = z.enum(intentNames, expected('read, edit, build, network or write-outside'));
const intents = (description: string) =>
  z
    .union(
      [intentField, z.array(intentField).min(1, expected('at least one intent'))],
      expected('read, edit, build, network or write-outside (or a list of them)'),
    )
    .optional()
    .meta({ description, examples: ['build'] });

const argumentField = z.union(
  [
    z.string(),
    z.strictObject({ oneOf: z.array(z.string(text)).min(1, expected('at least one text')) }),
    z.strictObject({ any: z.literal(true) }),
  ],
  expected('a text, {oneOf: [a, b]} or {any: true}'),
);

const ruleField = z.strictObject(
  {
    description: descriptionField,
    deny: intents('Refuses actions with this intent. Nothing outweighs it.'),
    ask: intents('Asks the person before actions with this intent.'),
    allow: intents(
      'Spares the question of a rule that asks, unless the run is tainted. In the own file of the person only.',
    ),
    command: z
      .array(argumentField, expected('a list of arguments'))
      .min(1, expected('a list of arguments'))
      .optional()
      .meta({
        description:
          'The program and all of its arguments: each a text, `{oneOf: […]}` or `{any: true}`. A command with more or fewer arguments does not fit.',
        examples: [['npm', 'run', { oneOf: ['build', 'lint'] }]],
      }),
    tools: names('a list of tools')
      .optional()
      .meta({ description: 'Tools that it is about.', examples: [['deploy']] }),
    agents: names('a list of agents')
      .optional()
      .meta({ description: 'Agents that it is about.', examples: [['debug']] }),
    nodes: names('a list of nodes')
      .optional()
      .meta({ description: 'Nodes that it is about, by id or path.', examples: [['checks/*']] }),
    until: z
      .string(expected('a day such as 2027-01-31'))
      .regex(/^\d{4}-\d{2}-\d{2}$/, expected('a day such as 2027-01-31'))
      .optional()
      .meta({ description: 'The last day of a rule that allows, in UTC.', examples: ['2027-01-31'] }),
    workspace: z
      .string(text)
      .optional()
      .meta({
        description: 'The only workspace in which it allows, as an absolute path.',
        examples: ['/srv/shop'],
      }),
  },
  expected('a rule, such as {ask: build}'),
);

/**
 * `.loopwright/security.yaml`, and `security.yaml` in the person's data folder: what a run may do at most. Each of them can only take
 * away.
 */
export const securitySchema = z
  .strictObject({
    version: versionField,
    mode: z
      .enum(['analysis-only', 'safe', 'standard'], expected('analysis-only, safe or standard'))
      .optional()
      .meta({
        description:
          'The most that a run may do: look (`analysis-only`); edit its copy and run code in the sandbox, without network (`safe`); or what the other settings allow (`standard`). The strictest of all that is said counts.',
        examples: ['safe'],
      }),
    sandbox: z
      .literal('required', expected('required'))
      .optional()
      .meta({ description: 'Refuses --no-sandbox in this workspace.', examples: ['required'] }),
    capabilities: capabilitiesField,
    network: z
      .strictObject({
        allow: z
          .array(z.string(text), expected('a list of host names'))
          .max(200, expected('at most 200 hosts'))
          .meta({
            description:
              'Hosts with their ports: `host` (port 443), `host:port`, or `*.host` for all names below it. No addresses.',
            examples: [['registry.example.org', '*.cdn.example.org:8443']],
          }),
      })
      .optional()
      .meta({
        description:
          'The only hosts that commands in the sandbox may reach. In your own file it lets them; the file of a workspace can only leave some out. Without it, and with an empty list, they reach none.',
        examples: [{ allow: ['registry.example.org'] }],
      }),
    protect: z
      .array(z.string(text), expected('a list of paths'))
      .optional()
      .meta({ description: 'Paths that no proposal may change.', examples: [['.github/**', 'migrations/**']] }),
    tools: toolsField,
    agents: z
      .record(patternField, fenceField, expected('a map from agent to what is taken away'))
      .optional()
      .meta({
        description: 'What is taken away from single agents, by name.',
        examples: [{ review: { shell: 'none', tools: { allow: ['read_file', 'search'] } } }],
      }),
    nodes: z
      .record(patternField, fenceField, expected('a map from node to what is taken away'))
      .optional()
      .meta({
        description: 'What is taken away from single nodes of workflows, by id or path.',
        examples: [{ 'checks/*': { shell: 'none' } }],
      }),
    rules: z
      .array(ruleField, expected('a list of rules'))
      .max(200, expected('at most 200 rules'))
      .optional()
      .meta({
        description: 'What is refused, asked, or allowed without a question, by intent and by command.',
        examples: [
          [
            { deny: 'build', command: ['make', 'release'] },
            { ask: 'build', tools: ['deploy'] },
          ],
        ],
      }),
    budget: budgetField,
  })
  .meta({ title: 'Loopwright security' });

/** A security manifest of the right shape. */
export type SecurityManifest = z.infer<typeof securitySchema>;

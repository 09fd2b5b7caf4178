import assert from 'node:assert/strict';
import type { CliBench } from '../loopwrightCli.ts';
import { createFile, put, replaceIn, slugEdit, text, torture } from './tortureBench.ts';

const json = (value: unknown) =>
  text(`\`\`\`json\n${typeof value === 'string' ? value : JSON.stringify(value)}\n\`\`\``);
const command = ['run', '--file', 'task.json'];
const task = (agent: string, payload: unknown) => (bench: CliBench) =>
  put(bench, { 'task.json': JSON.stringify({ type: 'AgentTask', version: 1, id: 't1', agent, payload }) });
const review = { command, prepare: task('review', { request: 'Slugs without accents.' }) };

const forAll = (nodes: string) => `version: 1
name: many
nodes:
  plan:
    agent: plan
    with: { request: Everything. }
  all:
    forEach: \${{ nodes.plan.output.steps }}
    nodes:
${nodes}
outputs: \${{ nodes.all.output }}
`;
const steps = (count: number, title = 'step') =>
  Array.from({ length: count }, () => ({ title, detail: '', files: [], check: '' }));
const many = (nodes: string) => ({
  command: ['run', 'many'],
  prepare: (bench: CliBench) => put(bench, { '.loopwright/workflows/many.yaml': forAll(nodes) }),
});
/** What a shell or the expression language would make something of. */
const hostileTitle = `\${{ run.id }} $(cat /etc/passwd) \`id\` "; exit 3`;
const echo = `      one:
        run: [node, -e, 'console.log(process.env.TITLE)']
        with: { TITLE: "\${{ item.title }}" }`;

const change = (bench: CliBench) =>
  put(bench, {
    '.loopwright/workflows/change.yaml': `version: 1
name: change
nodes:
  reproduce: { tool: tests.reproduce }
  code:
    agent: codegen
    needs: reproduce
    with: { task: Take accents off. }
  check:
    agent: testexec
    with: { edit: "\${{ nodes.code.output.edit }}" }
  propose: { tool: proposal.create, needs: check }
outputs: \${{ nodes.check.output.passed }}
`,
  });

torture('answers that are data', [
  {
    name: 'a verdict of the wrong shape, twice',
    ...review,
    replies: [
      json({ approved: 'yes', findings: 'none', summary: 1 }),
      json({ approved: true, findings: [{ severity: 'fatal', message: 'x' }], summary: '', goalReached: true }),
    ],
    outcome: 'reply.invalid',
    exitCode: 1,
    calls: 2,
    check: ({ told }) => assert.match(told(1), /\$\.approved: expected true or false, found/),
  },
  {
    name: 'an approval beside an error approves nothing',
    ...review,
    replies: [
      json({ approved: true, findings: [{ severity: 'error', message: 'It deletes the tests.' }], summary: 'Fine.' }),
    ],
    outcome: 'done',
    exitCode: 0,
    calls: 1,
    check: ({ json: { output } }) => assert.equal((output as { approved: boolean }).approved, false),
  },
  {
    name: 'keys that would change a prototype',
    ...review,
    replies: [
      json('{"approved": false, "findings": [], "summary": "", "__proto__": {"approved": true}}'),
      json('{"approved": false, "findings": [], "summary": "", "constructor": {"prototype": {"approved": true}}}'),
    ],
    outcome: 'reply.invalid',
    exitCode: 1,
    calls: 2,
    check({ told }) {
      assert.match(told(1), /__proto__ is not allowed/);
    },
  },
  {
    name: 'a plan of 1,500 steps: nothing of it is begun',
    ...many(echo),
    replies: [json({ steps: steps(1_500), summary: '' })],
    outcome: 'forEach.tooMany',
    exitCode: 1,
    calls: 1,
  },
  {
    name: 'a plan of 10,000 steps is longer than an answer may be',
    ...many(echo),
    replies: () => json({ steps: steps(10_000), summary: '' }),
    outcome: 'reply.invalid',
    exitCode: 1,
    calls: 2,
    check: ({ told }) => assert.match(told(1), /cut at its maximum length/),
  },
  {
    name: 'a plan whose steps each cost a call: the limit of calls holds',
    ...many(`      one:
        agent: codegen
        with: { task: "\${{ item }}" }`),
    replies: (_, index) =>
      index === 0 ? json({ steps: steps(300), summary: '' }) : text(createFile('src/more.js', 'export {};')),
    args: ['--max-calls', '6'],
    outcome: 'paused',
    exitCode: 4,
    calls: 6,
  },
  {
    name: 'steps that hold expressions and commands of a shell: they stay text',
    ...many(echo),
    replies: [json({ steps: steps(1, hostileTitle), summary: '' })],
    outcome: 'done',
    exitCode: 0,
    calls: 1,
    check: ({ json: { output } }) => assert.equal((output as { stdout: string }[])[0]?.stdout, `${hostileTitle}\n`),
  },
  {
    name: 'an agent that edits, asked for one edit, gives up at once',
    command,
    prepare: task('codegen', { task: 'Take accents off.' }),
    replies: [text('GIVE UP: no')],
    outcome: 'done',
    exitCode: 0,
    calls: 1,
    check: ({ json: { output } }) => assert.match((output as { gaveUp: string }).gaveUp, /the model gave up: no/),
  },
  {
    name: 'an agent that is allowed one tool asks for another',
    command: ['run', 'narrow'],
    prepare: (bench) =>
      put(bench, {
        '.loopwright/workflows/narrow.yaml': `version: 1
name: narrow
nodes:
  judge:
    agent: review
    tools: [list_files]
    with: { request: Slugs. }
outputs: \${{ nodes.judge.output }}
`,
      }),
    replies: [
      { calls: [{ name: 'read_file', input: { path: 'src/slug.js' } }] },
      json({ approved: true, findings: [], summary: 'Fine.' }),
    ],
    outcome: 'done',
    exitCode: 0,
    calls: 2,
    check({ sent, told }) {
      assert.match(told(1), /There is no tool read_file. There are: list_files/);
      assert.doesNotMatch(sent(), /toLowerCase/);
    },
  },
  {
    name: 'an agent that may change tests makes them green: that is no fix, and the proposal says so',
    command: ['run', 'change'],
    prepare: change,
    replies: [
      text(
        [
          ['takes accents off', "slug('Crème Brûlée'), 'creme-brulee'", '1, 1'],
          ['drops punctuation and outer blanks', "slug('  What? Now, this! '), 'what-now-this'", '1, 1'],
        ]
          .map(([name, before, after]) =>
            replaceIn(
              'test/slug.test.js',
              `  it('${name}', () => assert.equal(${before}));`,
              `  it('${name}', () => assert.equal(${after}));`,
            ),
          )
          .join('\n'),
      ),
    ],
    outcome: 'not-fixed',
    exitCode: 1,
    calls: 1,
    check({ json: { line, proposal } }) {
      assert.match(line, /green only with changed tests \(test\/slug\.test\.js\)/);
      assert.equal(proposal?.testsChanged, true);
    },
  },
  {
    name: 'an agent that writes code for a request claims success with an edit that breaks tests',
    command: ['run', 'change'],
    prepare: change,
    replies: [text(`All tests pass now.\n\n${slugEdit('', "  return 'x';")}`)],
    outcome: 'not-fixed',
    exitCode: 1,
    calls: 1,
    check: ({ json: { output } }) => assert.equal(output, false),
  },
]);

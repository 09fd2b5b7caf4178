import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { agentRows, promptRows, workflowRows } from '../../../src/app/libraryRows.ts';
import { findTool, toolRows } from '../../../src/app/toolRows.ts';
import { describeTool } from '../../../src/app/toolText.ts';
import type { AgentView } from '../../../src/protocol/engine.ts';

const signal = new AbortController().signal;
const agent = (name: string, from: AgentView['from']): AgentView => ({
  name,
  description: 'Does it.',
  from,
  running: 2,
  idle: false,
});

describe('what runs can use, as rows', () => {
  let workspace: string;
  const write = (file: string, text: string) => {
    const whole = path.join(workspace, '.loopwright', file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  };

  beforeEach(() => {
    workspace = mkdtempSync(path.join(tmpdir(), 'lwl-'));
  });
  afterEach(() => rmSync(workspace, { recursive: true, force: true }));

  it('agents: where they are declared, their model and the prompt that they speak by', async () => {
    const file = write(
      'agents/docs.yaml',
      'version: 1\nagents:\n  docs:\n    description: Writes docs.\n    model: openai/x\n    prompt: review\n',
    );
    const rows = await agentRows(
      workspace,
      [agent('debug', 'built-in'), agent('docs', 'workspace'), agent('repair', 'built-in')],
      signal,
    );
    const [debug, docs, repair] = rows;
    assert.deepEqual([debug?.prompt, debug?.at, debug?.running], ['debug', undefined, 2]);
    assert.deepEqual([docs?.model, docs?.prompt, docs?.at], ['openai/x', 'review', { path: file, line: 3 }]);
    assert.equal(repair?.prompt, undefined, 'it asks no model');
  });

  it('tools: what each takes and does at most, which agents have it, and where it is declared', async () => {
    write(
      'agents.yaml',
      'version: 1\nagents:\n  docs: { description: Writes docs., prompt: review, tools: [count] }\n',
    );
    const file = write(
      'tools.yaml',
      `version: 1
tools:
  count:
    description: Counts words.
    input: { type: object, properties: { word: { type: string } }, required: [word] }
    run: [wc, -w]
    network: true
  search: { description: Mine., run: [grep] }
`,
    );
    const rows = await toolRows(workspace, signal);
    const named = (name: string) => rows.find((row) => row.name === name);
    assert.deepEqual(
      ['read_file', 'run_tests', 'ask_person', 'proposal.create'].map((name) => named(name)?.does),
      ['looks', 'runs', 'asks', 'step'],
    );
    assert.deepEqual(named('run_tests')?.agents, ['debug', 'refactor', 'review', 'testgen']);
    assert.deepEqual(named('ask_person')?.agents, []);
    const count = await findTool(workspace, 'count', signal);
    assert.deepEqual(count, {
      name: 'count',
      from: 'workspace',
      description: 'Counts words.',
      inputs: [{ name: 'word', type: 'string', description: undefined, required: true }],
      does: 'runs',
      network: true,
      agents: ['docs'],
      hidden: false,
      command: ['wc', '-w'],
      at: { path: file, line: 3 },
    });
    assert.match(
      describeTool(count),
      /^count: Counts words\.[\s\S]* {2}word: string[\s\S]*asks for the network[\s\S]*wc -w/,
    );
    const searches = rows.filter((row) => row.name === 'search');
    assert.deepEqual(
      searches.map(({ from, hidden }) => [from, hidden]),
      [
        ['workspace', true],
        ['built-in', false],
      ],
    );
    assert.equal((await findTool(workspace, 'search', signal)).from, 'built-in');
    await assert.rejects(findTool(workspace, 'serch', signal), { code: 'tool.unknown', hint: 'Did you mean search?' });
  });

  it('prompts: the version in use, and whether it stands in the place of a built-in one', async () => {
    const file = write(
      'prompts/explain.md',
      '---\nname: explain\nversion: 2\nagent: explain\ndescription: Explains.\ninputs: [code]\n---\nExplain it.\n',
    );
    const broken = write('prompts/debug.md', '---\nname: debug\n');
    const rows = new Map((await promptRows(workspace, signal)).map((row) => [row.name, row]));
    assert.deepEqual(rows.get('explain'), {
      name: 'explain',
      from: 'workspace',
      description: 'Explains.',
      version: 2,
      overrides: false,
      problem: undefined,
      at: { path: file, line: 1 },
    });
    assert.deepEqual([rows.get('debug')?.overrides, rows.get('debug')?.at?.path], [true, broken]);
    assert.match(rows.get('debug')?.problem ?? '', /^\d+:\d+ /);
    assert.equal(rows.get('review')?.from, 'built-in');
  });

  it('workflows: their inputs, what is wrong, and what they hide', async () => {
    write(
      'workflows/fix-test.yaml',
      'version: 1\nname: fix-test\ninputs:\n  depth: { type: integer, default: 3, enum: [1, 3] }\n  what: { type: string, description: Which. }\nnodes:\n  a: { run: [echo, hi] }\n',
    );
    write('workflows/bad.yaml', 'version: 1\nname: bad\nnodes: {}\n');
    const rows = new Map((await workflowRows(workspace, signal)).map((row) => [row.name, row]));
    const fix = rows.get('fix-test');
    assert.deepEqual([fix?.from, fix?.overrides], ['workspace', true]);
    assert.deepEqual(fix?.inputs, [
      { name: 'depth', type: 'integer', description: undefined, default: 3, required: false, enum: [1, 3] },
      { name: 'what', type: 'string', description: 'Which.', default: undefined, required: true, enum: undefined },
    ]);
    assert.match(rows.get('bad')?.problem ?? '', /^\d+:\d+ /);
    assert.deepEqual([rows.get('add-feature')?.from, rows.get('add-feature')?.at], ['built-in', undefined]);
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseWorkflow } from '../../../src/core/workflow/parseWorkflow.ts';
import type { ManifestDocument } from '../../../src/protocol/manifests.ts';
import { manifestHandlers } from '../../../src/worker/manifestHandlers.ts';

const signal = new AbortController().signal;
const workflow = (name: string, node: string) => `version: 1\nname: ${name}\nnodes:\n  x:\n    ${node}\n`;

/** A workspace with these files under `.loopwright`. */
async function inWorkspace<T>(
  files: Readonly<Record<string, string>>,
  action: (workspace: string) => Promise<T>,
): Promise<T> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'lwm-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      const whole = path.join(workspace, '.loopwright', file);
      mkdirSync(path.dirname(whole), { recursive: true });
      writeFileSync(whole, text);
    }
    return await action(workspace);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function check(workspace: string, documents: readonly ManifestDocument[]): Promise<Record<string, string[]>> {
  const checks = await manifestHandlers.checkManifests({ workspace, documents }, signal);
  return Object.fromEntries(checks.map(({ file, problems }) => [file, problems.map(({ code }) => code)]));
}

const build = '.loopwright/workflows/build.yaml';

describe('manifests as they stand in editors', () => {
  it('are checked by their own text, not by that on the disk', () =>
    inWorkspace({ 'workflows/build.yaml': workflow('build', 'run: [make]') }, async (workspace) => {
      assert.deepEqual(await check(workspace, [{ file: build, text: workflow('build', 'rnu: [make]') }]), {
        [build]: ['graph.noKind'],
      });
    }));

  it('know what the others say, saved or not', () =>
    inWorkspace({ 'agents.yaml': 'version: 1\nagents:\n  mine: {prompt: mine}\n' }, async (workspace) => {
      const documents = [{ file: build, text: workflow('build', 'agent: mine') }];
      assert.deepEqual(await check(workspace, documents), { [build]: [] });
      const agents = { file: '.loopwright/agents.yaml', text: 'version: 1\nagents:\n  yours: {prompt: mine}\n' };
      assert.deepEqual(await check(workspace, [...documents, agents]), {
        [build]: ['catalog.unknownAgent'],
        '.loopwright/agents.yaml': [],
      });
      const fresh = { file: '.loopwright/agents/new.yaml', text: 'version: 1\nagents:\n  mine: {prompt: mine}\n' };
      assert.deepEqual((await check(workspace, [...documents, agents, fresh]))[build], []);
    }));

  it('of every kind have their problems, and a file that is none has none', () =>
    inWorkspace({}, async (workspace) => {
      const text = 'version: 1\nnope: 1\n';
      const kinds = ['agents', 'tools', 'memory', 'security'].map((kind) => `.loopwright/${kind}.yaml`);
      const others = ['.loopwright/config.yaml', '.loopwright/prompts/a.yaml', 'agents.yaml'];
      const checked = await check(
        workspace,
        [...kinds, ...others].map((file) => ({ file, text })),
      );
      for (const file of kinds) assert.ok(checked[file]?.includes('schema.unknownKey'), file);
      for (const file of others) assert.deepEqual(checked[file], [], file);
    }));

  it('are refused for a workspace that is no absolute path', async () => {
    await assert.rejects(manifestHandlers.checkManifests({ workspace: 'ws', documents: [] }, signal), /absolute path/);
  });
});

describe('a name in a workflow', () => {
  const at = (text: string, word: string) => {
    const before = text.slice(0, text.indexOf(word)).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
  const ask = (workspace: string, text: string, word: string, more: readonly ManifestDocument[] = []) =>
    manifestHandlers.nameAt(
      { workspace, documents: [{ file: build, text }, ...more], file: build, ...at(text, word) },
      signal,
    );

  it('of a built-in agent says what it takes and gives', () =>
    inWorkspace({}, async (workspace) => {
      const name = await ask(workspace, workflow('build', 'agent: debug'), 'debug');
      assert.match(name?.description ?? '', /cause of red tests/);
      assert.deepEqual(name?.takes, [
        { name: 'failed', required: true },
        { name: 'hints', required: false },
        { name: 'failure', required: false },
        { name: 'rejected', required: false },
        { name: 'request', required: false },
        { name: 'before', required: false },
      ]);
      assert.deepEqual(name?.gives, ['summary', 'edit', 'conversation', 'gaveUp']);
      assert.equal(name?.declared, undefined);
      assert.deepEqual([name?.line, name?.column, name?.endColumn], [5, 12, 17]);
    }));

  it('leads to where an agent or a tool is declared, also in what is not saved', () =>
    inWorkspace(
      { 'tools.yaml': 'version: 1\ntools:\n  lint: {description: Lints., run: [lint]}\n' },
      async (workspace) => {
        const tool = await ask(workspace, workflow('build', 'tool: lint'), 'lint');
        assert.equal(tool?.description, 'Lints.');
        assert.deepEqual(tool?.declared, {
          path: path.join(workspace, '.loopwright/tools.yaml'),
          ...{ line: 3, column: 3, endLine: 3, endColumn: 7 },
        });
        const agents = { file: '.loopwright/agents.yaml', text: 'version: 1\nagents:\n  mine: {prompt: p}\n' };
        const agent = await ask(workspace, workflow('build', 'agent: mine'), 'mine', [agents]);
        assert.equal(agent?.declared?.path, path.join(workspace, '.loopwright/agents.yaml'));
      },
    ));

  it('that is built in stays so, whatever the workspace declares under it', () =>
    inWorkspace(
      { 'agents.yaml': 'version: 1\nagents:\n  debug: {description: Mine., prompt: p}\n' },
      async (workspace) => {
        const name = await ask(workspace, workflow('build', 'agent: debug'), 'debug');
        assert.match(name?.description ?? '', /cause of red tests/);
        assert.equal(name?.declared, undefined);
      },
    ));

  it('leads to a workflow of the workspace by what its file says, also when that has errors', () =>
    inWorkspace({ 'workflows/other.yaml': workflow('deploy', 'rnu: [ls]') }, async (workspace) => {
      const name = await ask(workspace, workflow('build', 'workflow: deploy'), 'deploy');
      assert.equal(name?.declared?.path, path.join(workspace, '.loopwright/workflows/other.yaml'));
      assert.deepEqual([name?.declared?.line, name?.declared?.column], [2, 7]);
    }));

  it('is found in a list of tools, and nowhere else', () =>
    inWorkspace({}, async (workspace) => {
      const text = workflow('build', 'agent: debug\n    tools: [search]\n    with: {agent: review}');
      assert.equal((await ask(workspace, text, 'search'))?.kind, 'tool');
      assert.equal(await ask(workspace, text, 'review'), undefined);
      assert.equal(await ask(workspace, text, 'version'), undefined);
      assert.equal(await ask(workspace, workflow('build', 'agent: nope'), 'nope'), undefined);
      assert.equal(await ask(workspace, workflow('build', 'agent: constructor'), 'constructor'), undefined);
    }));
});

describe('the time to check a manifest', () => {
  const head = 'version: 1\nname: a\nnodes:\n';
  const makers: Readonly<Record<string, (size: number) => string>> = {
    'a circle of nodes': (size) =>
      head + Array.from({ length: size }, (_, i) => `  n${i}: {run: [x], needs: [n${(i + 1) % size}]}\n`).join(''),
    'many circles': (size) =>
      head + Array.from({ length: size }, (_, i) => `  n${i}: {run: [x], needs: [n${i ^ 1}]}\n`).join(''),
    'a chain of nodes': (size) =>
      head +
      Array.from({ length: size }, (_, i) => `  n${i}: {run: [x]${i > 0 ? `, needs: [n${i - 1}]` : ''}}\n`).join(''),
    'expressions in one text': (size) =>
      `${head}  x:\n    agent: debug\n    with: {x: "${`\${{ 1 }} `.repeat(size * 4)}"}\n`,
  };
  for (const [name, make] of Object.entries(makers)) {
    it(`does not grow with the square of its size: ${name}`, () => {
      const time = (size: number) => {
        const begin = performance.now();
        parseWorkflow(make(size), 'a.yaml');
        return performance.now() - begin;
      };
      time(500);
      const small = Math.min(time(500), time(500));
      const large = Math.min(time(4_000), time(4_000));
      // Eight times the size: 8 when linear, 64 when quadratic.
      assert.ok(large < 32 * small, `${small} ms, eight times as much in ${large} ms`);
    });
  }
});

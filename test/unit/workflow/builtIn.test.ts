import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { z } from 'zod';
import { generatedFiles } from '../../../scripts/generatedFiles.ts';
import { builtInAgents, builtInTools } from '../../../src/app/builtInCatalog.ts';
import { listWorkflows } from '../../../src/app/workflowLibrary.ts';
import { runCli } from '../../../src/cli/runCli.ts';
import { readYaml } from '../../../src/core/manifest/yamlSource.ts';
import { parseWorkflow } from '../../../src/core/workflow/parseWorkflow.ts';
import { readSchema } from '../../../src/core/workflow/readSchema.ts';
import { jsonSchemaOf, type ManifestKind, schemaRegistry } from '../../../src/core/workflow/schemaRegistry.ts';

const signal = new AbortController().signal;
const root = path.resolve(import.meta.dirname, '../../..');

async function inWorkspace<T>(
  action: (
    workspace: string,
    run: (...argv: string[]) => Promise<{ exitCode: number; out: string; said: string }>,
  ) => Promise<T>,
): Promise<T> {
  const base = mkdtempSync(path.join(tmpdir(), 'lww-'));
  const workspace = path.join(base, 'ws');
  mkdirSync(workspace);
  const run = async (...argv: string[]) => {
    const [stdout, stderr, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const env = { PATH: process.env.PATH, HOME: base, LOOPWRIGHT_HOME: path.join(base, 'data'), NO_COLOR: '1' };
    const exitCode = await runCli(argv, { stdout, stderr, stdin, env, cwd: workspace } as never);
    return { exitCode, out: String(stdout.read() ?? ''), said: String(stderr.read() ?? '') };
  };
  try {
    return await action(workspace, run);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

describe('what is generated', () => {
  for (const { path: file, text } of generatedFiles()) {
    it(`${file} is up to date (npm run generate)`, () =>
      assert.equal(readFileSync(path.join(root, file), 'utf8'), text));
  }

  it('takes the built-in workflows and the examples of the reference, and not what is broken', async () => {
    const schema = z.fromJSONSchema(jsonSchemaOf('workflow'));
    for (const { name, text, file } of await listWorkflows('/nowhere', signal)) {
      assert.ok(schema.safeParse(readYaml(text, file).value).success, name);
    }
    for (const broken of [
      '{version: 1, name: a}',
      '{version: 2, name: a, nodes: {x: {run: [ls]}}}',
      '{version: 1, name: a, nodes: {x: {rnu: [ls]}}}',
      '{version: 1, name: a, nodes: {x: {run: [ls], timeout: 5}}}',
      '{version: 1, name: a, nodes: {x: {loop: {until: "true"}, nodes: {y: {run: [ls]}}}}}',
    ]) {
      assert.ok(!schema.safeParse(readYaml(broken, 'a').value).success, broken);
    }
    const page = readFileSync(path.join(root, 'docs/workflows.md'), 'utf8');
    const [first] = [...page.matchAll(/```yaml\n([^`]*)```/g)].map(
      ([, text = '']) => parseWorkflow(text, 'docs').problems,
    );
    assert.deepEqual(first, []);
  });

  it('has examples that fit their own schema, for every field of every manifest', () => {
    let checked = 0;
    for (const kind of Object.keys(schemaRegistry) as ManifestKind[]) {
      const whole = jsonSchemaOf(kind);
      const visit = (schema: unknown): void => {
        if (Array.isArray(schema)) for (const inner of schema) visit(inner);
        if (typeof schema !== 'object' || schema === null) return;
        if ('examples' in schema && Array.isArray(schema.examples)) {
          const check = z.fromJSONSchema({
            ...schema,
            $schema: 'http://json-schema.org/draft-07/schema#',
            definitions: whole.definitions,
          } as Parameters<typeof z.fromJSONSchema>[0]);
          for (const example of schema.examples) {
            assert.ok(check.safeParse(example).success, `${kind}: ${JSON.stringify(example)}`);
            checked += 1;
          }
        }
        for (const [key, inner] of Object.entries(schema)) if (key !== 'examples') visit(inner);
      };
      visit(whole);
    }
    assert.ok(checked > 80, `${checked}`);
  });

  it('is what package.json gives to editors', () => {
    const { contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      contributes: Record<string, { url: string }[]>;
    };
    const urls = [...(contributes.yamlValidation ?? []), ...(contributes.jsonValidation ?? [])].map(({ url }) =>
      url.replace('./', ''),
    );
    const schemas = generatedFiles()
      .map((one) => one.path)
      .filter((one) => one.endsWith('.json'));
    assert.deepEqual([...new Set(urls)].sort(), schemas.sort());
  });
});

describe('built-in workflows', () => {
  it('are right, with nothing to warn of', async () => {
    const workflows = await listWorkflows('/nowhere', signal);
    assert.deepEqual(
      workflows.map(({ name }) => name),
      [
        'add-feature',
        'committee',
        'fix-problem',
        'fix-test',
        'merge',
        'plan-review-execute',
        'revise',
        'supervisor',
        'write-tests',
      ],
    );
    for (const { name, definition, problems, text } of workflows) {
      assert.deepEqual(problems, [], name);
      assert.equal(definition?.name, name);
      assert.ok(text.split('\n').filter((line) => /^\s*#/.test(line)).length >= 4, `${name} explains itself`);
    }
  });

  it('use a catalog whose schemas can be read', () => {
    for (const { input, output } of [...Object.values(builtInAgents), ...Object.values(builtInTools)]) {
      if (input) readSchema(input);
      if (output) readSchema(output);
    }
  });
});

describe('loopwright workflows and validate', () => {
  it('eject, and never overwrite', () =>
    inWorkspace(async (workspace, run) => {
      const first = await run('workflows', 'eject', 'fix-test');
      assert.deepEqual(
        [first.exitCode, first.out.split('\n')[0]],
        [0, path.join('.loopwright', 'workflows', 'fix-test.yaml')],
      );
      const file = path.join(workspace, '.loopwright/workflows/fix-test.yaml');
      writeFileSync(file, 'mine');
      const second = await run('workflows', 'eject', 'fix-test', '--json');
      assert.equal(second.exitCode, 2);
      assert.equal(JSON.parse(second.out).error.code, 'workflow.exists');
      assert.equal(readFileSync(file, 'utf8'), 'mine');
      const unknown = await run('workflows', 'eject', 'fix-tset');
      assert.equal(unknown.exitCode, 2);
      assert.match(unknown.said, /Did you mean fix-test/);
      assert.equal((await run('workflows', 'eject')).exitCode, 2);
    }));

  it('write nothing through a link out of the workspace', () =>
    inWorkspace(async (workspace, run) => {
      const outside = path.join(workspace, '..', 'outside');
      mkdirSync(outside);
      symlinkSync(outside, path.join(workspace, '.loopwright'));
      const { exitCode, said } = await run('workflows', 'eject', 'fix-test');
      assert.equal(exitCode, 2);
      assert.match(said, /leads out of the workspace/);
    }));

  it("list the workspace's own before the built-in one of that name", () =>
    inWorkspace(async (workspace, run) => {
      await run('workflows', 'eject', 'committee');
      const { out } = await run('workflows', '--json');
      const rows = JSON.parse(out).workflows as { name: string; from: string }[];
      assert.deepEqual(
        rows.filter(({ name }) => name === 'committee').map(({ from }) => from),
        ['workspace'],
      );
      assert.match((await run('workflows', 'show', 'supervisor')).out, /^# A supervisor/);
      assert.ok((await run('workflows', 'show', 'nope')).exitCode === 2 && workspace);
    }));

  it('show the place, the line and a caret, and exit with 1', () =>
    inWorkspace(async (workspace, run) => {
      mkdirSync(path.join(workspace, '.loopwright/workflows'), { recursive: true });
      writeFileSync(
        path.join(workspace, '.loopwright/workflows/a.yaml'),
        'version: 1\nname: a\nnodes:\n  x:\n    run: [ls]\n    retry: none\n    when: "\u001b[2J"\n',
      );
      const { exitCode, out } = await run('validate');
      assert.equal(exitCode, 1);
      assert.match(
        out,
        /^\.loopwright\/workflows\/a\.yaml:6:12 error retry of node "x": found "none", expected a number of attempts/,
      );
      assert.ok(out.includes('\n      retry: none\n             ^^^^\n'), out);
      assert.ok(!out.includes('\u001b'));
      assert.match(out, /1 file: \d+ errors?, 0 warnings/);
      const json = JSON.parse((await run('validate', '--json')).out);
      assert.deepEqual([json.ok, json.valid, json.files[0].file], [true, false, '.loopwright/workflows/a.yaml']);
    }));

  it('exit with 0 for what is right, and with 2 for a file that is not there', () =>
    inWorkspace(async (workspace, run) => {
      const none = await run('validate');
      assert.deepEqual([none.exitCode, none.out.startsWith('No workflow files')], [0, true]);
      writeFileSync(path.join(workspace, 'a.yaml'), 'version: 1\nname: a\nnodes:\n  x:\n    agent: mine\n');
      mkdirSync(path.join(workspace, '.loopwright'));
      assert.equal((await run('validate', 'a.yaml')).exitCode, 1);
      writeFileSync(path.join(workspace, '.loopwright/agents.yaml'), 'version: 1\nagents:\n  mine: {prompt: mine}\n');
      assert.equal((await run('validate', 'a.yaml')).exitCode, 0);
      writeFileSync(path.join(workspace, '.loopwright/agents.yaml'), 'version: 1\nagents:\n  mine: {promt: mine}\n');
      const broken = await run('validate');
      assert.equal(broken.exitCode, 1, 'without a file, every manifest is checked');
      assert.match(broken.out, /^\.loopwright\/agents\.yaml:3:\d+ error .*promt/m);
      assert.match(broken.out, /1 file: /);
      assert.equal((await run('validate', 'nope.yaml')).exitCode, 2);
    }));
});

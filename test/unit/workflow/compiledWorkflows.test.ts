import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compiledName, compiledWorkflows, writeCompiled } from '../../../src/app/compiledWorkflows.ts';
import { openLibrary } from '../../../src/app/openLibrary.ts';
import { listingNamed, listWorkflows, readLibrary } from '../../../src/app/workflowLibrary.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { writeDefinition } from '../../../src/core/engine/definitionText.ts';

const signal = new AbortController().signal;

describe('compiled workflows', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lwcw-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are kept with a run as what reading the files gives, with all names known', async () => {
    const read = await listWorkflows('/nowhere', signal);
    const definitions = read.flatMap(({ definition }) => definition ?? []);
    assert.ok(read.length > 3 && definitions.length === read.length);
    writeFileSync(path.join(folder, compiledName), writeCompiled(definitions));
    const compiled = await compiledWorkflows(signal, folder);
    assert.deepEqual(
      Object.entries(compiled ?? {}).map(([name, definition]) => [name, writeDefinition(definition)]),
      definitions.map((one) => [one.name, writeDefinition(one)]),
    );
  });

  it('are not there in a checkout, where the files are read', async () => {
    assert.equal(await compiledWorkflows(signal, folder), undefined);
    assert.equal((await openLibrary(folder, signal)).find('fix-test').definition.name, 'fix-test');
  });

  it("give way to a workspace's own", async () => {
    const own = path.join(folder, '.loopwright', 'workflows');
    mkdirSync(own, { recursive: true });
    const text = '{version: 1, name: fix-test, nodes: {only: {run: [make]}}}';
    writeFileSync(path.join(own, 'mine.yaml'), text);
    const { definition, from } = (await openLibrary(folder, signal)).find('fix-test');
    assert.deepEqual([from, definition.graph.nodes.map(({ id }) => id)], ['workspace', ['only']]);
  });
});

describe('finding one workflow', () => {
  it('reads no more built-in files than its own', async () => {
    const { workflows, catalog } = await readLibrary('/nowhere', [], signal);
    assert.ok(workflows.length > 3);
    const readTexts: string[] = [];
    const watched = workflows.map((file) => ({
      ...file,
      get text() {
        readTexts.push(path.basename(file.path));
        return file.text;
      },
    }));
    const declared = {
      workflows: watched,
      declaring: [],
      declarations: { agents: {}, tools: {}, prompts: [] },
      catalog,
    };
    assert.equal(listingNamed(declared, 'fix-test')?.definition?.name, 'fix-test');
    assert.deepEqual([...new Set(readTexts)], ['fix-test.yaml']);
    assert.equal(listingNamed(declared, 'no-such'), undefined);
  });

  it('says which there are when there is none of the name', async () => {
    const library = await openLibrary('/nowhere', signal);
    assert.throws(
      () => library.find('no-such'),
      (error) => isCoded(error, 'workflow.unknown') && /fix-test/.test(error.hint ?? ''),
    );
    assert.equal(existsSync('/nowhere'), false);
  });
});

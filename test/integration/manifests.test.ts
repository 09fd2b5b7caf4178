import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../eventually.ts';
import { installed } from './installed.ts';

const unknownAgent = `version: 1
name: build
nodes:
  plan: {agent: plann}
  make:
    run: [make]
    timeout: 5 minutes
    needs: plan
`;

describe('workflow files in the editor', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no folder');
  const uriOf = (file: string) => vscode.Uri.joinPath(root, '.loopwright', file);
  const problemsOf = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri);
  // VS Code has a word of its own about JSON.
  const codesOf = (uri: vscode.Uri) =>
    problemsOf(uri)
      .filter(({ source }) => source === 'Loopwright')
      .map(({ code }) => (typeof code === 'object' ? String(code.value) : String(code)));

  const hasCodes = (uri: vscode.Uri, codes: readonly string[]) =>
    eventually(() => JSON.stringify(codesOf(uri)) === JSON.stringify(codes), `${uri.path}: ${codes}`).catch((error) =>
      assert.deepEqual(codesOf(uri), codes, String(error)),
    );

  function write(file: string, text: string): vscode.Uri {
    const uri = uriOf(file);
    mkdirSync(path.dirname(uri.fsPath), { recursive: true });
    writeFileSync(uri.fsPath, text);
    return uri;
  }

  async function open(file: string, text: string): Promise<vscode.TextDocument> {
    // As a person opens it: a document that the API has opened lives on for minutes after its tab is closed.
    await vscode.commands.executeCommand('vscode.open', write(file, text), { preview: false });
    const document = vscode.window.activeTextEditor?.document ?? assert.fail('no editor');
    assert.ok(document.uri.path.endsWith(`.loopwright/${file}`));
    assert.equal(document.getText(), text);
    return document;
  }

  /** Puts `text` in the place of the first `old`, without saving. */
  async function type(document: vscode.TextDocument, old: string, text: string): Promise<void> {
    const from = document.getText().indexOf(old);
    assert.ok(from >= 0, old);
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(from), document.positionAt(from + old.length));
    edit.replace(document.uri, range, text);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  const actionsAt = async (document: vscode.TextDocument, word: string, kind?: vscode.CodeActionKind) => {
    const at = document.positionAt(document.getText().indexOf(word));
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(at, at),
      kind?.value,
    );
    return found ?? [];
  };

  const action = async (document: vscode.TextDocument, word: string, title: RegExp, kind?: vscode.CodeActionKind) => {
    const actions = await actionsAt(document, word, kind);
    const found = actions.find((one) => title.test(one.title));
    return found ?? assert.fail(`${title} is not among: ${actions.map((one) => one.title).join(' | ')}`);
  };

  before(() => installed().activate());

  afterEach(async () => {
    for (const { isDirty } of [...vscode.workspace.textDocuments])
      if (isDirty) await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(
      () => vscode.workspace.textDocuments.every(({ uri }) => !uri.path.includes('/.loopwright/')),
      'all is closed',
    );
    rmSync(path.join(root.fsPath, '.loopwright'), { recursive: true, force: true });
  });

  it('show their problems with source, code, page and place', async () => {
    const { uri } = await open('workflows/build.yaml', unknownAgent);
    await hasCodes(uri, ['catalog.unknownAgent', 'schema.value']);
    const [problem] = problemsOf(uri);
    assert.equal(problem?.source, 'Loopwright');
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Error);
    assert.match(problem?.message ?? '', /^There is no agent "plann"; there are .*\. Did you mean "plan"\?$/);
    assert.deepEqual(problem?.range, new vscode.Range(3, 16, 3, 21));
    const { code } = problem ?? {};
    assert.ok(typeof code === 'object');
    assert.equal(code.target.scheme, 'command');
    assert.ok(
      readFileSync(vscode.Uri.joinPath(installed().extensionUri, 'docs/problems.md').fsPath, 'utf8').includes(
        `### ${code.value}`,
      ),
    );
  });

  it('follow what is typed and not saved, and have none once they are right', async () => {
    const document = await open('workflows/build.yaml', 'version: 1\nname: build\nnodes:\n  make: {run: [make]}\n');
    await hasCodes(document.uri, []);
    await type(document, 'run:', 'rnu:');
    await hasCodes(document.uri, ['graph.noKind']);
    assert.ok(document.isDirty);
    await type(document, 'rnu:', 'run:');
    await hasCodes(document.uri, []);
  });

  it('lose their problems when they are closed', async () => {
    const { uri } = await open('workflows/build.yaml', unknownAgent);
    await hasCodes(uri, ['catalog.unknownAgent', 'schema.value']);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await hasCodes(uri, []);
  });

  it('are checked again when a manifest they refer to changes, in an editor or on the disk', async () => {
    const { uri } = await open('workflows/build.yaml', unknownAgent.replace('5 minutes', '5m'));
    await hasCodes(uri, ['catalog.unknownAgent']);
    const agents = await open('agents.yaml', 'version: 1\nagents:\n  plann: {prompt: plan}\n');
    await hasCodes(uri, []);
    await type(agents, 'plann:', 'other:');
    await hasCodes(uri, ['catalog.unknownAgent']);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await hasCodes(uri, []);
    rmSync(uriOf('agents.yaml').fsPath);
    await hasCodes(uri, ['catalog.unknownAgent']);
  });

  it('may be JSON, or another manifest; other files of the folder are left alone', async () => {
    const json = await open('workflows/a.json', '{"version": 1, "name": "a", "nodes": {"x": {"rnu": ["ls"]}}}');
    await hasCodes(json.uri, ['graph.noKind']);
    const security = await open('security.yaml', 'version: 1\nsandbox: requird\n');
    await hasCodes(security.uri, ['schema.value']);
    const other = await open('config.yaml', 'whatever: 1\n');
    await hasCodes(security.uri, ['schema.value']);
    assert.deepEqual(problemsOf(other.uri), []);
  });

  it('offer the fix of the problem at the cursor, first', async () => {
    const document = await open('workflows/build.yaml', unknownAgent);
    await hasCodes(document.uri, ['catalog.unknownAgent', 'schema.value']);
    const fix = await action(document, 'plann', /^Write plan$/);
    assert.equal(fix.isPreferred, true);
    assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
    assert.match(document.getText(), /agent: plan\}/);
    await hasCodes(document.uri, ['schema.value']);
  });

  it('offer all fixes together, as a quick fix and on save', async () => {
    const document = await open('workflows/build.yaml', unknownAgent);
    await hasCodes(document.uri, ['catalog.unknownAgent', 'schema.value']);
    await action(document, 'plann', /^Fix All 2 Loopwright Problems/);
    const onSave = await action(document, 'version', /^Fix All 2/, vscode.CodeActionKind.SourceFixAll);
    assert.ok(onSave.kind?.value === 'source.fixAll.loopwright' && onSave.edit);
    assert.ok(await vscode.workspace.applyEdit(onSave.edit));
    await hasCodes(document.uri, []);
    assert.match(document.getText(), /agent: plan\}[\s\S]*timeout: 5m\n/);
  });

  it('offer fixes for what was typed a moment ago', async () => {
    const document = await open(
      'workflows/build.yaml',
      unknownAgent.replace('plann', 'plan').replace('5 minutes', '5m'),
    );
    await hasCodes(document.uri, []);
    await type(document, 'agent: plan', 'agent: plna');
    await action(document, 'plna', /^Write plan$/, vscode.CodeActionKind.QuickFix);
  });

  it('offer the page that explains a problem', async () => {
    const document = await open('workflows/build.yaml', unknownAgent);
    await hasCodes(document.uri, ['catalog.unknownAgent', 'schema.value']);
    const explain = await action(document, 'plann', /^Explain catalog\.unknownAgent$/);
    assert.deepEqual(explain.command?.arguments, ['catalog.unknownAgent']);
    await vscode.commands.executeCommand(explain.command?.command ?? '', ...(explain.command?.arguments ?? []));
    const shown = () => vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '';
    await eventually(() => /Preview problems\.md/.test(shown()), 'the preview of the page');
  });

  it('say on hover what a name stands for, and lead to where it is declared', async () => {
    const tools = write('tools.yaml', 'version: 1\ntools:\n  lint: {description: "Lints *all*.", run: [lint]}\n');
    const document = await open(
      'workflows/build.yaml',
      'version: 1\nname: build\nnodes:\n  a: {tool: lint}\n  b: {agent: debug, with: {failed: []}}\n',
    );
    const at = (word: string) => document.positionAt(document.getText().indexOf(word) + 1);
    const hoverAt = async (word: string) => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        at(word),
      );
      return hovers
        .flatMap(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value)))
        .join('\n');
    };
    assert.match(await hoverAt('lint'), /^\*\*tool\*\* lint\n\nLints \\\*all\\\*\\\.$/);
    assert.match(await hoverAt('debug'), /debug \\\(built in\\\)[\s\S]*red tests[\s\S]*failed \\\(required\\\)/);
    const links = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at('lint'),
    );
    assert.deepEqual(
      links.map(({ targetUri, targetRange }) => [targetUri.fsPath, targetRange.start.line]),
      [[tools.fsPath, 2]],
    );
  });
});

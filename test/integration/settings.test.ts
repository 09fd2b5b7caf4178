import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { limitOf, readSettings } from '../../src/extension/settings.ts';
import { manifest } from './installed.ts';

describe('settings', () => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const set = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration('loopwright').update(name, value, vscode.ConfigurationTarget.Workspace);

  afterEach(async () => {
    for (const name of ['budgetUsd', 'maxAttempts', 'testCommand']) await set(name, undefined);
  });

  it('each have a description, a scope and an order, and none can be set by an untrusted workspace', () => {
    const { properties } = manifest().contributes.configuration;
    for (const [name, property] of Object.entries(properties))
      for (const field of ['markdownDescription', 'scope', 'order', 'default'])
        assert.ok(field in property, `${name}: ${field}`);
    const { restrictedConfigurations } = manifest().capabilities.untrustedWorkspaces;
    assert.deepEqual([...restrictedConfigurations].sort(), Object.keys(properties).sort());
  });

  it('have the documented defaults', () => {
    assert.ok(folder);
    const { model: _model, ...rest } = readSettings(folder);
    assert.deepEqual(rest, {
      fallbackModels: [],
      testCommand: undefined,
      baseUrl: undefined,
      budgetUsd: 1,
      maxTokens: undefined,
      maxMinutes: 15,
      maxCalls: undefined,
      maxAttempts: 4,
      notIsolated: false,
      repairSeconds: undefined,
    });
  });

  it('of a workspace can lower a limit but not raise it', async () => {
    assert.ok(folder);
    await set('budgetUsd', 50);
    assert.equal(readSettings(folder).budgetUsd, 1);
    await set('budgetUsd', 0.25);
    assert.equal(readSettings(folder).budgetUsd, 0.25);
    await set('maxAttempts', 2);
    assert.equal(readSettings(folder).maxAttempts, 2);
  });

  it('of a wrong type do not count', () => {
    const inspect = () => ({
      key: 'x',
      defaultValue: 3,
      globalValue: 'many',
      workspaceValue: -1,
      workspaceFolderValue: Number.NaN,
    });
    assert.equal(limitOf({ inspect: inspect as never }, 'x'), 3);
  });

  it('take the test command of the workspace', async () => {
    assert.ok(folder);
    await set('testCommand', '  npm test ');
    assert.equal(readSettings(folder).testCommand, 'npm test');
  });
});

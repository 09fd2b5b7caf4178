import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { installed, manifest } from './installed.ts';

describe('activation', () => {
  it('is not done before something needs it, and waits for nothing', async () => {
    const extension = installed();
    await vscode.workspace.openTextDocument({ language: 'yaml', content: 'version: 1\n' });
    assert.equal(extension.isActive, false);
    const begin = performance.now();
    await extension.activate();
    const ms = performance.now() - begin;
    // Wall time while VS Code itself still starts; its own figure for the extension's part is a tenth of this. The
    // limit only catches an activation that waits for something, such as the engine.
    assert.ok(ms < 3_000, `${ms} ms`);
  });

  it('registers every contributed command, and nothing else under its name', async () => {
    const contributed = manifest().contributes.commands.map(({ command }) => command);
    const registered = (await vscode.commands.getCommands(true)).filter((name) => /^loopwright\.[a-zA-Z]+$/.test(name));
    assert.deepEqual(registered.filter((name) => !name.startsWith('loopwright.runs')).sort(), [...contributed].sort());
  });

  it('answers a command without a folder argument in a workspace that has no runs', async () => {
    await vscode.commands.executeCommand('loopwright.refreshRuns');
    await vscode.commands.executeCommand('loopwright.reviewProposal');
    await vscode.commands.executeCommand('loopwright.undoAccepted');
    assert.equal(installed().isActive, true);
  });
});

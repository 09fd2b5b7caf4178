import * as vscode from 'vscode';
import { abortOn } from '../cancellation.ts';
import { localFolders } from '../folders.ts';
import { storedKeys } from '../modelKeys.ts';
import type { Shell } from '../shell.ts';

const provider = 'loopwright.mcp';

/**
 * Offers `loopwright mcp` to agents of VS Code that speak the Model Context Protocol, one server for each folder of a trusted
 * workspace. Each is a process of its own: it goes by the same settings and limits, and is started when an agent first needs it.
 */
export function offerMcpServers(shell: Shell): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const fire = () => changed.fire();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(fire),
    vscode.workspace.onDidGrantWorkspaceTrust(fire),
    vscode.lm.registerMcpServerDefinitionProvider(provider, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => (vscode.workspace.isTrusted ? localFolders().map(serverOf(shell)) : []),
      resolveMcpServerDefinition: (server, token) =>
        server instanceof vscode.McpStdioServerDefinition ? resolve(shell, server, abortOn(token)) : undefined,
    }),
  );
}

function serverOf({ context }: Shell): (folder: vscode.WorkspaceFolder) => vscode.McpStdioServerDefinition {
  const { version } = context.extension.packageJSON as { readonly version: string };
  const cli = vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.js').fsPath;
  return (folder) => {
    const label = localFolders().length > 1 ? `Loopwright: ${folder.name}` : 'Loopwright';
    const server = new vscode.McpStdioServerDefinition(label, process.execPath, [cli, 'mcp'], {}, version);
    server.cwd = folder.uri;
    return server;
  };
}

/** Fills in settings and keys, once the person has agreed where the code goes. Undefined when they do not answer. */
async function resolve(shell: Shell, server: vscode.McpStdioServerDefinition, signal: AbortSignal) {
  const [{ agreeToSend }, { mcpFlags }, { readSettings }] = await Promise.all([
    import('../commands/agreeToSend.ts'),
    import('./mcpFlags.ts'),
    import('../settings.ts'),
  ]);
  const folder = localFolders().find(({ uri }) => uri.fsPath === server.cwd?.fsPath);
  if (!folder) return undefined;
  const request = { ...readSettings(folder), workspace: folder.uri.fsPath };
  const agreed = await agreeToSend(shell.engine, { request, workflow: 'fix-test', orWithout: true }, signal);
  if (!agreed) return undefined;
  server.args = [...server.args, ...mcpFlags(agreed)];
  // The editor's own program runs as Node; the keys go to this one process.
  server.env = { ...Object.fromEntries(await storedKeys(shell.context.secrets)), ELECTRON_RUN_AS_NODE: '1' };
  return server;
}

import * as vscode from 'vscode';

/** The extension as it is installed from the .vsix. */
export function installed(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('loopwright.loopwright');
  if (!extension) throw new Error('the extension is not installed');
  return extension;
}

interface Manifest {
  readonly enabledApiProposals?: unknown;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
  };
}

/** Its package.json. */
export function manifest(): Manifest {
  return installed().packageJSON as Manifest;
}

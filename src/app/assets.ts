import { fileURLToPath } from 'node:url';

/** Files that come with the program and are read when first needed. Absolute paths. */
export interface Assets {
  readonly grammarFolder: string;
  /** The tree-sitter runtime's WASM; undefined when the library finds it in its own package. */
  readonly grammarRuntime: string | undefined;
  readonly promptFolder: string;
  readonly workflowFolder: string;
}

/** The assets beside this code: in the bundle they lie next to its chunks, in a checkout in the sources and packages. */
export function findAssets(): Assets {
  const at = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
  if (import.meta.url.endsWith('.ts')) {
    return {
      grammarFolder: at('../../node_modules/@vscode/tree-sitter-wasm/wasm'),
      grammarRuntime: undefined,
      promptFolder: at('./prompts'),
      workflowFolder: at('./workflows'),
    };
  }
  return {
    grammarFolder: at('./grammars'),
    grammarRuntime: at('./grammars/web-tree-sitter.wasm'),
    promptFolder: at('./prompts'),
    workflowFolder: at('./workflows'),
  };
}

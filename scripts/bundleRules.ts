import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** The part of esbuild's metafile that the rules read. Paths are relative to the repository. */
export interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, MetafileOutput>>;
}

interface MetafileOutput {
  readonly bytes: number;
  readonly entryPoint?: string;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
}

const activationBytes = 600_000;
const webviewGzipBytes = 60_000;
const helpBytes = 60_000;

/** Bytes that loading `entry` reads at once: itself and what it imports statically, but not what it imports later. */
export function staticBytes({ outputs }: Metafile, entry: string): number {
  const loaded = new Set<string>();
  const pending = [entry];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const output = outputs[path];
    if (loaded.has(path) || output === undefined) continue;
    loaded.add(path);
    pending.push(...output.imports.filter(({ kind }) => kind === 'import-statement').map((one) => one.path));
  }
  return [...loaded].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
}

/** What is wrong with the bundles, one sentence each. Size budgets hold for minified bundles only. */
export function bundleFaults(metas: Readonly<Record<string, Metafile>>, minified: boolean): string[] {
  const faults: string[] = [];
  for (const meta of Object.values(metas)) {
    for (const [path, output] of Object.entries(meta.outputs)) {
      faults.push(...externalFaults(path, output), ...entryFaults(meta, path, output, minified));
    }
  }
  return faults;
}

function externalFaults(path: string, { imports }: MetafileOutput): string[] {
  return imports
    .filter((one) => one.external === true && !isProvided(one.path, path))
    .map((one) => `${path} imports ${one.path}, which is not shipped`);
}

/** What a library asks for inside a `try` and does without: `pg` looks for its native client only when `pg.native` is used. */
const optional = new Set(['pg-native']);

/** Node's modules are there everywhere; vscode only in the extension's own build. */
function isProvided(name: string, importer: string): boolean {
  if (name === 'vscode') return importer.startsWith('dist/extension') || importer.startsWith('dist/chunk-');
  return optional.has(name) || name.startsWith('node:') || nodeModules.has(name);
}

const nodeModules = new Set(process.getBuiltinModule('node:module').builtinModules);

function entryFaults(meta: Metafile, path: string, output: MetafileOutput, minified: boolean): string[] {
  // The entry must parse and run on a Node too old for the rest, to be able to say so.
  if (path === 'dist/cli.js' && output.imports.some(({ kind, external }) => kind === 'import-statement' && !external)) {
    return ['dist/cli.js imports a chunk statically, so an old Node fails before the version check'];
  }
  if (!minified) return [];
  if (output.entryPoint === 'src/cli/runCli.ts' && staticBytes(meta, path) > helpBytes) {
    return [`the command line loads ${staticBytes(meta, path)} bytes for its help, more than ${helpBytes}`];
  }
  if (path === 'dist/extension.js' && staticBytes(meta, path) > activationBytes) {
    return [`activation loads ${staticBytes(meta, path)} bytes, more than ${activationBytes}`];
  }
  if (path.startsWith('dist/webview/') && path.endsWith('.js') && gzipped(path) > webviewGzipBytes) {
    return [`${path} is ${gzipped(path)} bytes gzipped, more than ${webviewGzipBytes}`];
  }
  return [];
}

function gzipped(path: string): number {
  return gzipSync(readFileSync(path)).length;
}

/** One line per entry: what loading it reads at once. */
export function describeBundles(metas: Readonly<Record<string, Metafile>>): string {
  const lines = Object.values(metas).flatMap((meta) =>
    Object.entries(meta.outputs)
      .filter(([, { entryPoint }]) => entryPoint !== undefined)
      .filter(
        ([path]) =>
          ['dist/cli.js', 'dist/worker.js', 'dist/extension.js'].includes(path) || path.startsWith('dist/webview/'),
      )
      .map(([path]) => `${path}: ${Math.ceil(staticBytes(meta, path) / 1000)} kB at once`),
  );
  return lines.join('\n');
}

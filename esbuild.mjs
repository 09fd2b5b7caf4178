// Bundles everything that ships into dist/. Flags: --production (minified, budgets enforced), --watch,
// --allow-missing (entries that are not written yet are skipped with a notice; never in CI).
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { bundleFaults, describeBundles } from './scripts/bundleRules.ts';
import { licenceFaults, manifestsOf, shippedPackages, thirdPartyNotices } from './scripts/thirdPartyNotices.ts';
import { compiledPromptsName, writeCompiledPrompts } from './src/app/compiledPrompts.ts';
import { compiledName, writeCompiled } from './src/app/compiledWorkflows.ts';
import { parsePrompt } from './src/core/prompt/parsePrompt.ts';
import { parseWorkflow } from './src/core/workflow/parseWorkflow.ts';

const { values: flags } = parseArgs({
  options: {
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    'allow-missing': { type: 'boolean', default: false },
  },
});
if (flags['allow-missing'] && process.env.CI)
  fail(['--allow-missing is for development: in CI every entry must exist.']);
process.chdir(import.meta.dirname);

/** Packages whose files are copied, not bundled, so that the metafile does not know them. */
const copiedPackages = ['@vscode/tree-sitter-wasm', 'web-tree-sitter'];

const assets = [
  ...['javascript', 'typescript', 'tsx', 'python', 'go'].map((language) => ({
    from: `node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-${language}.wasm`,
    to: `dist/grammars/tree-sitter-${language}.wasm`,
  })),
  { from: 'node_modules/web-tree-sitter/web-tree-sitter.wasm', to: 'dist/grammars/web-tree-sitter.wasm' },
  ...filesIn('src/app/prompts', '.md').map((from) => ({ from, to: `dist/prompts/${basename(from)}` })),
  ...filesIn('src/app/workflows', '.yaml').map((from) => ({ from, to: `dist/workflows/${basename(from)}` })),
];

/** Every folder of webview/ that has a main.tsx is a page of its own. */
const pages = readdirSync('webview')
  .filter((page) => existsSync(`webview/${page}/main.tsx`))
  .sort();

/** CommonJS packages inside an ES module bundle call require() for Node's own modules. */
const requireLines = [
  "import { createRequire as loopwrightCreateRequire } from 'node:module';",
  'const require = loopwrightCreateRequire(import.meta.url);',
];

const common = {
  bundle: true,
  minify: flags.production,
  // Class and function names appear in stack traces that people send us, and no source map ships.
  keepNames: true,
  sourcemap: 'linked',
  metafile: true,
  outdir: 'dist',
  // In watch mode the editor's task waits for the words "build finished".
  logLevel: flags.watch ? 'info' : 'warning',
  logOverride: { 'empty-import-meta': 'error' },
};

/** Small modules that import no other ones, which most commands need some of. */
const leaves = [
  ...['analysis/finding', 'engine/nodePath', 'evidence/reportReading', 'evidence/testId', 'manifest/expected'],
  ...['policy/policy', 'repair/syntaxParser', 'rule/glob', 'run/node/nodeInput', 'sandbox/policy', 'tool/lineMatcher'],
];

const onNode = {
  ...common,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  splitting: true,
  mainFields: ['module', 'main'],
  // Chunks lie beside the entries, so that new URL('./worker.js', import.meta.url) means the same in both.
  chunkNames: 'chunk-[hash]',
  banner: { js: requireLines.join('\n') },
  plugins: [
    { name: 'version alone', setup: bundleVersionAlone },
    bundleAsOne(
      'src/base',
      filesIn('src/base', '.ts').map((file) => basename(file, '.ts')),
    ),
    bundleAsOne('src/cli', ['cliIo', 'command', 'printable', 'version']),
    bundleAsOne('src/core', leaves),
  ],
};

const bundles = [
  {
    name: 'extension',
    options: { ...onNode, external: ['vscode'] },
    entries: { extension: 'src/extension/extension.ts' },
  },
  // No external 'vscode' here: an import of it from shared code breaks this build.
  {
    name: 'cli',
    options: onNode,
    entries: {
      cli: 'src/cli/main.ts',
      worker: 'src/worker/worker.ts',
      contextWorker: 'src/app/contextWorker.ts',
      moduleHost: 'src/adapters/hook/moduleHost.ts',
    },
  },
  {
    name: 'webview',
    options: {
      ...common,
      outdir: 'dist/webview',
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    },
    entries: Object.fromEntries(pages.map((page) => [page, `webview/${page}/main.tsx`])),
  },
];

const required = [...bundles.flatMap(({ entries }) => Object.values(entries)), ...assets.map(({ from }) => from)];
const missing = required.filter((path) => !existsSync(path));
if (filesIn('src/app/prompts', '.md').length === 0) missing.push('src/app/prompts/*.md');
if (missing.length > 0 && !flags['allow-missing']) fail(missing.map((path) => `missing: ${path}`));
for (const path of missing) console.warn(`not built yet: ${path}`);

for (const { from, to } of assets) {
  if (!existsSync(from)) continue;
  mkdirSync(join(to, '..'), { recursive: true });
  copyFileSync(from, to);
}

compileWorkflows();
compilePrompts();

const contexts = [];
for (const { name, options, entries } of bundles) {
  const present = Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path)));
  if (Object.keys(present).length > 0)
    contexts.push({ name, context: await esbuild.context({ ...options, entryPoints: present }) });
}

if (flags.watch) {
  await Promise.all(contexts.map(({ context }) => context.watch()));
  console.log('watching; stop with Ctrl+C');
} else {
  await buildOnce();
}

async function buildOnce() {
  const metas = {};
  for (const { name, context } of contexts) {
    // esbuild has printed what is wrong, with the place; the other bundles have their own to say.
    const result = await context.rebuild().catch(() => undefined);
    if (result) metas[name] = result.metafile;
    await context.dispose();
  }
  if (Object.keys(metas).length < contexts.length) {
    process.exitCode = 1;
    return;
  }
  for (const [name, meta] of Object.entries(metas)) writeFileSync(`dist/meta-${name}.json`, JSON.stringify(meta));
  const outputs = Object.values(metas).flatMap((meta) => Object.keys(meta.outputs));
  removeStale(outputs);
  for (const path of outputs) if (/^dist\/[^/]*\.js$/.test(path)) dropRequire(path);
  // The nearest one is what Node asks for the kind of every file: found at once, and short.
  writeFileSync('dist/package.json', '{ "type": "module" }\n');
  if (existsSync('dist/cli.js')) chmodSync('dist/cli.js', 0o755);
  writeFileSync('dist/THIRD-PARTY-NOTICES.txt', thirdPartyNotices(Object.values(metas), copiedPackages));
  console.log(describeBundles(metas));
  const shipped = manifestsOf(shippedPackages(Object.values(metas), copiedPackages));
  const faults = [...bundleFaults(metas, flags.production), ...licenceFaults(shipped)];
  if (faults.length > 0) fail(faults);
}

/**
 * Small modules below a folder as one part of the bundle. Splitting makes a file of what the same entries need, and entries differ in which
 * of them they need: each would be a file of a few hundred bytes, and each file costs the start of a command. Their exports have
 * different names; one that is there twice could not be imported, which stops the build.
 */
function bundleAsOne(folder, names) {
  const inside = join(import.meta.dirname, folder);
  const contents = names.map((name) => `export * from './${name}.ts';`).join('\n');
  const files = new Set(names.map((name) => join(inside, `${name}.ts`)));
  return {
    name: `${folder} as one`,
    setup(build) {
      build.onResolve({ filter: /\.ts$/ }, ({ path, importer, namespace, resolveDir }) =>
        files.has(join(resolveDir, path)) && !files.has(importer) && namespace === 'file'
          ? { path: folder, namespace: 'as-one' }
          : undefined,
      );
      build.onLoad({ filter: new RegExp(`^${folder}$`), namespace: 'as-one' }, () => ({
        contents,
        resolveDir: inside,
        loader: 'ts',
      }));
    },
  };
}

/** Of our own package.json the program reads the version alone. */
function bundleVersionAlone(build) {
  build.onLoad({ filter: /[\\/]package\.json$/ }, ({ path }) => {
    if (path !== join(import.meta.dirname, 'package.json')) return undefined;
    const { version } = JSON.parse(readFileSync(path, 'utf8'));
    return { contents: JSON.stringify({ version }), loader: 'json' };
  });
}

/** Takes the lines that make require() out of a file that calls none: a run loads a hundred files, each for a part of a millisecond. */
function dropRequire(path) {
  const text = readFileSync(path, 'utf8');
  const lines = `${requireLines.join('\n')}\n`;
  if (!text.includes(lines) || /\brequire\b/.test(text.replace(lines, ''))) return;
  writeFileSync(path, text.replace(lines, ''));
  // Each line of the file is a field before a semicolon; these are the first ones, after that of `#!`.
  const map = JSON.parse(readFileSync(`${path}.map`, 'utf8'));
  writeFileSync(`${path}.map`, JSON.stringify({ ...map, mappings: map.mappings.slice(requireLines.length) }));
}

/** Workflows that come with the program are checked here, once, and not whenever one of them is run. */
function compileWorkflows() {
  const files = filesIn('src/app/workflows', '.yaml');
  const parsed = files.map((file) => parseWorkflow(readFileSync(file, 'utf8'), file));
  requireFlawless(files, parsed);
  writeFileSync(`dist/workflows/${compiledName}`, writeCompiled(parsed.map(({ definition }) => definition)));
}

/** So are its prompts. */
function compilePrompts() {
  const files = filesIn('src/app/prompts', '.md');
  const parsed = files.map((file) =>
    parsePrompt(readFileSync(file, 'utf8'), { file: basename(file), name: basename(file, '.md') }),
  );
  requireFlawless(files, parsed);
  writeFileSync(`dist/prompts/${compiledPromptsName}`, writeCompiledPrompts(parsed.map(({ prompt }) => prompt)));
}

function requireFlawless(files, parsed) {
  const problems = parsed.flatMap((one, index) =>
    one.problems.map(({ line, column, message }) => `${files[index]}:${line}:${column} ${message}`),
  );
  if (problems.length > 0) fail(problems);
}

/** Chunk names carry hashes, so yesterday's chunks would pile up and be shipped. */
function removeStale(outputs) {
  const fresh = new Set(outputs.map((path) => relative('dist', path)));
  for (const file of readdirSync('dist')) {
    if (/^chunk-.*\.js(\.map)?$/.test(file) && !fresh.has(file)) rmSync(join('dist', file));
  }
}

function filesIn(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => `${folder}/${file}`);
}

function fail(lines) {
  for (const line of lines) console.error(`error: ${line}`);
  process.exit(1);
}

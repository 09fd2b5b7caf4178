import swcVisitor from '@swc/core/Visitor.js';

// The visitor that dependency-cruiser walks with does not know `using` declarations and throws at one. They hold
// expressions like any other declaration, an import() for instance, so they are visited as such.
const { Visitor } = swcVisitor;
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function visitEveryStatement(statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  statement.decls = this.visitVariableDeclarators(statement.decls);
  return statement;
};

/**
 * The layers of docs/architecture.md as rules. `npm run layers` checks them; test/unit/house/layers.test.ts proves
 * that each one bites. Type-only imports count everywhere: a type from a forbidden place is a dependency too.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
const nodeModules = '(^|/)node_modules/';

/** The pure libraries that core may use. A new one needs an ADR. */
const coreLibraries = `${nodeModules}(zod|diff|yaml|jsonrepair|@marcbachmann/cel-js)/`;

/** What a browser page may load beside our own code. */
const webviewLibraries = `${nodeModules}(preact|@vscode-elements/elements|lit|@lit)/`;

/** Packages are named without their folder when they are not installed, so unresolvable names count as packages. */
const packageTypes = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

export default {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Files in a cycle can only be understood, tested and loaded together. Type-only cycles count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that resolves to nothing is a spelling mistake or an undeclared dependency.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'no-undeclared-package',
      comment: 'A package that package.json does not name is there by accident and goes away by accident.',
      severity: 'error',
      from: { path: '^(src|webview|scripts)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: '^vscode$' },
    },
    {
      name: 'vscode-only-in-extension',
      comment: 'Everything below src/extension also runs on the command line, where there is no vscode module.',
      severity: 'error',
      from: { pathNot: '^(src/extension|test/(integration|e2e))/' },
      to: { path: `^vscode$|${nodeModules}@types/vscode/` },
    },
    {
      name: 'no-node-in-pure-layers',
      comment:
        'base, core, protocol and webview run in a browser and under a fake clock: disk, network, processes and time reach them as ports.',
      severity: 'error',
      from: { path: '^(src/(base|core|protocol)|webview)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'base-knows-no-product',
      comment: 'base holds mechanisms. One that knows the product belongs to core.',
      severity: 'error',
      from: { path: '^src/base/' },
      to: { path: '^(src|webview)/', pathNot: '^src/base/' },
    },
    {
      name: 'base-and-protocol-use-no-package',
      comment: 'Both are loaded by every entry, the browser included: a package here is paid for everywhere.',
      severity: 'error',
      from: { path: '^src/(base|protocol)/' },
      to: { dependencyTypes: packageTypes },
    },
    {
      name: 'protocol-knows-base-only',
      comment: 'A contract between two processes names neither of them.',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { path: '^(src|webview)/', pathNot: '^src/(base|protocol)/' },
    },
    {
      name: 'core-knows-base-only',
      comment: 'Core is logic and ports. Technologies implement the ports from outside.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^(src|webview)/', pathNot: '^src/(base|core)/' },
    },
    {
      name: 'core-uses-listed-libraries',
      comment: 'Core may use a short list of pure libraries, named at the top of this file.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: packageTypes, pathNot: coreLibraries },
    },
    {
      name: 'core-capabilities-are-strangers',
      comment:
        'A capability that needs another says what it needs in its own words; only agent and run combine them. The exceptions: a workspace copy is described in the words of the sandbox that mounts it (types only, next rule), and manifest is how every capability reads files that people write.',
      severity: 'error',
      from: { path: '^src/core/([^/]+)/', pathNot: '^src/core/(agent|run|workspace|engine)/' },
      to: { path: '^src/core/', pathNot: '^src/core/($1|manifest)/' },
    },
    {
      name: 'workspace-knows-sandbox-types-only',
      comment: 'workspace may name the types of sandbox; nothing else in core, and no value.',
      severity: 'error',
      from: { path: '^src/core/workspace/' },
      to: { path: '^src/core/', pathNot: '^src/core/(workspace|sandbox)/' },
    },
    {
      name: 'workspace-takes-no-sandbox-value',
      comment: 'A value import would make the workspace depend on how the sandbox works, not only on its vocabulary.',
      severity: 'error',
      from: { path: '^src/core/workspace/' },
      to: { path: '^src/core/sandbox/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'engine-knows-workflow-types-only',
      comment:
        'The engine interprets definitions: it names their types, and gets the expression language through a port.',
      severity: 'error',
      from: { path: '^src/core/engine/' },
      to: { path: '^src/core/', pathNot: '^src/core/(engine|workflow)/' },
    },
    {
      name: 'engine-takes-no-workflow-value',
      comment: 'A value import would bring the parser and the expression library into the engine.',
      severity: 'error',
      from: { path: '^src/core/engine/' },
      to: { path: '^src/core/workflow/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'adapters-know-core-only',
      comment: 'An adapter is one technology behind one port; who uses it is not its business.',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^(src|webview)/', pathNot: '^src/(base|core|adapters)/' },
    },
    {
      name: 'adapters-never-meet',
      comment: 'Two adapters that know each other cannot be replaced one at a time. Only app names both.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'only-app-names-adapters',
      comment:
        'One composition root: the shells get ports from app and never learn which technology stands behind one.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app|adapters)/' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'app-knows-no-shell',
      comment: 'The same app serves the command line, the worker and the extension.',
      severity: 'error',
      from: { path: '^src/app/' },
      to: { path: '^(src/(cli|worker|extension)|webview)/' },
    },
    {
      name: 'shells-never-meet',
      comment: 'cli, worker and extension are three doors to one app; they speak to each other by protocol.',
      severity: 'error',
      from: { path: '^src/(cli|worker|extension)/' },
      to: { path: '^src/(cli|worker|extension)/', pathNot: '^src/$1/' },
    },
    {
      name: 'webview-sees-protocol-only',
      comment: 'The browser sees protocol and base, nothing else: the host validates what it sends.',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^src/', pathNot: '^src/(protocol|base)/' },
    },
    {
      name: 'webview-uses-listed-libraries',
      comment: 'Each page has 60 kB. The libraries it may load are named at the top of this file.',
      severity: 'error',
      from: { path: '^webview/' },
      to: { dependencyTypes: packageTypes, pathNot: webviewLibraries },
    },
    {
      name: 'views-never-meet',
      comment: 'Views share code through webview/shared, which knows no view.',
      severity: 'error',
      from: { path: '^webview/([^/]+)/' },
      to: { path: '^webview/', pathNot: '^webview/($1|shared)/' },
    },
    {
      name: 'src-knows-no-tests',
      comment: 'What is shipped must not need what is not.',
      severity: 'error',
      from: { path: '^(src|webview)/' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    // TypeScript 7 has no JavaScript API, so the tsc parser of dependency-cruiser cannot run.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(test/fixtures|test/golden|dist|test/.*/node_modules)/' },
    builtInModules: { add: ['node:sqlite', 'node:test'] },
    // ESM and TypeScript conditions; "main" last for packages without exports.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
};

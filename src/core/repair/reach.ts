import { type Definition, mentionsIn } from './definitions.ts';
import type { ParsedFile } from './editSite.ts';
import { importAliases } from './importPaths.ts';
import type { ObservedTest } from './observedTest.ts';
import type { Project } from './project.ts';
import { isTestPath } from './sourceFiles.ts';
import type { SyntaxNode } from './syntaxParser.ts';
import { descendants, namedChildren, textOf } from './syntaxWalk.ts';

const deepestCall = 6;
const deepestImport = 4;

/** What a test can run, found by following names, and how many calls away it is (0: the test names it itself). */
export interface Reach {
  readonly levels: ReadonlyMap<Definition, number>;
  /** Project files the test file imports, with the number of steps (1: directly). */
  readonly files: ReadonlyMap<string, number>;
}

/** Follows names from a test's body into the files it imports. An estimate: names are matched, types are not known. */
export async function reachOf(test: ObservedTest, project: Project, signal: AbortSignal): Promise<Reach> {
  const levels = new Map<Definition, number>();
  const file = test.file === undefined ? undefined : await project.load(test.file, signal);
  if (!file) return { levels, files: new Map() };
  const files = await importClosure(file.path, project, signal);
  const byName = await indexDefinitions(files, file.path, project, signal);
  const aliases = importAliases(file);
  let names = new Set<string>(['*default*', ...bodyMentions(file, test)]);
  const seen = new Set<string>();
  for (let level = 0; level <= deepestCall && names.size > 0; level++) {
    const next = new Set<string>();
    const queue = [...names];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const alias = aliases.get(name);
      if (alias !== undefined) queue.push(alias);
      for (const definition of byName.get(name) ?? []) {
        if (levels.has(definition)) continue;
        levels.set(definition, level);
        // Helpers of the tests are transparent: what they call counts as called by the test.
        const isHelper = definition.path === file.path || isTestPath(definition.path);
        for (const mention of definition.mentions)
          if (isHelper) queue.push(mention);
          else next.add(mention);
      }
    }
    names = next;
  }
  return { levels, files };
}

async function importClosure(
  from: string,
  project: Project,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const steps = new Map<string, number>();
  let ring = [from];
  for (let step = 1; step <= deepestImport && ring.length > 0; step++) {
    const next: string[] = [];
    for (const path of ring)
      for (const imported of await project.imports(path, signal))
        if (imported !== from && !steps.has(imported)) {
          steps.set(imported, step);
          next.push(imported);
        }
    ring = next;
  }
  return steps;
}

async function indexDefinitions(
  files: ReadonlyMap<string, number>,
  testFile: string,
  project: Project,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Definition[]>> {
  const byName = new Map<string, Definition[]>();
  for (const path of [testFile, ...files.keys()])
    for (const definition of await project.definitions(path, signal)) {
      const same = byName.get(definition.name);
      if (same) same.push(definition);
      else byName.set(definition.name, [definition]);
    }
  return byName;
}

const hooks = /^(before|beforeEach|beforeAll|after|afterEach|setUp|setUpClass|setup_method|setup)$/;

/** Names in the body of the test and in what is set up around it; of the whole file when the body is not found. */
function bodyMentions(file: ParsedFile, test: ObservedTest): ReadonlySet<string> {
  const body = testBody(file, test);
  if (!body) return mentionsIn(file.tree.root, file.source);
  const names = new Set(mentionsIn(body, file.source));
  for (const node of descendants(file.tree.root)) {
    const call = file.profile.call(node);
    const name = call ? textOf(call.callee, file.source) : textOf(file.profile.definedName(node) ?? node, file.source);
    if ((call || file.profile.functionTypes.has(node.type)) && hooks.test(name))
      for (const mention of mentionsIn(node, file.source)) names.add(mention);
  }
  return names;
}

function testBody(file: ParsedFile, test: ObservedTest): SyntaxNode | undefined {
  const own = file.profile.testBody;
  if (own) return own(file, test.path.at(-1) ?? '');
  return file.tree.language === 'python' ? pythonBody(file, test) : scriptBody(file, test);
}

function pythonBody(file: ParsedFile, test: ObservedTest): SyntaxNode | undefined {
  const name = (test.path.at(-1) ?? '').replace(/[[(].*$/, '').trim();
  for (const node of descendants(file.tree.root))
    if (node.type === 'function_definition' && textOf(file.profile.definedName(node) ?? node, file.source) === name)
      return node;
  return undefined;
}

function scriptBody(file: ParsedFile, test: ObservedTest): SyntaxNode | undefined {
  const title = test.path.at(-1);
  for (const node of descendants(file.tree.root)) {
    const call = file.profile.call(node);
    const first = call?.args[0];
    if (!first || call.args.length < 2) continue;
    const literal = /string/.test(first.type) ? textOf(first, file.source).slice(1, -1) : undefined;
    if (literal !== undefined && literal.replace(/\\(['"`])/g, '$1') === title) return node;
    const isTemplate =
      first.type === 'template_string' && namedChildren(first).some((child) => child.type === 'template_substitution');
    if (isTemplate && test.line === node.startRow + 1) return node;
  }
  return undefined;
}

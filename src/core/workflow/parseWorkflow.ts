import { type Problem, sortProblems } from '../manifest/problem.ts';
import { Reporter } from '../manifest/reporter.ts';
import { readYaml, type YamlSource } from '../manifest/yamlSource.ts';
import { buildDefinition } from './buildDefinition.ts';
import type { Catalog, NameUse } from './catalog.ts';
import { checkOptimiser } from './checkCatalog.ts';
import { checkGraph, type GraphContext } from './checkGraph.ts';
import { checkHead, inputTypes } from './checkHead.ts';
import { checkVersion } from './checkVersion.ts';
import { type WorkflowDefinition, workflowVersion } from './definition.ts';
import { readGraph, type SourceGraph } from './sourceGraph.ts';
import { headSchema } from './sourceSchema.ts';

/** A workflow, or why it is none; warnings stand beside a workflow. */
export interface ParsedWorkflow {
  /** undefined when there is an error among the problems. */
  readonly definition: WorkflowDefinition | undefined;
  /** Everything that is wrong, in the order of the text. */
  readonly problems: readonly Problem[];
  /** The agents, tools and workflows that nodes name, as far as the file could be read. */
  readonly names: readonly NameUse[];
  /** Its nodes as they are written, also of a broken workflow; undefined when not even these can be made out. */
  readonly written: WrittenWorkflow | undefined;
}

/** The nodes of a workflow as its file holds them, with what each needs and the way back to the text. */
export interface WrittenWorkflow {
  readonly graph: SourceGraph;
  readonly edges: GraphContext['edges'];
  readonly source: YamlSource;
}

/** Reads and checks a workflow file, YAML or JSON. Names are checked as far as the catalog has them. Never throws. */
export function parseWorkflow(text: string, file: string, catalog: Catalog = {}): ParsedWorkflow {
  const reporter = new Reporter(readYaml(text, file));
  const value = checkVersion(reporter, { what: 'workflow', version: workflowVersion, upgrades: [] });
  if (value === undefined)
    return { definition: undefined, problems: sortProblems(reporter.problems), names: [], written: undefined };
  checkHead(value, reporter);
  checkOptimiser(value, catalog, { reporter });
  const name = typeof value.name === 'string' ? value.name : '';
  const graph = readGraph(value, [], reporter);
  const inputs = inputTypes(value.inputs);
  const names: NameUse[] = [];
  const context: GraphContext = { workflow: name, catalog, reporter, edges: new Map(), inputsRead: new Set(), names };
  checkGraph(graph, { inputs, variables: {}, outerIds: new Set() }, context);
  warnUnusedInputs(inputs, context);
  const problems = sortProblems(reporter.problems);
  const written = { graph, edges: context.edges, source: reporter.source };
  if (reporter.failed) return { definition: undefined, problems, names, written };
  const head = headSchema.parse(value);
  return {
    definition: buildDefinition({ head, graph, edges: context.edges, agents: catalog.agents ?? {} }),
    problems,
    names,
    written,
  };
}

function warnUnusedInputs(inputs: Readonly<Record<string, unknown>>, { inputsRead, reporter }: GraphContext): void {
  // After an error it is not known what was meant to be read.
  if (inputsRead.has('*') || reporter.failed) return;
  for (const name of Object.keys(inputs)) {
    if (inputsRead.has(name)) continue;
    const at = reporter.source.keyRangeOf(['inputs', name]);
    reporter.add({ code: 'inputs.unused', at, message: `Nothing reads the input "${name}".`, severity: 'warning' });
  }
}

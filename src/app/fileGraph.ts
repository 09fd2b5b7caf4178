import type { Problem, Range } from '../core/manifest/problem.ts';
import { outlineOfSource } from '../core/workflow/outline.ts';
import { parseWorkflow, type WrittenWorkflow } from '../core/workflow/parseWorkflow.ts';
import { manifestKindOf } from '../core/workflow/schemaRegistry.ts';
import type { FileGraphView, GraphEngineCalls, GraphProblemView } from '../protocol/graph.ts';
import type { TextRange } from '../protocol/manifests.ts';
import { createPictures } from './graphPicture.ts';
import { manifestsOf } from './manifestNames.ts';
import { readLibrary } from './workflowLibrary.ts';

type FileGraphRequest = GraphEngineCalls['getFileGraph']['input'];

/** The graphs of workflow files as they stand in editors, with their problems. Reads only. */
export function createFileGraphs(): (request: FileGraphRequest, signal: AbortSignal) => Promise<FileGraphView> {
  const draw = createPictures();
  return async ({ workspace, documents, file, open }, signal) => {
    const text = documents.find((one) => one.file === file)?.text;
    if (text === undefined || manifestKindOf(file) !== 'workflow') return { graph: undefined, problems: [] };
    const { catalog } = await readLibrary(workspace, manifestsOf(documents, workspace), signal);
    const { written, problems } = parseWorkflow(text, file, catalog);
    if (!written || written.graph.nodes.length === 0) return { graph: undefined, problems: problems.map(toView) };
    const outline = outlineOfSource(written.graph, written.edges);
    const placed = placeProblems(problems, rangesOf(written));
    const picture = draw({
      outline,
      prefix: '',
      open: new Set(open),
      hasLevel: () => false,
      note: ({ path }) => {
        const key = JSON.stringify(path);
        return { range: placed.ranges.get(key), problems: placed.byNode.get(key) ?? [] };
      },
    });
    const { value } = written.source;
    const named = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
    const name = typeof named === 'string' && named !== '' ? named : file;
    const own = { title: name, crumbs: [{ name, level: '' }], problems: placed.rest, notice: undefined };
    return { graph: { ...own, ...picture }, problems: problems.map(toView) };
  };
}

/** From the key of a node to the end of what it holds, by its path; a node comes before those inside of it. */
function rangesOf({ graph, source }: WrittenWorkflow): ReadonlyMap<string, TextRange> {
  const ranges = new Map<string, TextRange>();
  const pending = [graph];
  for (const next of pending)
    for (const { path, bodies } of next.nodes) {
      const { line, column } = source.keyRangeOf(path);
      const { endLine, endColumn } = source.rangeOf(path);
      ranges.set(JSON.stringify(path), { line, column, endLine, endColumn });
      pending.push(...bodies.values());
    }
  return ranges;
}

/** Gives every problem to the innermost node that it stands in. */
function placeProblems(problems: readonly Problem[], ranges: ReadonlyMap<string, TextRange>) {
  const byNode = new Map<string, GraphProblemView[]>();
  const rest: GraphProblemView[] = [];
  for (const problem of problems) {
    // Of nodes that hold each other the innermost comes last.
    const [key] = [...ranges].findLast(([, range]) => holds(range, problem)) ?? [];
    if (key === undefined) rest.push(toView(problem));
    else byNode.set(key, [...(byNode.get(key) ?? []), toView(problem)]);
  }
  return { ranges, byNode, rest };
}

function holds(range: TextRange, { line, column }: Range): boolean {
  const begun = line > range.line || (line === range.line && column >= range.column);
  return begun && (line < range.endLine || (line === range.endLine && column <= range.endColumn));
}

const toView = ({ severity, code, message, suggestion }: Problem): GraphProblemView => ({
  severity,
  code,
  message: suggestion === undefined ? message : `${message} ${suggestion}`,
});

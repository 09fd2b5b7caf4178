import { type AssembledContext, assembleContext, type ContextPiece } from '../context/map/assembleContext.ts';
import { filesOf, type RelatedFile, testsOf } from '../context/map/relatedTests.ts';
import {
  furtherAway,
  type MappedFile,
  type RepositoryMap,
  rankFiles,
  renderMap,
} from '../context/map/repositoryMap.ts';
import type { SymbolGraph } from '../context/map/symbolGraph.ts';
import { isTestPath } from '../repair/sourceFiles.ts';
import { readSource } from '../tool/readSource.ts';
import type { ProjectMapPorts } from './projectMap.ts';
import { readProjectGraph } from './projectMap.ts';

/** What a map is asked for. The first files and names count most. */
export interface MapQuestion {
  readonly files: readonly string[];
  readonly names: readonly string[];
  readonly maxTokens: number;
}

/** A map, and what tests the files that it was asked for, or is tested by them. */
export interface MapAnswer extends RepositoryMap {
  /** Source files that were too many to be read. */
  readonly unread: number;
  readonly related: readonly {
    readonly path: string;
    readonly isTest: boolean;
    readonly files: readonly RelatedFile[];
  }[];
}

/** The repository map around files and names, within a bound of tokens. */
export async function mapProject(
  ports: ProjectMapPorts,
  question: MapQuestion,
  signal: AbortSignal,
): Promise<MapAnswer> {
  const { graph, unread } = await readProjectGraph(ports, question.files, signal);
  const map = renderMap(rankFiles(graph, taskOf(question)), { maxTokens: question.maxTokens, count: ports.count });
  return { ...map, unread, related: question.files.map((path) => relatedOf(graph, path)) };
}

/**
 * The code around files and names, packed into a bound of tokens, each stretch with the reasons for it; with `onlyNear` nothing that no
 * file or name of the question leads to.
 */
export async function contextOfProject(
  ports: ProjectMapPorts,
  question: MapQuestion & { readonly onlyNear?: boolean },
  signal: AbortSignal,
): Promise<AssembledContext> {
  const { graph } = await readProjectGraph(ports, question.files, signal);
  const ranked = rankFiles(graph, taskOf(question));
  const wanted = question.onlyNear ? ranked.filter(({ why }) => why !== furtherAway) : ranked;
  const pieces = piecesOf(wanted, question);
  const read = (path: string, readSignal: AbortSignal) => readSource(ports.files, path, readSignal);
  return assembleContext(pieces, question.maxTokens, { read, count: ports.count }, signal);
}

/** The first of a list counts most, the last half as much. */
function taskOf({ files, names }: MapQuestion) {
  const weigh = (at: number) => 1 - at / (2 * Math.max(1, files.length));
  return { files: new Map(files.map((path, at) => [path, weigh(at)] as const)), names };
}

/** More of a file than its best definitions is read with read_file. */
const mostPieces = 6;
/** A definition that is named is worth more than any that is only near. */
const namedBonus = 1;

function piecesOf(ranked: readonly MappedFile[], { names }: MapQuestion): readonly ContextPiece[] {
  const wanted = new Set(names);
  return ranked.flatMap(({ path, rank, why, definitions }) =>
    definitions.slice(0, mostPieces).map(({ name, line, endLine }, at) => ({
      path,
      firstLine: line,
      lastLine: endLine,
      score: (wanted.has(name) ? namedBonus : 0) + rank / (1 + at),
      reason: wanted.has(name) ? `defines ${name}` : why,
    })),
  );
}

function relatedOf(graph: SymbolGraph, path: string): MapAnswer['related'][number] {
  const isTest = isTestPath(path);
  return { path, isTest, files: (isTest ? filesOf : testsOf)(graph, path, isTestPath) };
}

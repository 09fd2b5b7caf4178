import type { PackedPiece } from '../../context/map/assembleContext.ts';
import { fence } from '../../prompt/fence.ts';
import type { CopyFiles } from '../../tool/tool.ts';
import { contextOfProject } from '../mapView.ts';
import { askIndex } from './findCodeTool.ts';
import { projectOf } from './mapTool.ts';
import type { NodeScope } from './nodeScope.ts';

const mostTokens = 3_000;
const mostNames = 50;
const mostHits = 3;
const longestQuestion = 300;

/**
 * Code that a task may be about although it names no file: what defines the names in it, what the index finds by its words, and what
 * is near to those, packed into a bound of tokens. As blocks of data, each with the reasons for it, which are on record; empty where
 * nothing is known.
 */
export async function codeNear(
  scope: NodeScope,
  { task, files }: { readonly task: string; readonly files: CopyFiles },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { ports } = scope;
  const names = [...new Set(task.match(/[A-Za-z_$][\w$]{2,}/g) ?? [])].slice(0, mostNames);
  const question = task.slice(0, longestQuestion);
  const hits = (await askIndex(ports, question, signal)) ?? [];
  const listed = new Set(await files.list(signal));
  const near = [...new Set(hits.map(({ path }) => path))].filter((path) => listed.has(path)).slice(0, mostHits);
  const asked = { files: near, names, maxTokens: mostTokens };
  const { pieces, tokens } = await contextOfProject(projectOf(ports, files), { ...asked, onlyNear: true }, signal);
  if (pieces.length === 0) return [];
  await ports.log.append({ type: 'context.given', pieces: pieces.map(reasonsOf), tokens }, signal);
  return pieces.map((piece) => fence(titleOf(piece), piece.text));
}

const titleOf = ({ path, firstLine, lastLine, reasons }: PackedPiece) =>
  `lines ${firstLine} to ${lastLine} of ${path} (${reasons.join('; ')})`;

const reasonsOf = ({ path, firstLine, lastLine, reasons }: PackedPiece) => ({ path, firstLine, lastLine, reasons });

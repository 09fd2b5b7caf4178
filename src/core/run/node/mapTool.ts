import * as z from 'zod';
import type { PackedPiece } from '../../context/map/assembleContext.ts';
import { defineTool, toolInput } from '../../tool/defineTool.ts';
import type { CopyFiles, Tool, ToolResult } from '../../tool/tool.ts';
import { contextOfProject, type MapAnswer, type MapQuestion, mapProject } from '../mapView.ts';
import type { ProjectMapPorts } from '../projectMap.ts';
import type { NodeScope } from './nodeScope.ts';

/** The tool's name: an agent has it only where its manifest or the node names it. */
export const mapTool = 'map';

const usualTokens = 1_500;
const mostTokens = 8_000;
const mostRelated = 8;

const mapInput = toolInput(
  z.object({
    files: z.array(z.string()).max(50).default([]),
    names: z.array(z.string()).max(50).default([]),
    show: z.enum(['outline', 'code']).default('outline'),
    tokens: z.number().int().min(100).max(mostTokens).default(usualTokens),
  }),
);

/** A bounded view of the project around files and names: what is defined where, or the code itself. */
export function createMapTool({ ports }: NodeScope, files: CopyFiles): Tool {
  const project = projectOf(ports, files);
  return defineTool(
    mapTool,
    'Shows the part of the project that is nearest to files and names: what is defined where (outline), or its code.',
    mapInput,
    async ({ files: near, names, show, tokens }, signal): Promise<ToolResult> => {
      const question: MapQuestion = { files: near, names, maxTokens: tokens };
      if (show === 'outline') return sayMap(await mapProject(project, question, signal));
      const { pieces, left, tokens: used } = await contextOfProject(project, question, signal);
      const rest = left.length === 0 ? '' : `\n\n(${left.length} more places found no room)`;
      const text =
        pieces.length === 0
          ? 'Nothing of this project can be read by a grammar.'
          : pieces.map(sayPiece).join('\n\n') + rest;
      return { text, isError: false, summary: `code of ${pieces.length} places, about ${used} tokens` };
    },
  );
}

/** The copy as a project to be mapped. */
export function projectOf(ports: NodeScope['ports'], files: CopyFiles): ProjectMapPorts {
  const { mapping: { count = roughly, cache } = {}, describeFiles } = ports;
  return {
    files,
    openParser: () => ports.openParser(),
    count,
    ...(cache ? { cache } : {}),
    ...(describeFiles ? { describeFiles } : {}),
  };
}

/** Where nobody counts: about four characters a token. */
const roughly = (text: string) => Math.ceil(text.length / 4);

function sayMap({ text, tokens, files, left, unread, related }: MapAnswer): ToolResult {
  const near = related.flatMap(({ path, isTest, files: found }) => {
    if (found.length === 0) return [];
    const shown = found.slice(0, mostRelated).map((one) => `${one.path} (${one.why})`);
    return [`${isTest ? 'Files that' : 'Tests of'} ${path}${isTest ? ' reaches' : ''}: ${shown.join(', ')}`];
  });
  const more = left + unread === 0 ? [] : [`(${left + unread} more files not shown)`];
  const said = [text || 'Nothing of this project can be read by a grammar.', ...near, ...more].join('\n');
  return { text: said, isError: false, summary: `map of ${files.length} files, about ${tokens} tokens` };
}

function sayPiece({ path, firstLine, text, reasons }: PackedPiece): string {
  const lines = text.split('\n').map((line, at) => `${firstLine + at}\t${line}`);
  return [`${path} (${reasons.join('; ')})`, ...lines].join('\n');
}

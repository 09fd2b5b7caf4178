import * as z from 'zod';
import { defineTool, toolInput } from '../../tool/defineTool.ts';
import type { CopyFiles, Tool, ToolResult } from '../../tool/tool.ts';
import type { FoundCode } from '../fixPorts.ts';
import type { NodeScope } from './nodeScope.ts';

/** The name of the tool by which an agent finds code by what it does. */
export const findCodeTool = 'find_code';

const input = toolInput(
  z.object({ text: z.string().trim().min(1).max(500), folder: z.string().max(1_024).default('') }),
);
const longestName = 120;

/** What the index finds, null where there is none. It is on record, since the index is no part of the copy: a replay takes it from there. */
export function askIndex(
  ports: NodeScope['ports'],
  text: string,
  signal: AbortSignal,
): Promise<readonly FoundCode[] | null> {
  const name = `${findCodeTool}: ${text.slice(0, longestName)}`;
  return ports.once(name, async () => (await ports.findCode?.(text, signal)) ?? null, signal);
}

/** Finds pieces of the workspace by words and by meaning, in the index that is there. */
export function createFindCodeTool({ ports }: Pick<NodeScope, 'ports'>, files: CopyFiles): Tool {
  return defineTool(
    findCodeTool,
    'Finds functions, classes and passages of the project by what they do, in plain words; gives path:from-to name, the best first.',
    input,
    async ({ text, folder }, signal): Promise<ToolResult> => {
      const pieces = await askIndex(ports, text, signal);
      if (pieces === null) {
        const why = 'There is no index of this project yet (loopwright index makes one): use search.';
        return { text: why, isError: false, summary: 'no index' };
      }
      const there = new Set(await files.list(signal));
      const prefix = folder.replace(/^\.?\/+/, '').replace(/\/+$/, '');
      const found = pieces.filter(({ path }) => there.has(path) && (prefix === '' || path.startsWith(`${prefix}/`)));
      const lines = found.map((one) => `${one.path}:${one.startLine}-${one.endLine} ${one.kind} ${one.name}`.trimEnd());
      const summary = `"${text.slice(0, 40)}": ${lines.length} pieces`;
      return { text: lines.length > 0 ? lines.join('\n') : 'Nothing was found.', isError: false, summary };
    },
  );
}

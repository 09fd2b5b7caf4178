import { createHostCopyFiles } from '../adapters/workspace/hostCopyFiles.ts';
import { CodedError } from '../base/errors.ts';
import { nearestName } from '../core/manifest/nearest.ts';
import type { MapAnswer, MapQuestion } from '../core/run/mapView.ts';
import type { ProjectMapPorts } from '../core/run/projectMap.ts';
import { openParser } from './openParser.ts';
import type { RunEnvironment } from './runEnvironment.ts';

/** A stretch of a file, and every reason why it is shown. Lines count from 1. */
export interface CodePieceView {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly text: string;
  readonly tokens: number;
  readonly reasons: readonly string[];
}

/** The part of Loopwright that shows how a project hangs together. */
export interface MapCalls {
  /** What is defined where, nearest to files and names first. Throws `map.unknownFile`. */
  getMap(workspace: string, question: MapQuestion, signal: AbortSignal): Promise<MapAnswer>;
  /** The code around files and names, packed into a bound of tokens. Throws `map.unknownFile`. */
  getCode(workspace: string, question: MapQuestion, signal: AbortSignal): Promise<readonly CodePieceView[]>;
}

const mapping = () => import('../core/run/node/fileToolNode.ts');
/** A middle estimate, as everywhere. */
const bytesOfToken = 4;

/** How a workspace is mapped: its files are read as an agent's are, through no link. */
export function createMapCalls(
  environmentFor: (workspace: string) => Pick<RunEnvironment, 'grammarFolder' | 'grammarRuntime'>,
): MapCalls {
  const portsFor = async (workspace: string, { files }: MapQuestion, signal: AbortSignal): Promise<ProjectMapPorts> => {
    const reader = createHostCopyFiles(workspace);
    const listed = await reader.list(signal);
    for (const file of files) {
      if (listed.includes(file)) continue;
      const near = nearestName(file, listed);
      throw new CodedError('map.unknownFile', `There is no file ${JSON.stringify(file)} in the workspace.`, {
        hint: near === undefined ? 'Give paths relative to the workspace.' : `Did you mean ${near}?`,
      });
    }
    let parser: ReturnType<typeof openParser> | undefined;
    return {
      count: (text) => Math.ceil(Buffer.byteLength(text) / bytesOfToken),
      files: { ...reader, list: async () => listed },
      openParser: () => {
        parser ??= openParser(environmentFor(workspace));
        return parser;
      },
    };
  };
  return {
    async getMap(workspace, question, signal) {
      const { mapProject } = await mapping();
      return mapProject(await portsFor(workspace, question, signal), question, signal);
    },
    async getCode(workspace, question, signal) {
      const { contextOfProject } = await mapping();
      const { pieces } = await contextOfProject(await portsFor(workspace, question, signal), question, signal);
      return pieces.map(({ score: _score, ...piece }) => piece);
    },
  };
}

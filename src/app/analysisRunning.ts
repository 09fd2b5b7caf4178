import { createToolFinder } from '../adapters/analysis/toolFinder.ts';
import { createHostCopyFiles } from '../adapters/workspace/hostCopyFiles.ts';
import { createStaticAnalysis, type StaticAnalysis } from '../core/analysis/staticAnalysis.ts';
import { languageOf, type SyntaxParser } from '../core/repair/syntaxParser.ts';
import { descendants } from '../core/repair/syntaxWalk.ts';
import { readSource } from '../core/tool/readSource.ts';
import type { WorkspaceCopy } from '../core/workspace/workspace.ts';
import { createSandboxedCommands, type SandboxedCommandPorts } from './sandboxedCommands.ts';

/** What static analysis of copies needs. The parser is opened when a file has no other tool. */
export interface AnalysisRunningPorts extends SandboxedCommandPorts {
  openParser(): Promise<SyntaxParser>;
}

/** Static analysis by the project's own tools, in the sandbox. */
export function createAnalysisRunning(ports: AnalysisRunningPorts): StaticAnalysis<WorkspaceCopy> {
  const runSandboxed = createSandboxedCommands(ports);
  let opened: Promise<SyntaxParser> | undefined;
  const openParser = () => {
    opened ??= ports.openParser();
    return opened;
  };
  return createStaticAnalysis<WorkspaceCopy>({
    finder: createToolFinder(),
    runSandboxed,
    openFiles(copy) {
      const files = createHostCopyFiles(copy.hostPath, copy.included);
      return { list: (signal) => files.list(signal), read: (path, signal) => readSource(files, path, signal) };
    },
    async findSyntaxError(path, text, signal) {
      const language = languageOf(path);
      if (language === undefined) return undefined;
      const parser = await openParser();
      if ((await parser.countErrors(language, text, signal)) === 0) return undefined;
      const { root } = await parser.parse(language, text, signal);
      // A token that is missing has no text; a stretch that fits no rule is an ERROR node.
      const isWrong = (node: typeof root) =>
        node.type === 'ERROR' || (node.startIndex === node.endIndex && node !== root);
      const at = [...descendants(root)].find(isWrong) ?? root;
      return { line: at.startRow + 1, column: at.startColumn + 1 };
    },
  });
}

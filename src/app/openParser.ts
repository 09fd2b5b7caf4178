import type { TreeSitterOptions } from '../adapters/syntax/grammar.ts';
import type { RunEnvironment } from './runEnvironment.ts';

type Grammars = Pick<RunEnvironment, 'grammarFolder' | 'grammarRuntime'>;

/** The parser of the grammars that lie beside the program. */
export async function openParser(grammars: Grammars) {
  const { createTreeSitterParser } = await import('../adapters/syntax/treeSitterParser.ts');
  return createTreeSitterParser(optionsOf(grammars));
}

/** What finds definitions by the same grammars. */
export async function openOutliner(grammars: Grammars) {
  const { createTreeSitterOutliner } = await import('../adapters/syntax/treeSitterOutliner.ts');
  return createTreeSitterOutliner(optionsOf(grammars));
}

function optionsOf({ grammarFolder, grammarRuntime }: Grammars): TreeSitterOptions {
  return { grammarFolder, ...(grammarRuntime === undefined ? {} : { runtimePath: grammarRuntime }) };
}

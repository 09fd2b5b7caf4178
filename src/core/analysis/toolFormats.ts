import type { ToolFormat } from './analysisTool.ts';
import type { ToolName } from './finding.ts';
import { biomeFormat } from './reader/biomeReader.ts';
import { eslintFormat } from './reader/eslintReader.ts';
import { mypyFormat } from './reader/mypyReader.ts';
import { pyrightFormat } from './reader/pyrightReader.ts';
import { ruffFormat } from './reader/ruffReader.ts';
import { nodeSyntaxFormat, pythonSyntaxFormat } from './reader/syntaxReader.ts';
import { tscFormat } from './reader/tscReader.ts';

const formats: Readonly<Partial<Record<ToolName, ToolFormat>>> = {
  tsc: tscFormat,
  eslint: eslintFormat,
  biome: biomeFormat,
  ruff: ruffFormat,
  mypy: mypyFormat,
  pyright: pyrightFormat,
  'node-syntax': nodeSyntaxFormat,
  'python-syntax': pythonSyntaxFormat,
};

/** How a tool is asked and read; undefined for `parser`, which is no program. */
export function formatOf(name: ToolName): ToolFormat | undefined {
  return formats[name];
}

/** Tools that take files one by one, so that without names all files of their language are named. */
export function wantsFiles(name: ToolName): boolean {
  return name === 'node-syntax' || name === 'python-syntax' || name === 'parser';
}

/** Tools that look at a whole project whatever file is named: a file alone would be checked under other settings. */
export function isWholeProject(name: ToolName): boolean {
  return name === 'tsc';
}

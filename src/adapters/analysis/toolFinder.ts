import path from 'node:path';
import type { AnalysisCopy, DetectedTool, Detection, ToolFinder } from '../../core/analysis/analysisTool.ts';
import { type CopyPlaces, openCopyPlaces } from './copyPlaces.ts';
import { dependencyPattern, pythonPrograms, type ToolSigns, toolSigns } from './projectSigns.ts';
import { readTsProject } from './tsProjects.ts';

/** More configurations of one tool than a project has packages. */
const mostRoots = 24;

/** Finds tools by their configuration, a section of a shared file, or a dependency; and their programs among the dependencies. */
export function createToolFinder<Copy extends AnalysisCopy>(): ToolFinder<Copy> {
  return {
    async find(copy, signal) {
      const places = await openCopyPlaces(copy, signal);
      const tools: DetectedTool[] = [];
      const missing: Detection['missing'][number][] = [];
      for (const signs of toolSigns) {
        const found = await findTool(signs, places, signal);
        tools.push(...found.tools);
        missing.push(...found.missing);
      }
      // A build writes into the copy, so the others look at it first.
      const ordered = [...tools.filter(({ build }) => !build), ...tools.filter(({ build }) => build)];
      return { tools: [...ordered, ...(await floor(tools, places))], missing };
    },
  };
}

/** A place where a tool is configured. */
interface Root {
  readonly folder: string;
  readonly config: string | undefined;
  readonly why: string;
}

async function findTool(signs: ToolSigns, places: CopyPlaces, signal: AbortSignal): Promise<Detection> {
  const { name, programs, home } = signs;
  const roots = await rootsOf(signs, places, signal);
  const tools: DetectedTool[] = [];
  const missing: Detection['missing'][number][] = [];
  for (const root of roots.slice(0, mostRoots)) {
    const program = await places.program(root.folder, programs);
    if (program === undefined) {
      missing.push({ name, why: `${root.why} names ${name}, but it is not installed in ${home}.` });
      continue;
    }
    const tool = { name, argv: [program], cwd: root.folder, config: root.config, why: root.why };
    tools.push(await withDetails(tool, places, signal));
  }
  return { tools: name === 'tsc' ? await projectsOf(tools, places, signal) : tools, missing };
}

async function rootsOf(signs: ToolSigns, places: CopyPlaces, signal: AbortSignal): Promise<readonly Root[]> {
  const byFile = places.files
    .filter((file) => signs.configs.test(path.posix.basename(file)))
    .map((file): Root => ({ folder: folderOf(file), config: file, why: file }));
  const bySection: Root[] = [];
  for (const [name, pattern, said] of signs.sections)
    for (const file of named(places, name))
      if (pattern.test((await places.read(file, signal)) ?? ''))
        bySection.push({ folder: folderOf(file), config: file, why: `${file}: ${said}` });
  const configured = [...byFile, ...bySection];
  if (signs.name === 'tsc') return configured;
  const outer = outermost(configured);
  return outer.length > 0 ? outer : outermost(await byDependency(signs, places, signal));
}

/** Where the tool's package is a dependency: it runs with its defaults. */
async function byDependency(
  { dependency }: ToolSigns,
  places: CopyPlaces,
  signal: AbortSignal,
): Promise<readonly Root[]> {
  const found: Root[] = [];
  for (const file of dependency === undefined ? [] : places.files) {
    const pattern = dependencyPattern(path.posix.basename(file), dependency ?? '');
    if (pattern?.test((await places.read(file, signal)) ?? ''))
      found.push({ folder: folderOf(file), config: undefined, why: `${file}: ${dependency} is a dependency` });
  }
  return found;
}

/** One root for a folder, and none below another: nested configurations are the tool's own business. */
function outermost(roots: readonly Root[]): readonly Root[] {
  const kept: Root[] = [];
  for (const root of [...roots].sort((a, b) => a.folder.length - b.folder.length))
    if (!kept.some(({ folder }) => folder === '' || folder === root.folder || root.folder.startsWith(`${folder}/`)))
      kept.push(root);
  return kept;
}

/** mypy checks what its configuration lists. */
async function withDetails(tool: DetectedTool, places: CopyPlaces, signal: AbortSignal): Promise<DetectedTool> {
  if (tool.name !== 'mypy' || tool.config === undefined) return tool;
  const text = (await places.read(tool.config, signal)) ?? '';
  let inside = false;
  for (const line of text.split('\n')) {
    if (/^[ \t]*\[/.test(line)) inside = /^[ \t]*\[(tool\.)?mypy\]/.test(line);
    else if (inside && /^[ \t]*(files|packages|modules)[ \t]*=/.test(line)) return { ...tool, namesFiles: true };
  }
  return tool;
}

/** Compiles each project once: what a build refers to is part of it, and a base that compiles nothing is left out. */
async function projectsOf(
  tools: readonly DetectedTool[],
  places: CopyPlaces,
  signal: AbortSignal,
): Promise<readonly DetectedTool[]> {
  const covered = new Set<string>();
  const projects: DetectedTool[] = [];
  for (const tool of tools) {
    const file = tool.config ?? '';
    const project = readTsProject(file, (await places.read(file, signal)) ?? '');
    for (const reference of project.references) covered.add(reference);
    if (project.empty) continue;
    projects.push(project.build ? { ...tool, build: true } : tool);
  }
  return projects.filter(({ config }) => !covered.has(config ?? ''));
}

/** Syntax alone, for each language of the project that no tool looks at. */
async function floor(tools: readonly DetectedTool[], places: CopyPlaces): Promise<readonly DetectedTool[]> {
  const has = (pattern: RegExp) => places.files.find((file) => pattern.test(file));
  const uses = (...names: readonly DetectedTool['name'][]) => tools.some(({ name }) => names.includes(name));
  const found: DetectedTool[] = [];
  const add = (name: DetectedTool['name'], argv: readonly string[], file: string) =>
    found.push({ name, argv, cwd: '', config: undefined, why: `${file} has no configured linter or type checker` });
  const script = has(/\.[cm]?js$/);
  if (script !== undefined && !uses('eslint', 'biome')) add('node-syntax', ['node'], script);
  const typed = has(/\.([cm]?ts|tsx|jsx)$/);
  if (typed !== undefined && !uses('tsc', 'eslint', 'biome')) add('parser', [], typed);
  const python = has(/\.py$/);
  if (python !== undefined && !uses('ruff', 'mypy', 'pyright'))
    add('python-syntax', [(await places.program('', pythonPrograms)) ?? 'python3'], python);
  return found;
}

function named(places: CopyPlaces, name: string): readonly string[] {
  return places.files.filter((file) => path.posix.basename(file) === name);
}

function folderOf(file: string): string {
  const folder = path.posix.dirname(file);
  return folder === '.' ? '' : folder;
}

import type { ToolName } from './finding.ts';

/** One changed file; undefined text means that it did not exist, or does not any more. */
export interface ChangedText {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A change that silences a tool rather than satisfying it. */
export interface Suppression {
  readonly path: string;
  readonly tool: ToolName | 'several';
  /** One sentence for the person who reviews, and for the model whose edit it is. */
  readonly reason: string;
}

const comments: readonly (readonly [ToolName, RegExp, string])[] = [
  ['tsc', /@ts-(?:ignore|expect-error|nocheck)\b/g, 'a comment that silences the TypeScript compiler'],
  ['eslint', /\beslint-disable(?:-next-line|-line)?\b|\/\*\s*eslint\s+[\w@/-]+\s*:/g, 'a comment that silences ESLint'],
  ['biome', /\bbiome-ignore(?:-all|-start)?\b/g, 'a comment that silences Biome'],
  ['ruff', /#\s*(?:ruff:\s*noqa|noqa)\b|#\s*ruff:\s*(?:disable|ignore)\b/gi, 'a comment that silences Ruff'],
  ['mypy', /#\s*type:\s*ignore\b|#\s*mypy:\s*(?:ignore-errors|disable-error-code)\b/g, 'a comment that silences mypy'],
  [
    'pyright',
    /#\s*pyright:\s*(?:ignore|basic|off|report\w+\s*=\s*(?:false|none))/gi,
    'a comment that silences Pyright',
  ],
];

const configurations: readonly (readonly [ToolName, RegExp])[] = [
  ['tsc', /^(?:tsconfig|jsconfig)(?:[.-].*)?\.json$/],
  ['eslint', /^(?:\.eslintrc(?:\..*)?|eslint\.config\.[cm]?[jt]s|\.eslintignore)$/],
  ['biome', /^\.?biome\.jsonc?$/],
  ['ruff', /^\.?ruff\.toml$/],
  ['mypy', /^\.?mypy\.ini$/],
  ['pyright', /^(?:pyrightconfig|pyrightconfig\..*)\.json$/],
];

/** Sections of shared files that configure a tool. */
const sections: readonly (readonly [ToolName, RegExp])[] = [
  ['ruff', /^\[tool\.ruff\b/],
  ['mypy', /^\[(?:tool\.)?mypy\b/],
  ['pyright', /^\[tool\.(?:based)?pyright\b/],
];

/**
 * The ways in which a change silences tools: a comment gained, or their configuration touched. A finding that such a change
 * hides is not repaired, and a comparison of findings cannot tell.
 */
export function findSuppressions(changes: readonly ChangedText[]): readonly Suppression[] {
  return changes.flatMap(({ path, before, after }) => {
    if (before === after) return [];
    const name = path.slice(path.lastIndexOf('/') + 1);
    const found: Suppression[] = [];
    for (const [tool, pattern] of configurations)
      if (pattern.test(name)) found.push({ path, tool, reason: `This configures ${tool}.` });
    for (const [tool, heading] of sections)
      if (/\.(toml|cfg|ini)$/.test(name) && section(before, heading) !== section(after, heading))
        found.push({ path, tool, reason: `The section that configures ${tool} changed.` });
    if (name === 'package.json' && inPackage(before) !== inPackage(after))
      found.push({ path, tool: 'several', reason: 'A key of package.json that configures a linter changed.' });
    for (const [tool, pattern, what] of comments)
      if (count(after, pattern) > count(before, pattern)) found.push({ path, tool, reason: `It gained ${what}.` });
    return found;
  });
}

function count(text: string | undefined, pattern: RegExp): number {
  return text?.match(pattern)?.length ?? 0;
}

function section(text: string | undefined, heading: RegExp): string {
  let inside = false;
  const lines = (text ?? '').split('\n').map((line) => line.trim());
  return lines
    .filter((line) => {
      if (line.startsWith('[')) inside = heading.test(line);
      return inside && line !== '';
    })
    .join('\n');
}

/** The linters' own keys of a package file, or the text as a whole when it is no JSON. */
function inPackage(text: string | undefined): string {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null) return '';
    const { eslintConfig, eslintIgnore } = value as Readonly<Record<string, unknown>>;
    return JSON.stringify([eslintConfig, eslintIgnore]);
  } catch {
    return text ?? '';
  }
}

import type { ToolName } from '../../core/analysis/finding.ts';

/** What shows that a project uses a tool. */
export interface ToolSigns {
  readonly name: ToolName;
  readonly language: 'script' | 'python';
  /** Files that hold nothing but its configuration, best first. */
  readonly configs: RegExp;
  /** Sections of shared files, or a key of package.json. */
  readonly sections: readonly (readonly [file: string, pattern: RegExp, said: string])[];
  /** Its package: then it works without a configuration too; undefined when it does not. */
  readonly dependency: string | undefined;
  /** Where its program lies in a dependency folder. */
  readonly programs: readonly string[];
  /** Where it is said to be installed. */
  readonly home: string;
}

const inBin = (name: string) => [`node_modules/.bin/${name}`];
const inEnvironment = (name: string) =>
  ['.venv', 'venv', 'env'].flatMap((folder) => [`${folder}/bin/${name}`, `${folder}/Scripts/${name}.exe`]);

/** The interpreter of a virtual environment. */
export const pythonPrograms = inEnvironment('python');

/** The tools that are looked for, in the order in which they are run. */
export const toolSigns: readonly ToolSigns[] = [
  {
    name: 'tsc',
    language: 'script',
    configs: /^tsconfig\.json$/,
    sections: [],
    dependency: undefined,
    programs: inBin('tsc'),
    home: 'node_modules',
  },
  {
    name: 'eslint',
    language: 'script',
    configs: /^(eslint\.config\.([cm]?js|[cm]?ts)|\.eslintrc(\.(c?js|json|ya?ml))?)$/,
    sections: [['package.json', /"eslintConfig"\s*:/, 'eslintConfig']],
    dependency: undefined,
    programs: inBin('eslint'),
    home: 'node_modules',
  },
  {
    name: 'biome',
    language: 'script',
    configs: /^\.?biome\.jsonc?$/,
    sections: [],
    dependency: '@biomejs/biome',
    programs: inBin('biome'),
    home: 'node_modules',
  },
  {
    name: 'ruff',
    language: 'python',
    configs: /^\.?ruff\.toml$/,
    sections: [['pyproject.toml', /^[ \t]*\[tool\.ruff\b/m, '[tool.ruff]']],
    dependency: 'ruff',
    programs: inEnvironment('ruff'),
    home: 'the virtual environment',
  },
  {
    name: 'mypy',
    language: 'python',
    configs: /^\.?mypy\.ini$/,
    sections: [
      ['pyproject.toml', /^[ \t]*\[tool\.mypy\b/m, '[tool.mypy]'],
      ['setup.cfg', /^[ \t]*\[mypy\b/m, '[mypy]'],
    ],
    dependency: 'mypy',
    programs: inEnvironment('mypy'),
    home: 'the virtual environment',
  },
  {
    name: 'pyright',
    language: 'python',
    configs: /^pyrightconfig\.json$/,
    sections: [['pyproject.toml', /^[ \t]*\[tool\.pyright\b/m, '[tool.pyright]']],
    dependency: 'pyright',
    programs: [...inEnvironment('pyright'), ...inBin('pyright')],
    home: 'the virtual environment or node_modules',
  },
];

/** How a file names a package that it depends on; undefined when the file is none that does. */
export function dependencyPattern(file: string, name: string): RegExp | undefined {
  const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  if (file === 'package.json') return new RegExp(`"${escaped}"\\s*:\\s*"`);
  if (file === 'pyproject.toml') return new RegExp(`["']${escaped}(?![\\w-])|^${escaped}\\s*=`, 'm');
  if (/^requirements[\w.-]*\.(txt|in)$/.test(file) || file === 'Pipfile')
    return new RegExp(`^${escaped}(?![\\w-])`, 'm');
  return undefined;
}

import { normalPath } from '../../base/normalPath.ts';
import { folderOf } from './sourceFiles.ts';

const scriptEndings = [
  '',
  '.ts',
  '.tsx',
  '.js',
  '.mjs',
  '.cjs',
  '.jsx',
  '.mts',
  '.cts',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.mjs',
  '/index.cjs',
];

/** The known file that a specifier of JavaScript or TypeScript means in the file `from`; undefined for one from outside. */
export function scriptPath(spec: string, from: string, known: ReadonlySet<string>): string | undefined {
  const isRelative = spec.startsWith('.');
  const base = isRelative ? normalPath(`${folderOf(from)}/${spec}`) : undefined;
  if (isRelative) return base === undefined ? undefined : withEnding(base, known);
  // Aliases such as `@/lib/x` or `src/lib/x` are configured in too many places: match the longest end.
  const tail = spec.replace(/^[@~#]\//, '');
  if (tail === spec && !spec.startsWith('src/')) return undefined;
  return withEnding(tail, known) ?? withEnding(`src/${tail}`, known);
}

function withEnding(base: string, known: ReadonlySet<string>): string | undefined {
  const stems = [base, base.replace(/\.([mc]?)jsx?$/, '.$1ts'), base.replace(/\.jsx?$/, '.tsx')];
  if (known.has(base)) return base;
  for (const stem of stems) for (const ending of scriptEndings) if (known.has(stem + ending)) return stem + ending;
  return base === '' ? withEnding('index', known) : undefined;
}

/** The known file that a module of Python means in the file `from`; undefined for one from outside. */
export function pythonPath(module: string, from: string, known: ReadonlySet<string>): string | undefined {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const tail = module.slice(dots).replaceAll('.', '/');
  const places: string[] = [];
  if (dots > 0) {
    let folder = folderOf(from);
    for (let i = 1; i < dots; i++) folder = folderOf(folder);
    places.push(folder);
  } else
    for (let folder = folderOf(from); ; folder = folderOf(folder)) {
      places.push(folder, folder === '' ? 'src' : `${folder}/src`);
      if (folder === '') break;
    }
  for (const place of places)
    for (const ending of ['.py', '/__init__.py']) {
      const path = normalPath(`${place}/${tail}${tail === '' ? ending.slice(1) : ending}`);
      if (path !== undefined && known.has(path)) return path;
    }
  return undefined;
}

import { parseJson } from '../../base/parseJson.ts';
import type { FileChange } from './fileChange.ts';
import { asRecord } from './reportReading.ts';

/** Files that are test configuration whatever they hold. */
const wholly: readonly (readonly [RegExp, string])[] = [
  [/^jest[.-].*\.([cm]?[jt]sx?|json)$/, 'This configures jest.'],
  [
    /^(vitest|vite)\.(workspace|setup|config\.(test|vitest))\.?.*$|^vitest\.config\..*$|^vitest([.-]setup)?\..*$/,
    'This configures vitest.',
  ],
  [/^\.mocharc(\..*)?$|^mocha\.opts$/, 'This configures mocha.'],
  [/^\.?pytest\.(ini|toml)$/, 'This configures pytest.'],
  [/^(tox\.ini|tox\.toml|noxfile\.py|\.noserc|nose2?\.cfg|unittest\.cfg)$/, 'This configures how Python tests run.'],
  [
    /^(karma\.conf|ava\.config|playwright\.config|cypress\.config|wdio\.conf|nightwatch\.conf)\b.*$/,
    'This configures a test runner.',
  ],
  [
    /^(cypress\.json|\.taprc|\.nycrc(\..*)?|\.c8rc(\..*)?|\.coveragerc|codecov\.ya?ml)$/,
    'This configures how tests or their coverage run.',
  ],
  [/^tsconfig([.-].*)?[.-](test|tests|spec|jest|vitest|mocha)([.-].*)?\.json$/, 'Tests are compiled with this.'],
  [
    /^test[-_.]?setup\.|^setup[-_.]?tests?\.|^setupTests\.|^(global|test)[-_]?(setup|teardown)\.|^test[-_]?env(ironment)?\./i,
    'This is set up before the tests.',
  ],
  [/^(sitecustomize|usercustomize)\.py$/, 'Python loads this file before anything else.'],
  [/^\.env\.test(\..*)?$/, 'This sets the environment of the tests.'],
  [/^(\.npmrc|\.yarnrc(\.yml)?|\.pnpmfile\.cjs)$/, 'This configures how package scripts run.'],
  [/\.pth$/, 'Python runs this file when it starts.'],
];

/** Why the change touches test configuration, or undefined. */
export function configReason(change: FileChange): string | undefined {
  const name = change.path.slice(change.path.lastIndexOf('/') + 1);
  for (const [pattern, reason] of wholly) if (pattern.test(name)) return reason;
  const { before = '', after = '' } = change;
  if (name === 'package.json') return packageReason(before, after);
  if (name === 'pyproject.toml')
    return sectionReason(before, after, /^\[+\s*tool\.(pytest|coverage|tox|nox|hatch\.envs|poe|pdm\.scripts|taskipy)/);
  if (name === 'setup.cfg')
    return sectionReason(before, after, /^\[(tool:pytest|pytest|coverage|aliases|nosetests|unittest|test)\b/);
  if (/^(vite|rollup|webpack|babel)\.config\.[cm]?[jt]s$|^\.babelrc(\..*)?$/.test(name))
    return transformReason(name, before, after);
  if (/^(GNU)?[Mm]akefile$|^[jJ]ustfile$|^Taskfile\.ya?ml$/.test(name)) return targetReason(before, after);
  return undefined;
}

const runnerKeys = ['jest', 'mocha', 'vitest', 'ava', 'tap', 'c8', 'nyc', 'karma', 'wireit'];

/** Compares what decides how a package's tests run: its test scripts, the scripts they call, and runners' own keys. */
function packageReason(before: string, after: string): string | undefined {
  const old = before === '' ? {} : asRecord(parseJson(before));
  const fresh = after === '' ? {} : asRecord(parseJson(after));
  if (old === undefined || fresh === undefined)
    return 'This package.json cannot be read, so its test scripts cannot be compared.';
  for (const key of runnerKeys) {
    if (!same(old[key], fresh[key])) return `The key "${key}", which configures tests, changed.`;
  }
  const scripts = { old: asRecord(old.scripts) ?? {}, fresh: asRecord(fresh.scripts) ?? {} };
  const names = new Set([...testScripts(scripts.old), ...testScripts(scripts.fresh)]);
  for (const name of [...names].sort()) {
    if (!same(scripts.old[name], scripts.fresh[name]))
      return `The script "${name}", which the tests run through, changed.`;
  }
  return undefined;
}

/** Names of the scripts that have to do with tests: by their name, or called by such a one. */
function testScripts(scripts: Readonly<Record<string, unknown>>): readonly string[] {
  const names = new Set(
    Object.keys(scripts).filter((name) => /test|spec|unit|e2e|coverage|^ci$|verify|^check$/i.test(name)),
  );
  for (const name of names) {
    const text = scripts[name];
    for (const other of Object.keys(scripts)) {
      const called = typeof text === 'string' && ` ${text} `.includes(` ${other} `);
      if (called || other === `pre${name}` || other === `post${name}`) names.add(other);
    }
  }
  return [...names];
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Compares the sections of an INI or TOML text whose heading matches. */
function sectionReason(before: string, after: string, heading: RegExp): string | undefined {
  const pick = (text: string) => {
    let inside = false;
    const lines = text.split('\n').map((line) => line.trim());
    return lines.filter((line) => {
      if (line.startsWith('[')) inside = heading.test(line);
      return inside && line !== '';
    });
  };
  const [old, fresh] = [pick(before), pick(after)];
  if (same(old, fresh)) return undefined;
  const section = [...fresh, ...old].find((line) => line.startsWith('['));
  return `The section ${section ?? 'for tests'} changed.`;
}

function transformReason(name: string, before: string, after: string): string | undefined {
  if (name.includes('babel')) return 'Tests are compiled with this.';
  return /\btest\b\s*:/.test(before) || /\btest\b\s*:/.test(after)
    ? 'This configures tests beside the build.'
    : undefined;
}

/** Compares the recipes whose name has to do with tests. */
function targetReason(before: string, after: string): string | undefined {
  const pick = (text: string) => {
    let inside = false;
    return text.split('\n').filter((line) => {
      if (/^\s{0,2}\S/.test(line) && line.includes(':'))
        inside = /^\s{0,2}[\w.-]*(test|check|spec)[\w.-]*[^:=]*:/.test(line);
      return inside;
    });
  };
  return same(pick(before), pick(after)) ? undefined : 'The recipe that runs the tests changed.';
}

import path from 'node:path';
import type { TestCommand } from '../../core/evidence/testRunner.ts';
import { displayWords } from './commandLine.ts';
import type { SearchPlace } from './findJavascript.ts';
import { exists, foldersUp, readSmall } from './projectFiles.ts';

const maxRead = 200;

/** The ways to run the Python tests of one folder, best first. */
export async function findPython(place: SearchPlace, signal: AbortSignal): Promise<readonly TestCommand[]> {
  const tests = place.files.filter((file) => /(^|\/)(test_[^/]*|[^/]*_test|tests?)\.py$/.test(file));
  const configured = await pytestConfiguration(place, signal);
  if (tests.length === 0 && configured === undefined) return [];
  const python = await findInterpreter(place);
  const pytest = (why: string) => command({ place, argv: [python, '-m', 'pytest'], runner: 'pytest', why });
  if (configured !== undefined) return [pytest(configured)];
  const texts = new Map<string, string>();
  for (const file of tests.slice(0, maxRead)) {
    texts.set(file, (await readSmall(path.join(place.workspacePath, place.folder, file), signal)) ?? '');
  }
  const needs = [...texts].find(([, text]) => /^[ \t]*(import|from)\s+pytest\b/m.test(text));
  if (needs) return [pytest(`${needs[0]} imports pytest`)];
  const unit = [...texts]
    .filter(([, text]) => /^[ \t]*(import|from)\s+unittest\b|\bTestCase\b/m.test(text))
    .map(([file]) => file);
  const bare = [...texts].find(([, text]) => /^(async )?def test_/m.test(text));
  if (bare) return [pytest(`${bare[0]} has test functions without a class, which pytest runs`)];
  const [first] = unit;
  if (first === undefined) return [];
  const argv = [python, '-m', 'unittest', ...(await discovery(place, unit))];
  const more = unit.length > 1 ? ` and ${unit.length - 1} more import` : ' imports';
  return [command({ place, argv, runner: 'unittest', why: `${first}${more} unittest` })];
}

function command(parts: {
  readonly place: SearchPlace;
  readonly argv: readonly string[];
  readonly runner: 'pytest' | 'unittest';
  readonly why: string;
}): TestCommand {
  const { folder } = parts.place;
  const why = folder === '' ? parts.why : `${folder}/${parts.why}`;
  return { runner: parts.runner, display: displayWords(parts.argv), argv: parts.argv, cwd: folder, why, env: {} };
}

/** Where pytest is named: its own file, a section of a shared one, or a requirement. */
async function pytestConfiguration(place: SearchPlace, signal: AbortSignal): Promise<string | undefined> {
  const has = (name: string) => place.files.includes(name);
  for (const name of ['pytest.ini', '.pytest.ini', 'pytest.toml', 'conftest.py']) if (has(name)) return name;
  const sections: readonly (readonly [string, RegExp, string])[] = [
    ['pyproject.toml', /^\[tool\.pytest/m, 'pyproject.toml: [tool.pytest]'],
    ['setup.cfg', /^\[tool:pytest\]/m, 'setup.cfg: [tool:pytest]'],
    ['tox.ini', /^\[pytest\]|\bpytest\b/m, 'tox.ini: pytest'],
    ['pyproject.toml', /["']pytest\b|^pytest\s*=/m, 'pyproject.toml: pytest is a dependency'],
    ['setup.py', /["']pytest\b/, 'setup.py: pytest is a dependency'],
    ['Pipfile', /^pytest\s*=/m, 'Pipfile: pytest is a dependency'],
  ];
  const requirements = place.files.filter((file) => /^(requirements[^/]*|requirements\/[^/]+)\.(txt|in)$/.test(file));
  const all = [...sections, ...requirements.map((file) => [file, /^pytest\b/m, `${file}: pytest`] as const)];
  for (const [file, pattern, why] of all) {
    const text = has(file) ? await readSmall(path.join(place.workspacePath, place.folder, file), signal) : undefined;
    if (text !== undefined && pattern.test(text)) return why;
  }
  return place.files.some((file) => file.endsWith('/conftest.py')) ? 'conftest.py' : undefined;
}

/** The interpreter of the project's virtual environment, relative to the folder, or the system's. */
async function findInterpreter({ workspacePath, folder }: SearchPlace): Promise<string> {
  for (const [up] of foldersUp(folder).entries()) {
    for (const name of ['.venv', 'venv', 'env']) {
      for (const program of ['bin/python', 'Scripts/python.exe']) {
        const found = `${'../'.repeat(up)}${name}/${program}`;
        if (await exists(path.join(workspacePath, folder, found))) return found;
      }
    }
  }
  return 'python3';
}

/**
 * Arguments of unittest's discovery. It looks for test*.py, from the folder on and only through packages; tests in a
 * folder without __init__.py are reached by starting there.
 */
async function discovery(place: SearchPlace, tests: readonly string[]): Promise<readonly string[]> {
  const suffix = tests.every((file) => /_test\.py$/.test(file)) ? ['-p', '*_test.py'] : [];
  const [first = ''] = tests;
  const folder = path.posix.dirname(first);
  if (folder === '.') return suffix.length > 0 ? ['discover', ...suffix] : [];
  const isPackage = foldersUp(folder)
    .filter((each) => each !== '')
    .every((each) => place.files.includes(`${each}/__init__.py`));
  const together = tests.every((file) => file.startsWith(`${folder}/`));
  if (isPackage || !together) return suffix.length > 0 ? ['discover', ...suffix] : [];
  return ['discover', '-s', folder, ...suffix];
}

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { commandNames, loadCommand } from '../../../src/cli/commandTable.ts';
import { attribute } from '../../../src/core/trace/attributeNames.ts';

const root = resolve(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
  contributes?: unknown;
};

interface Finding {
  /** `docs/cli.md:12` */
  readonly place: string;
  readonly name: string;
}

/** Every Markdown file that a reader of the repository meets. */
function documents(): string[] {
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  const files = [...readdirSync(root), ...inDocs.map((file) => join('docs', file))];
  return files.filter((file) => file.endsWith('.md')).sort();
}

/** What `pattern` captures first, line by line, in all documents. With `code`, only inside code spans and code blocks. */
function findings(pattern: RegExp, { code }: { code: boolean }): Finding[] {
  const found: Finding[] = [];
  for (const file of documents()) {
    let inBlock = false;
    for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
      if (/^\s*```/.test(line)) {
        inBlock = !inBlock;
        continue;
      }
      const texts = !code || inBlock ? [line] : [...line.matchAll(/`([^`]+)`/g)].map(([, span]) => span ?? '');
      for (const text of texts) {
        for (const [, name = ''] of text.matchAll(pattern)) found.push({ place: `${file}:${index + 1}`, name });
      }
    }
  }
  return found;
}

function assertAll(found: readonly Finding[], exists: (finding: Finding) => boolean, what: string): void {
  assert.ok(found.length > 0, `no document names a ${what}: the pattern of this test is broken`);
  const missing = found.filter((one) => !exists(one)).map(({ place, name }) => `${place}: no such ${what}: ${name}`);
  assert.deepEqual(missing, []);
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Every string below `value`, keys included. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...stringsIn(inner)]);
}

describe('documents', () => {
  it('name npm scripts that exist', () => {
    const scripts = findings(/\bnpm (?:run (?:-s |--silent )?)?([a-z][\w:-]*)/g, { code: true });
    const npmOwn = new Set(['ci', 'install', 'run', 'view', 'pack']);
    assertAll(scripts, ({ name }) => npmOwn.has(name) || name in manifest.scripts, 'npm script');
  });

  it('name commands of the command line that exist', () => {
    const folder = join(root, 'src/cli/commands');
    const verbs = new Set(readdirSync(folder).map((file) => kebab(file.replace(/(Command)?\.ts$/, ''))));
    const named = findings(/(?:^|[\s$])(?:loopwright|\S*dist\/cli\.js) ([a-z][a-z-]*)/g, { code: true });
    assertAll(named, ({ name }) => verbs.has(name) || name === 'help', 'loopwright command');
  });

  it('describe every command and flag of the command line, and no other', async () => {
    const text = readFileSync(join(root, 'docs/cli.md'), 'utf8');
    const flags = new Set(['workspace', 'json', 'help']);
    for (const name of commandNames) {
      assert.ok(text.includes(`\`loopwright ${name}`), `docs/cli.md does not describe loopwright ${name}`);
      const command = await loadCommand(name);
      for (const flag of Object.keys(command?.options ?? {})) flags.add(flag);
    }
    for (const flag of flags) assert.ok(text.includes(`--${flag}`), `docs/cli.md does not describe --${flag}`);
    const described = findings(/(?<![\w-])--([a-z][a-z-]*)/g, { code: true }).filter(({ place }) =>
      place.startsWith('docs/cli.md'),
    );
    assertAll(described, ({ name }) => flags.has(name), 'flag');
  });

  it('name settings, commands and views of the extension, and attributes of spans, that exist', () => {
    const contributed = new Set([...stringsIn(manifest.contributes), ...Object.values<string>(attribute)]);
    const named = findings(/(?<![\w./-])(loopwright\.[a-zA-Z][\w.]*\w)/g, { code: true });
    const files = /\.(vsix|db|sqlite|js|md)$/;
    assertAll(
      named.filter(({ name }) => !files.test(name)),
      ({ name }) => contributed.has(name),
      'setting, command or view',
    );
  });

  it('name files of the repository that exist', () => {
    const tops = 'src|webview|test|scripts|docs|media|l10n|\\.ci|\\.vscode';
    const pattern = new RegExp(`(?<![\\w./~-])((?:${tops})/[\\w./@-]*[\\w-])(?![\\w*{<…])`, 'g');
    // The ledger's paths have their own check below: some of its tests are not written yet.
    const named = findings(pattern, { code: true })
      .filter(({ place }) => !place.startsWith('docs/ledger.md'))
      // Our sources are TypeScript: such a name belongs to an example's project.
      .filter(({ name }) => !/^(src|test)\/.*\.(js|jsx|py)$/.test(name));
    assertAll(named, ({ name }) => existsSync(join(root, name)), 'file');
  });

  it('link to files that exist', () => {
    const links = findings(/\]\((?!\w+:|#)([^)#\s]+)/g, { code: false });
    const exists = ({ place, name }: Finding) => existsSync(join(root, dirname(place.replace(/:\d+$/, '')), name));
    assertAll(links, exists, 'link target');
  });

  it('name no file outside the repository', () => {
    const outside = documents().filter((file) =>
      /(^|[\s`("])\/(work|root|home|tmp)\//m.test(readFileSync(join(root, file), 'utf8')),
    );
    assert.deepEqual(outside, []);
  });
});

describe('decisions', () => {
  const files = readdirSync(join(root, 'docs/adr')).filter((file) => file.endsWith('.md'));

  it('have a number each, which their title says', () => {
    assert.ok(files.length > 15, `${files.length} files`);
    const numbers = files.map((file) => file.slice(0, 4));
    assert.deepEqual([...new Set(numbers)], numbers);
    for (const file of files)
      assert.match(readFileSync(join(root, 'docs/adr', file), 'utf8'), new RegExp(`^# ${file.slice(0, 4)}[.:] \\S`));
  });
});

describe('ledger', () => {
  const rows = readFileSync(join(root, 'docs/ledger.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| [A-Z]\d+ \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, id = '', , state = '', shownBy = '']) => ({ id, state, shownBy }));

  it('has every id once', () => {
    const counts = { P: 8, C: 22, E: 14, V: 25, O: 8, X: 12 };
    const ids = Object.entries(counts).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
    );
    assert.deepEqual(rows.map(({ id }) => id).sort(), ids.sort());
  });

  for (const { id, state, shownBy } of rows) {
    it(`${id}: ${state}`, () => {
      assert.match(state, /^(done|first form(: .+)?|planned)$/);
      if (state === 'planned') return;
      const paths = [...shownBy.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '');
      assert.ok(paths.length > 0, `${id} names no test`);
      // Done is done: only a first form may still wait for its test to be named.
      if (state !== 'done' && shownBy.includes('to be confirmed')) return;
      for (const path of paths) assert.ok(existsSync(join(root, path)), `${relative('.', path)} does not exist`);
    });
  }
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTreeSitterParser } from '../../../src/adapters/syntax/treeSitterParser.ts';
import type { TestCase, TestReport } from '../../../src/core/evidence/testReport.ts';
import type { RepairCandidate } from '../../../src/core/repair/candidateEdit.ts';
import type { TryOutcome } from '../../../src/core/repair/repairBudget.ts';
import { searchRepair } from '../../../src/core/repair/search.ts';
import { sourcesOf } from '../../../src/core/repair/sourceFiles.ts';
import { languageOf } from '../../../src/core/repair/syntaxParser.ts';
import { realClock } from './realClock.ts';

const root = join(import.meta.dirname, '../../..');

/** A project, its runner as a command, and how to read the runner's plain output. */
const projects = [
  {
    name: 'demo-js',
    // One process for all files: a candidate then takes a quarter of the processor's time.
    command: [process.execPath, '--test', '--test-isolation=none', '--test-reporter=tap'],
    expected: 'replaces `round` with `ceil`',
    read: readTap,
  },
  {
    name: 'demo-py',
    command: ['python3', '-B', '-m', 'unittest', '-v'],
    expected: 'max(last.end, interval.end)',
    read: readUnittest,
  },
] as const;

describe('repair of the demo projects, with their real runners', () => {
  for (const project of projects)
    it(`finds the defect of ${project.name}`, async () => {
      const temp = mkdtempSync(join(tmpdir(), 'repair-demo-'));
      try {
        const folders = [join(temp, '1'), join(temp, '2')];
        for (const folder of folders) cpSync(join(root, 'test/fixtures', project.name), folder, { recursive: true });
        const [first = ''] = folders;
        const report = await runTests(project, first);
        const red = report.cases.filter((test) => test.state === 'failed');
        assert.equal(red.length, 2);
        assert.ok(report.cases.length >= 12 && report.cases.length <= 25);
        const result = await searchRepair(
          {
            sources: sourcesOf(readTree(first)),
            report,
            parser: await createTreeSitterParser({
              grammarFolder: join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm'),
            }),
            budget: { maxCandidates: 400, maxMs: 60_000 },
            concurrency: 2,
            clock: realClock,
            tryCandidate: (candidate) => tryIn(folders, project, { candidate, report }),
          },
          () => undefined,
          new AbortController().signal,
        );
        assert.equal(result.kind, 'found');
        const text = result.candidate.edits.map((edit) => edit.description).join('; ');
        console.log(`      ${project.name}: ${text}; ${result.tried} tried in ${Math.round(result.ms)} ms`);
        assert.ok(text.includes(project.expected), text);
      } finally {
        rmSync(temp, { recursive: true, force: true });
      }
    }).timeout(60_000);
});

/** A run of the tests takes a tenth of it. */
const limitCpuSeconds = 2;

interface Project {
  readonly command: readonly string[];
  read(output: string): readonly TestCase[];
}

async function tryIn(
  folders: string[],
  project: Project,
  { candidate, report }: { readonly candidate: RepairCandidate; readonly report: TestReport },
): Promise<TryOutcome> {
  const folder = folders.pop();
  assert.ok(folder, 'more candidates at once than agreed');
  for (const file of candidate.files) writeFileSync(join(folder, file.path), file.after);
  const after = await runTests(project, folder);
  for (const file of candidate.files) writeFileSync(join(folder, file.path), file.before);
  folders.push(folder);
  const failed = after.cases.filter((test) => test.state !== 'passed').length;
  if (after.cases.length === report.cases.length && failed === 0) return { kind: 'proved' };
  return after.cases.length === 0 ? { kind: 'killed-compile' } : { kind: 'still-failing' };
}

async function runTests(project: Project, cwd: string): Promise<TestReport> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  // What never ends is ended by what it takes of the processor, whatever else the machine does; what only waits, by the clock.
  const args = ['-c', `ulimit -t ${limitCpuSeconds}; exec "$@"`, 'sh', ...project.command];
  const output = await new Promise<string>((resolve) => {
    execFile('sh', args, { cwd, env, timeout: 5000 }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
  return {
    runner: 'unknown',
    source: 'structured',
    cases: project.read(output),
    exitCode: undefined,
    durationMs: 0,
    errors: [],
  };
}

function readTree(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && languageOf(path)) files.set(path.slice(folder.length + 1), readFileSync(path, 'utf8'));
  }
  return files;
}

function caseOf(file: string, path: readonly string[], failure: TestCase['failure']): TestCase {
  const base = { id: [file, ...path].join(' > '), file, line: undefined, path, durationMs: undefined };
  return failure ? { ...base, state: 'failed', failure } : { ...base, state: 'passed' };
}

/** Leaves of node's TAP: a test is a subtest with a location; its suite has none of its own failure text. */
function readTap(output: string): readonly TestCase[] {
  const cases: TestCase[] = [];
  for (const block of output.split(/^(?= *(?:not )?ok \d+ - )/m).slice(1)) {
    const head = /^ *(not )?ok \d+ - (.*)/.exec(block);
    if (!head || /type: 'suite'/.test(block)) continue;
    const expected = /^ *expected: (.*)/m.exec(block)?.[1] ?? '';
    const actual = /^ *actual: (.*)/m.exec(block)?.[1] ?? '';
    const stack = /stack: \|-\n([\s\S]*?)\.\.\./.exec(block)?.[1] ?? '';
    const file = /\/(test\/\w+\.test\.js):\d+/.exec(stack)?.[1] ?? 'test/unknown.test.js';
    const failure = head[1] ? { message: /error: (.*)/.exec(block)?.[1] ?? '', expected, actual, stack } : undefined;
    cases.push(caseOf(file, [head[2] ?? ''], failure));
  }
  return cases;
}

function readUnittest(output: string): readonly TestCase[] {
  const cases: TestCase[] = [];
  for (const [, name = '', module = '', state] of output.matchAll(
    /^(test_\w+) \(([\w.]+)\).*?\.\.\. (ok|FAIL|ERROR)$/gm,
  )) {
    const [, file = '', suite = ''] = /^(tests\.\w+)\.(\w+)/.exec(module) ?? [];
    const text =
      output.split(/^={10,}$/m).find((part) => part.includes(`${name} (`) && part.includes('Traceback')) ?? '';
    const failure = state === 'ok' ? undefined : { message: text, stack: text };
    cases.push(caseOf(`${file.replace('.', '/')}.py`, [suite, name], failure));
  }
  return cases;
}

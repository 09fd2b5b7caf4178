import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Problem, Range } from '../../../src/core/manifest/problem.ts';
import { readFact } from '../../../src/core/memory/factFile.ts';
import { parsePrompt } from '../../../src/core/prompt/parsePrompt.ts';
import { importRules } from '../../../src/core/rule/importRules.ts';
import { parseRule, printRule } from '../../../src/core/rule/rule.ts';
import { compileExpression, evaluate } from '../../../src/core/workflow/expression.ts';
import { parseHooks } from '../../../src/core/workflow/hooksManifest.ts';
import { parseWorkflow } from '../../../src/core/workflow/parseWorkflow.ts';
import { parseManifest } from '../../../src/core/workflow/schemaRegistry.ts';
import { parseTemplate } from '../../../src/core/workflow/template.ts';
import { catalogFixture } from '../../unit/workflow/catalogFixture.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const foreign = [
  '.roomodes',
  '.cursor/rules/a.mdc',
  '.github/instructions/a.instructions.md',
  '.clinerules/a.md',
  '.continue/rules/a.md',
];

const kinds = ['agents', 'tools', 'memory', 'security', 'hooks'] as const;

function textsIn(folder: string): string[] {
  const names = readdirSync(path.join(root, folder)).filter((name) => /\.(?:ya?ml|json|md)$/.test(name));
  return names.map((name) => readFileSync(path.join(root, folder, name), 'utf8'));
}

/** Everything that people write for Loopwright: workflows, manifests, hooks, prompts, facts, rules, expressions. None may throw. */
export const target: FuzzTarget = {
  name: 'manifests',
  seeds: () => ['src/app/workflows', 'test/fixtures/manifests', 'src/app/prompts'].flatMap(textsIn),
  open: async () => ({ check, close: () => Promise.resolve() }),
};

async function check(text: string): Promise<string> {
  const workflow = parseWorkflow(text, 'a.yaml', catalogFixture);
  checkProblems(text, workflow.problems);
  const failed = workflow.problems.some(({ severity }) => severity === 'error');
  assert.equal(workflow.definition === undefined, failed, 'a workflow with an error, or none without one');
  if (workflow.definition) JSON.stringify(workflow.definition);
  const codes = new Set(workflow.problems.map(({ code }) => code));
  // They share the reader of YAML, which takes a second for a hundred thousand characters that are all wrong.
  for (const kind of kinds.slice(0, text.length > 20_000 ? 1 : kinds.length)) {
    const { value, problems } = parseManifest(text, 'a.yaml', kind);
    checkProblems(text, problems);
    if (value !== undefined) codes.add(`is ${kind}`);
  }
  if (text.length <= 20_000) checkProblems(text, parseHooks(text, 'hooks.yaml', 'person').problems);
  const prompt = parsePrompt(text, { file: 'a.md', name: 'review' });
  checkProblems(text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'), prompt.problems);
  const fact = await readFact(text, { id: 'a', file: 'a.md' });
  if (fact.kind === 'broken') checkProblems(text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'), fact.problems);
  checkRules(text);
  return [...codes, prompt.prompt ? 'prompt' : '', fact.kind, checkExpressions(text)].sort().join(' ');
}

/** Places lie within the text, and so do the fixes that editors apply. */
function checkProblems(text: string, problems: readonly Problem[]): void {
  const lines = text.split(/\r\n|\n|\r/).length;
  const within = ({ line, column, endLine, endColumn }: Range) =>
    line >= 1 && column >= 1 && endLine <= lines + 1 && (line < endLine || (line === endLine && column <= endColumn));
  for (const problem of problems) {
    assert.ok(within(problem), `a problem outside the text of ${lines} lines: ${JSON.stringify(problem)}`);
    if (problem.fix) assert.ok(within(problem.fix), `a fix outside the text: ${JSON.stringify(problem)}`);
  }
}

/** A rule as it is printed is read as the same rule. */
function checkRules(text: string): void {
  const rule = parseRule(text);
  assert.deepEqual(parseRule(printRule(rule)), rule);
  importRules(foreign.map((file) => ({ path: file, text })));
}

function checkExpressions(text: string): string {
  const template = parseTemplate(text);
  const compiled = compileExpression(text.slice(0, 3_000));
  const sources = [...template.expressions.map((one) => one.compiled), compiled.ok ? compiled.expression : undefined];
  const scope = {
    inputs: { a: 1, list: [1, 2, 3], text: 'x' },
    nodes: {},
    run: { id: 'r', workflow: 'w' },
    variables: {},
  };
  const results = sources.slice(0, 20).flatMap((one) => (one ? [evaluate(one, scope)] : []));
  for (const result of results) if (result.ok) JSON.stringify(result.value);
  return results.map((result) => (result.ok ? typeof result.value : result.error.code)).join(',');
}

import * as z from 'zod';
import { isCoded } from '../../../base/errors.ts';
import { findingsOf } from '../../analysis/finding.ts';
import { mayBeServed } from '../../context/map/languageServices.ts';
import { countCases, type TestRunOutcome } from '../../evidence/testReport.ts';
import { definitionsOf } from '../../repair/definitions.ts';
import { profileOf } from '../../repair/language/profileOf.ts';
import { languageOf } from '../../repair/syntaxParser.ts';
import { defineTool, toolInput } from '../../tool/defineTool.ts';
import type { CopyFiles, Tool, ToolResult } from '../../tool/tool.ts';
import type { WorkspaceCopy } from '../../workspace/workspace.ts';
import { describeFailures } from '../describeFailures.ts';
import { lanes } from '../lanes.ts';
import { findCommand } from '../reproduce.ts';
import { sayFinding, toFound } from '../sayFindings.ts';
import { runIn } from './commandNode.ts';
import type { DeclaredTool } from './declaredToolNode.ts';
import { createFindCodeTool } from './findCodeTool.ts';
import type { NodeScope } from './nodeScope.ts';
import { onCopy } from './onCopy.ts';

const maxSymbols = 300;
const maxFindings = 40;
const maxPrinted = 8_000;
const longestRunMs = 120_000;

const fileInput = toolInput(z.object({ path: z.string().min(1) }));
const testsInput = toolInput(
  z.object({ files: z.array(z.string()).max(50).default([]), names: z.array(z.string()).max(50).default([]) }),
);

/** Tools that ask the project: the outline of a file, its tests, its checkers, its index. None of them changes what the copy holds. */
export function createProjectTools(scope: NodeScope, files: CopyFiles): readonly Tool[] {
  return [
    defineTool(
      'symbols',
      'Lists what a file defines (functions, classes, methods, values), with the lines of each.',
      fileInput,
      ({ path }, signal) => outline(scope, { files, path }, signal),
    ),
    defineTool(
      'run_tests',
      'Runs tests on the files as they are now: all, or those of some files, or those with these full titles.',
      testsInput,
      (selection, signal) => runTests(scope, selection, signal),
    ),
    defineTool(
      'diagnostics',
      "Asks the project's own checkers (compiler, linter) about a file as it is now.",
      fileInput,
      ({ path }, signal) => diagnose(scope, path, signal),
    ),
    createFindCodeTool(scope, files),
  ];
}

/**
 * A command that the workspace declares in `tools.yaml`, as a tool of an agent: this command and no other, in the sandbox. What
 * the model gives comes on standard input as JSON; no word of it becomes part of a command line.
 */
export function createCommandTool(scope: NodeScope, name: string, declared: DeclaredTool): Tool {
  const { run: argv, description = '', input = { type: 'object' }, timeoutMs = longestRunMs, network } = declared;
  return {
    name,
    description: description === '' ? `Runs the project's command ${name}.` : description,
    inputSchema: input,
    async run(given, signal) {
      const stdin = JSON.stringify(given ?? {});
      const command = { argv, env: {}, stdin, timeoutMs, ...(network ? { network } : {}) };
      const said = await onCopy(scope, (copy) => settled(() => runIn(copy, command, scope, signal)), signal);
      const text = said.isError ? said.text : said.value.stdout;
      return { text: clip(text), isError: said.isError, summary: said.isError ? 'it failed' : 'it ended with 0' };
    },
  };
}

/** A command that fails is an answer for the model; anything else is not. */
async function settled<T>(
  action: () => Promise<T>,
): Promise<{ readonly isError: false; readonly value: T } | { readonly isError: true; readonly text: string }> {
  try {
    return { isError: false, value: await action() };
  } catch (error) {
    if (!isCoded(error, 'command.failed')) throw error;
    return { isError: true, text: error.message };
  }
}

async function outline(
  { ports }: NodeScope,
  { files, path }: { readonly files: CopyFiles; readonly path: string },
  signal: AbortSignal,
): Promise<ToolResult> {
  const source = await files.read(path, signal);
  if (source === undefined) return { text: `There is no file ${path}.`, isError: true, summary: `${path}: missing` };
  const language = languageOf(path);
  if (language === undefined) {
    const known = mayBeServed(path) && (await ports.describeFiles?.([{ path, text: source }], signal))?.[path];
    if (known)
      return sayOutline(
        path,
        known.map(({ startRow, endRow, name }) => ({ firstRow: startRow, lastRow: endRow, name })),
      );
    return { text: `There is no grammar for ${path}: read it.`, isError: true, summary: `${path}: no grammar` };
  }
  const tree = await (await ports.openParser()).parse(language, source, signal);
  const found = definitionsOf({ path, source, tree, profile: profileOf(language) });
  return sayOutline(
    path,
    found.map(({ except, name, ...rows }) => ({ ...rows, name: except.length > 0 ? `${name} (class)` : name })),
  );
}

function sayOutline(
  path: string,
  found: readonly { readonly name: string; readonly firstRow: number; readonly lastRow: number }[],
): ToolResult {
  const shown = found
    .slice(0, maxSymbols)
    .map(({ name, firstRow, lastRow }) => `${firstRow + 1}-${lastRow + 1} ${name}`);
  const more = found.length > maxSymbols ? `\n(${found.length - maxSymbols} more not shown)` : '';
  const text = found.length === 0 ? `${path} defines nothing by a name.` : shown.join('\n') + more;
  return { text, isError: false, summary: `${path}: ${found.length} definitions` };
}

async function runTests(
  scope: NodeScope,
  selection: { readonly files: readonly string[]; readonly names: readonly string[] },
  signal: AbortSignal,
): Promise<ToolResult> {
  const { ports } = scope;
  const command = await testCommand(scope, signal);
  return onCopy(
    scope,
    async (copy) => {
      const timeoutMs = Math.min(longestRunMs, ports.budget.remainingMs());
      const outcome = await ports.runTests({ copy, command, selection, timeoutMs }, signal);
      return sayOutcome(outcome, copy);
    },
    signal,
  );
}

async function testCommand({ run, ports }: NodeScope, signal: AbortSignal) {
  if (ports.log.state().reproduction) return (await run.reproduction(signal)).command;
  const { testCommand: given, commandKey } = run.settings;
  const wanted = { workspacePath: ports.workspace.path, named: [], testCommand: given, commandKey };
  return (await findCommand(ports.finder, wanted, signal)).command;
}

function sayOutcome(outcome: TestRunOutcome, copy: WorkspaceCopy): ToolResult {
  if (outcome.kind !== 'report')
    return {
      text: `No report (${outcome.kind}). It printed:\n${clip(outcome.output)}`,
      isError: true,
      summary: outcome.kind,
    };
  const { cases, source, exitCode } = outcome.report;
  if (source === 'exit-code') {
    const text = `The command ended with ${exitCode}. It printed:\n${clip(outcome.output)}`;
    return { text, isError: false, summary: `exit code ${exitCode}` };
  }
  const { passed, failed, skipped } = countCases(cases);
  const summary = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  const red = cases.filter(({ state }) => state === 'failed');
  return { text: clip([summary, ...describeFailures(red, copy)].join('\n')), isError: false, summary };
}

/** What the checkers say is kept, so that a replay has it without running them. */
async function diagnose({ run, ports }: NodeScope, path: string, signal: AbortSignal): Promise<ToolResult> {
  const look = () =>
    run.copy.alone(async (copy) => {
      const lane = await ports.cloneCopy(copy, lanes.analysis, signal);
      const { tools } = await ports.analysis.detect(lane, signal);
      const report = await ports.analysis.run(lane, tools, { files: [path] }, signal);
      const failed = report.outcomes.flatMap((outcome) =>
        outcome.kind === 'failed' ? [`${outcome.tool}: ${outcome.message}`] : [],
      );
      const found = findingsOf(report).filter(({ file }) => file === path);
      return { asked: report.outcomes.length, failed, found: found.map(toFound).map(sayFinding) };
    }, signal);
  const { asked, failed, found } = await ports.once(`diagnostics ${path}`, look, signal);
  const summary = `${path}: ${found.length} findings`;
  if (asked === 0) return { text: `No checker of the project looks at ${path}.`, isError: false, summary };
  const more = found.length > maxFindings ? [`(${found.length - maxFindings} more not shown)`] : [];
  const lines = [...found.slice(0, maxFindings), ...more, ...failed.map((one) => `could not be asked: ${one}`)];
  return { text: lines.length === 0 ? `Nothing is found in ${path}.` : lines.join('\n'), isError: false, summary };
}

const clip = (text: string) =>
  text.length > maxPrinted
    ? `(the first ${text.length - maxPrinted} characters are cut)\n${text.slice(-maxPrinted)}`
    : text;

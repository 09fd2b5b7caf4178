import { isAbort } from '../../base/errors.ts';
import type { RepairCandidate } from '../repair/candidateEdit.ts';
import {
  contradictions,
  type OpenQuestion,
  openQuestions,
  orderByAnswers,
  tellingCalls,
} from '../repair/compareAnswers.ts';
import { type DocExample, docExamples } from '../repair/docExamples.ts';
import type { ParsedFile } from '../repair/editSite.ts';
import { preferenceOf } from '../repair/preference.ts';
import { changesArguments, type ProbeAnswer, probeProgram, readAnswers } from '../repair/probeProgram.ts';
import { createProject } from '../repair/project.ts';
import { functionsAround, otherCalls, seenCalls, textOfCall } from '../repair/seenCalls.ts';
import type { SourceFiles } from '../repair/sourceFiles.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import type { FixPorts } from './fixPorts.ts';
import { describeCandidate } from './otherFixes.ts';
import type { Reproduction } from './reproduce.ts';

/** Repairs that all satisfy the tests, best first, and what they do differently, one sentence each. */
export interface ComparedFixes {
  readonly candidates: readonly RepairCandidate[];
  readonly questions: readonly string[];
  /** Inputs that no test gives and that tell them apart, and what each candidate does with them, by its number. */
  readonly inputs: readonly ComparedInput[];
}

/** A call that no test makes, and what candidates do with it. */
export interface ComparedInput {
  readonly call: string;
  readonly answers: ReadonlyMap<number, string>;
}

/** A copy in which a candidate can be put and taken out again. */
export interface ProbeLane {
  readonly copy: WorkspaceCopy;
  readonly files: CopyFiles;
}

const mostCompared = 6;
const mostQuestions = 3;
const mostInputs = 6;
const longestAnswer = 200;
const probeMs = 15_000;
const mostTests = 3;

/**
 * Runs repairs that all satisfy the tests on inputs that no test gives, made from those that tests do give, and says where they differ:
 * the tests leave that open, and a person has to decide. Their order is changed by it, nothing is refuted. What cannot be compared (no
 * literal calls in the tests, another language, no interpreter) is left as it is.
 */
export async function compareFixes(
  ports: Pick<FixPorts, 'runCommand' | 'openParser'>,
  task: {
    readonly candidates: readonly RepairCandidate[];
    readonly reproduction: Reproduction;
    readonly sources: SourceFiles;
    useLane<T>(action: (lane: ProbeLane) => Promise<T>): Promise<T>;
  },
  signal: AbortSignal,
): Promise<ComparedFixes> {
  const compared = oneFile(task.candidates).slice(0, mostCompared);
  const rest = task.candidates.filter((candidate) => !compared.includes(candidate));
  const unchanged = { candidates: task.candidates, questions: [], inputs: [] };
  const path = compared[0]?.files[0]?.path;
  if (compared.length < 2 || path === undefined) return unchanged;
  try {
    const project = createProject(task.sources, await ports.openParser());
    const file = await project.load(path, signal);
    const seen = file ? await callsFor(file, { ...task, compared, project }, signal) : [];
    const examples = file ? await examplesFor(file, task.sources, signal) : [];
    const calls = [...seen, ...examples.map(({ call }) => call)];
    const program = file && probeProgram(file.tree.language, path, calls);
    if (!program || calls.length === 0) return unchanged;
    const argv = [interpreterOf(task.reproduction, file.tree.language === 'python'), ...program.arguments];
    const ask = (candidate: RepairCandidate): Promise<readonly ProbeAnswer[]> =>
      task.useLane((lane) =>
        answersOf(ports, { candidate, lane, argv, stdin: program.text, count: calls.length }, signal),
      );
    const asking = compared.map(ask);
    // All are waited for: a lane that is still in use would be left with a candidate in it.
    await Promise.allSettled(asking);
    const all = await Promise.all(asking);
    const answers = all.map((own) => own.slice(0, seen.length));
    const against = contradictions(
      all.map((own) => own.slice(seen.length)),
      examples.map(({ expected }) => expected),
    );
    const order = [...orderByAnswers(answers, compared.map(likelihoodOf))].sort(
      (a, b) => (against[a] ?? 0) - (against[b] ?? 0),
    );
    const ordered = order.flatMap((index) => compared[index] ?? []);
    const texts = seen.map(textOfCall);
    const inOrder = order.map((index) => answers[index] ?? []);
    const asked = openQuestions(texts, inOrder, mostQuestions);
    return {
      candidates: [...ordered, ...rest],
      questions: asked.flatMap((each) => sayQuestion(each, ordered)),
      inputs: tellingCalls(texts, inOrder, mostInputs).map((at) => ({
        call: clip(texts[at] ?? ''),
        answers: new Map(ordered.map(({ number }, place) => [number, clip(inOrder[place]?.[at] ?? '')])),
      })),
    };
  } catch (error) {
    if (isAbort(error) || signal.aborted) throw error;
    // It only adds to what is known: that it failed takes nothing from the proof.
    return unchanged;
  }
}

const clip = (text: string) => (text.length > longestAnswer ? `${text.slice(0, longestAnswer)}…` : text);

/** Those that change the same single file as the best one. */
function oneFile(candidates: readonly RepairCandidate[]): readonly RepairCandidate[] {
  const [best] = candidates;
  return candidates.filter(({ files }) => files.length === 1 && files[0]?.path === best?.files[0]?.path);
}

/** How likely a repair is the right one, from the order in which it was tried: less so for two edits, and for one that takes away. */
function likelihoodOf(candidate: RepairCandidate): number {
  const { deletes, edits, score } = preferenceOf(candidate);
  return score * (edits > 1 ? 0.1 : 1) * (deletes ? 0.1 : 1);
}

/** What the file's own comments and the README say that its functions give. */
async function examplesFor(
  file: ParsedFile,
  sources: SourceFiles,
  signal: AbortSignal,
): Promise<readonly DocExample[]> {
  const functions = new Set(functionsAround(file, []));
  const readme = sources.paths.find((path) => /^readme(\.(md|rst|txt))?$/i.test(path));
  const text = readme === undefined ? '' : ((await sources.read(readme, signal)) ?? '');
  return docExamples(`${file.source}\n${text}`, functions);
}

async function callsFor(
  file: ParsedFile,
  {
    compared,
    reproduction,
    project,
  }: {
    readonly compared: readonly RepairCandidate[];
    readonly reproduction: Reproduction;
    readonly project: ReturnType<typeof createProject>;
  },
  signal: AbortSignal,
) {
  const lines = compared.flatMap(({ edits }) => edits.map(({ line }) => line));
  const tests = [...new Set(reproduction.red.flatMap((test) => test.file ?? []))].slice(0, mostTests);
  const seen = [];
  const functions = functionsAround(file, lines);
  for (const path of tests) {
    const test = await project.load(path, signal);
    if (test) seen.push(...seenCalls(test, new Set(functions)));
  }
  const rank = (name: string) => functions.indexOf(name);
  seen.sort((a, b) => rank(a.name) - rank(b.name));
  return otherCalls(seen, file.profile.words.nothing);
}

async function answersOf(
  ports: Pick<FixPorts, 'runCommand'>,
  given: {
    readonly candidate: RepairCandidate;
    readonly lane: ProbeLane;
    readonly argv: readonly string[];
    readonly stdin: string;
    readonly count: number;
  },
  signal: AbortSignal,
): Promise<readonly ProbeAnswer[]> {
  const { candidate, lane, argv, stdin, count } = given;
  try {
    for (const { path, after } of candidate.files) await lane.files.write(path, after, signal);
    const ran = await ports.runCommand({ copy: lane.copy, argv, env: {}, stdin, timeoutMs: probeMs }, signal);
    return readAnswers(ran.stdout, count);
  } finally {
    const always = new AbortController().signal;
    for (const { path, before } of candidate.files) await lane.files.write(path, before, always);
  }
}

/** The interpreter that the tests are run with, where the command names it. */
function interpreterOf({ command }: Reproduction, isPython: boolean): string {
  const [first = ''] = command.argv;
  const named = isPython ? /(^|\/)python[\d.]*$/ : /(^|\/)node$/;
  if (named.test(first)) return first;
  const folder = /^(.*\/)(pytest|py\.test)$/.exec(first)?.[1];
  return isPython ? `${folder ?? ''}python3` : 'node';
}

function sayQuestion(
  { call, answer, otherAnswer, other }: OpenQuestion,
  ordered: readonly RepairCandidate[],
): string[] {
  const candidate = ordered[other];
  if (!candidate) return [];
  return [
    `No test says what \`${call}\` should do: this change ${quoted(answer)}, the other edit (${describeCandidate(candidate)}) ${quoted(otherAnswer)}.`,
  ];
}

function quoted(answer: string): string {
  const [what = '', also] = answer.endsWith(changesArguments)
    ? [answer.slice(0, -changesArguments.length), ' and changes its arguments']
    : [answer];
  return what.replace(/^(returns|throws) (.*)$/s, '$1 `$2`') + (also ?? '');
}

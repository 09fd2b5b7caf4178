import type { CatalogEntry } from '../core/workflow/catalog.ts';
import type { JsonSchema } from '../core/workflow/definition.ts';

const text: JsonSchema = { type: 'string' };
const count: JsonSchema = { type: 'integer' };
const flag: JsonSchema = { type: 'boolean' };
const list: JsonSchema = { type: 'array' };
const texts: JsonSchema = { type: 'array', items: text };
const anything: JsonSchema = {};

function fields(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** What checkers found. */
const findings: JsonSchema = {
  type: 'array',
  items: fields({ severity: text, file: text, line: count, rule: text, message: text, suggestion: text }),
};
const analysed = fields({
  passed: flag,
  findings,
  introduced: findings,
  silenced: texts,
  fixed: count,
  unknown: texts,
  feedback: text,
});
/** What a reviewer found; only an error stands in the way. */
const remark = fields(
  {
    severity: { enum: ['error', 'warning', 'note'] },
    file: text,
    line: count,
    message: text,
    suggestion: text,
  },
  ['severity', 'message'],
);
const verdict = fields({ approved: flag, findings: { type: 'array', items: remark }, summary: text }, [
  'approved',
  'findings',
  'summary',
]);
/** Lines that two sides changed differently, and lines that could take their place. */
const conflict = fields({ base: text, ours: text, theirs: text, line: count }, ['base', 'ours', 'theirs']);
const resolution = fields({ conflict: count, text, sure: flag, why: text }, ['conflict', 'text', 'sure', 'why']);
/** A piece of work, as whoever does it is told. */
const task = fields({ title: text, detail: text, files: texts, check: text }, ['title', 'detail', 'files', 'check']);
const tasks: JsonSchema = { type: 'array', items: task };
/** A change of files as nodes hand it on: addresses of the new texts. It is put into the copy by whoever tests it. */
const changes = fields({ files: list });
const edit = fields({ summary: text, edit: changes, conversation: text, gaveUp: text });
const tested = fields({ passed: flag, failed: texts, fixed: texts, broken: texts, feedback: text });

/** Lines of a file, counted from 1. */
const testsOf = fields({ file: text, from: count, to: count }, ['file', 'from', 'to']);
/** What an editor or a checker reports. */
const problems: JsonSchema = {
  type: 'array',
  items: fields({ file: text, line: count, message: text, rule: text, source: text }, ['file', 'message']),
};

/** What one entry takes and gives. */
function entry(description: string, input: JsonSchema, output: JsonSchema): CatalogEntry {
  return { description, input, output };
}

/** The agents that come with Loopwright: what each is given by `with`, and what comes out. */
export const builtInAgents: Readonly<Record<string, CatalogEntry>> = {
  interpret: entry(
    'Says what a request asks for, what it rules out and what it leaves open.',
    fields({ request: text }, ['request']),
    fields({ goal: text, constraints: texts, assumptions: texts }, ['goal', 'constraints', 'assumptions']),
  ),
  decompose: entry(
    'Cuts a goal into tasks that can be done and checked one by one.',
    fields({ goal: text, constraints: texts, before: anything }, ['goal']),
    fields({ tasks }, ['tasks']),
  ),
  plan: entry(
    'Plans the steps of tasks: files, order, how each is checked.',
    fields({ tasks: list, request: text, scope: text, before: anything }),
    fields({ steps: tasks, summary: text }, ['steps', 'summary']),
  ),
  'design-review': entry(
    'Judges a plan before code is written.',
    fields({ plan: anything, request: text }, ['plan']),
    verdict,
  ),
  merge: entry(
    'Proposes how two changes of the same lines become one; a person decides.',
    fields({ conflicts: { type: 'array', items: conflict }, file: text, request: text }, ['conflicts']),
    fields({ resolutions: { type: 'array', items: resolution }, summary: text }, ['resolutions', 'summary']),
  ),
  codegen: entry('Writes code for one task.', fields({ task: anything, before: anything }, ['task']), edit),
  testgen: entry(
    'Writes tests in the style of the project.',
    fields({ task: anything, files: texts, before: anything }),
    edit,
  ),
  testexec: entry(
    'Puts an edit into the copy, on top of what it holds, and runs the tests; what they do not prove is taken back, or stays with keep. Without an edit it judges what the copy holds.',
    fields({ edit: changes, summary: text, keep: flag }),
    tested,
  ),
  'static-analysis': entry(
    "Runs the project's own checkers and says what the change introduced; with fix, lets them mend it first.",
    fields({ files: texts, fix: flag }),
    analysed,
  ),
  debug: entry(
    'Finds the cause of red tests and answers with an edit. With failure, what the tests say of the change so far; with rejected, what a reviewer rejected of it.',
    fields({ failed: texts, hints: anything, failure: text, rejected: text, request: text, before: anything }, [
      'failed',
    ]),
    edit,
  ),
  review: entry(
    'Judges the change so far against the request.',
    fields({ request: text, focus: text, results: anything }, ['request']),
    verdict,
  ),
  refactor: entry(
    'Improves code without changing what it does.',
    fields({ task: anything, before: anything }, ['task']),
    edit,
  ),
};

/** The tools that workflows may call as nodes, and the ones that agents may be given. */
export const builtInTools: Readonly<Record<string, CatalogEntry>> = {
  'tests.reproduce': entry(
    'Runs the tests in the copy as they are, and the red ones again. With fix: false, only to know what has to stay green.',
    fields({ tests: texts, fix: flag }),
    fields({ passed: count, failed: texts, flaky: texts, reproduction: text }),
  ),
  'repair.search': entry(
    'Repairs without a model: small edits where the red tests lead to.',
    fields({ failed: texts }, ['failed']),
    fields({ passed: flag, edit: changes, tried: count, why: text, hints: text, suspects: texts }),
  ),
  'proposal.create': entry(
    'Proves the change in a clean copy and makes it a proposal.',
    fields({ failed: texts, summary: text }),
    fields({ proposed: flag, files: count, fixed: texts, broken: texts, why: text }),
  ),
  'edit.apply': entry(
    'Puts an edit into the copy, on top of what it holds, and leaves it there; nothing is proved by that.',
    fields({ edit: changes }, ['edit']),
    fields({ files: texts, feedback: text }),
  ),
  'tests.check': entry(
    'Tries the new tests of the change: with it, without it, and on small defects. With testsOf, tests for code that is there.',
    fields({ testsOf }),
    fields({
      passed: flag,
      tests: texts,
      red: texts,
      redWithout: texts,
      tried: count,
      killed: count,
      why: text,
      feedback: text,
    }),
  ),
  'feature.propose': entry(
    'Judges the change as the feature that was asked for, by evidence, and makes it a proposal.',
    fields({ summary: text, stopped: text, testsOf }),
    fields({ accepted: flag, proposed: flag, files: count, tests: texts, why: texts }),
  ),
  'problem.check': entry(
    "Says whether the project's checkers still report problems that a run is to mend.",
    fields({ problems }, ['problems']),
    fields({ passed: flag, gone: texts, still: texts, unseen: texts, feedback: text }),
  ),
  'problem.propose': entry(
    'Judges the change as the mending of problems, by what the checkers report before and now, and makes it a proposal.',
    fields({ problems, summary: text, stopped: text }, ['problems']),
    fields({ accepted: flag, proposed: flag, files: count, why: texts }),
  ),
  list_files: entry('Lists the files of the project.', fields({ folder: text }), text),
  read_file: entry('Reads a file, with line numbers.', fields({ path: text, from: count, to: count }, ['path']), text),
  search: entry(
    'Finds a text in the project, or with regex a regular expression within a line.',
    fields({ text, folder: text, regex: flag }, ['text']),
    text,
  ),
  symbols: entry('Lists what a file defines, with the lines of each.', fields({ path: text }, ['path']), text),
  map: entry(
    'Shows what is nearest to files and names: what is defined where (outline), or its code.',
    fields({ files: texts, names: texts, show: text, tokens: count }),
    text,
  ),
  run_tests: entry(
    'Runs tests on the files as they are now, and gives what failed.',
    fields({ files: texts, names: texts }),
    text,
  ),
  diagnostics: entry("Asks the project's own checkers about a file.", fields({ path: text }, ['path']), text),
  run_code: entry(
    'Runs a short program in the sandbox, without network, and gives what it prints; nothing that it leaves behind is kept.',
    fields({ language: { enum: ['python', 'javascript', 'sh'] }, code: text, input: text }, ['language', 'code']),
    fields({ exitCode: count, stdout: text, stderr: text }),
  ),
  find_code: entry(
    'Finds functions, classes and passages by what they do, in the index of the project.',
    fields({ text, folder: text }, ['text']),
    text,
  ),
  ask_person: entry(
    'Asks the person whose run it is, and waits. Without anybody to ask, answered is false.',
    fields({ question: text, choices: texts }, ['question']),
    fields({ answered: { type: 'boolean' }, answer: text }, ['answered', 'answer']),
  ),
};

import type { Command } from './command.ts';
import { exitWords } from './commandHelp.ts';

/** Every command and where it is loaded from: only the one that is asked for is. */
const loaders: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  fix: {
    summary: 'Repair failing tests and propose the change',
    load: async () => (await import('./commands/fix.ts')).fixCommand,
  },
  add: {
    summary: 'Add a feature with tests that show it, and propose the change',
    load: async () => (await import('./commands/add.ts')).addCommand,
  },
  run: {
    summary: 'Run a workflow, or a task for one agent',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  resume: {
    summary: 'Go on with a run that was paused or interrupted',
    load: async () => (await import('./commands/resume.ts')).resumeCommand,
  },
  restart: {
    summary: 'Begin a new run as another one began',
    load: async () => (await import('./commands/restart.ts')).restartCommand,
  },
  replay: {
    summary: 'Go through a run again, offline and for free',
    load: async () => (await import('./commands/replay.ts')).replayCommand,
  },
  fork: {
    summary: 'Go another way from a step of a run',
    load: async () => (await import('./commands/fork.ts')).forkCommand,
  },
  approve: {
    summary: 'Answer a run that waits for a person',
    load: async () => (await import('./commands/approve.ts')).approveCommand,
  },
  answer: {
    summary: 'Answer what an agent of a run asks',
    load: async () => (await import('./commands/answer.ts')).answerCommand,
  },
  cancel: {
    summary: 'Tell a run to end',
    load: async () => (await import('./commands/cancel.ts')).cancelCommand,
  },
  status: {
    summary: 'List agents and their load, and the runs that go on',
    load: async () => (await import('./commands/status.ts')).statusCommand,
  },
  queue: {
    summary: 'Show and set what holds new runs back',
    load: async () => (await import('./commands/queue.ts')).queueCommand,
  },
  review: {
    summary: 'Decide a proposal hunk by hunk',
    load: async () => (await import('./commands/review.ts')).reviewCommand,
  },
  apply: {
    summary: 'Write a proposal, or some of its hunks, into the workspace',
    load: async () => (await import('./commands/apply.ts')).applyCommand,
  },
  merge: {
    summary: 'Propose how a proposal and your own changes of the same lines become one',
    load: async () => (await import('./commands/merge.ts')).mergeCommand,
  },
  undo: {
    summary: 'Put back what was there before a proposal was applied',
    load: async () => (await import('./commands/undo.ts')).undoCommand,
  },
  runs: {
    summary: 'List the runs of this workspace',
    load: async () => (await import('./commands/runs.ts')).runsCommand,
  },
  show: {
    summary: 'Show a run: evidence, diff, events',
    load: async () => (await import('./commands/show.ts')).showCommand,
  },
  approvals: {
    summary: 'List what you have allowed in this workspace, and take it back',
    load: async () => (await import('./commands/approvals.ts')).approvalsCommand,
  },
  audit: {
    summary: 'Say what was decided in a run, and whether its log is whole',
    load: async () => (await import('./commands/audit.ts')).auditCommand,
  },
  trace: {
    summary: 'Show where a run spent its time, or export its spans',
    load: async () => (await import('./commands/trace.ts')).traceCommand,
  },
  'cost-report': {
    summary: 'Say what the model calls of a run, or of all, cost',
    load: async () => (await import('./commands/costReport.ts')).costReportCommand,
  },
  stats: {
    summary: 'Count over all runs: how they came out, cost, slow nodes',
    load: async () => (await import('./commands/stats.ts')).statsCommand,
  },
  'profile-report': {
    summary: 'Say what was slow in a run',
    load: async () => (await import('./commands/profileReport.ts')).profileReportCommand,
  },
  compare: {
    summary: 'Compare two runs of a workflow: where they part',
    load: async () => (await import('./commands/compare.ts')).compareCommand,
  },
  discard: {
    summary: 'Remove what a run left on the disk',
    load: async () => (await import('./commands/discard.ts')).discardCommand,
  },
  workflows: {
    summary: 'List workflows, show one, copy one to change it',
    load: async () => (await import('./commands/workflows.ts')).workflowsCommand,
  },
  tools: {
    summary: 'List the tools that agents and workflows can use',
    load: async () => (await import('./commands/tools.ts')).toolsCommand,
  },
  prompts: {
    summary: 'List prompts, show one, copy one to change it',
    load: async () => (await import('./commands/prompts.ts')).promptsCommand,
  },
  validate: {
    summary: 'Check workflow files',
    load: async () => (await import('./commands/validate.ts')).validateCommand,
  },
  models: {
    summary: 'List models, try one, agree where code is sent',
    load: async () => (await import('./commands/models.ts')).modelsCommand,
  },
  'import-rules': {
    summary: 'Turn rules that other tools left into .loopwright/rules',
    load: async () => (await import('./commands/importRules.ts')).importRulesCommand,
  },
  map: {
    summary: 'Show what is defined where, around some files',
    load: async () => (await import('./commands/map.ts')).mapCommand,
  },
  memory: {
    summary: 'List what earlier runs proved, forget it, keep it',
    load: async () => (await import('./commands/memory.ts')).memoryCommand,
  },
  mcp: {
    summary: 'Serve other agents by the Model Context Protocol',
    load: async () => (await import('./commands/mcp.ts')).mcpCommand,
  },
  query: {
    summary: 'Find code and text by words and by meaning',
    load: async () => (await import('./commands/query.ts')).queryCommand,
  },
  index: {
    summary: 'Bring the index of the project up to date, or show it',
    load: async () => (await import('./commands/index.ts')).indexCommand,
  },
  gc: {
    summary: 'Remove old runs and what nothing refers to any more',
    load: async () => (await import('./commands/gc.ts')).gcCommand,
  },
  doctor: {
    summary: 'Say what works on this machine',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
};

/** The names of all commands. */
export const commandNames: readonly string[] = Object.keys(loaders);

/** A command by its name, or undefined. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  return Object.hasOwn(loaders, name) ? loaders[name]?.load() : undefined;
}

/** The help of the whole command line. */
export function renderHelp(): string {
  const rows = Object.entries(loaders).map(([name, { summary }]) => `  ${name.padEnd(16)}${summary}`);
  return [
    'Loopwright repairs failing tests in an isolated copy and proposes a change that you review.',
    '',
    'Usage: loopwright COMMAND [options]',
    '',
    ...rows,
    '',
    'loopwright COMMAND --help says more.',
    '',
    'Exit codes:',
    ...exitWords(),
    '',
  ].join('\n');
}

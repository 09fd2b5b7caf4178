import { asBlobHash } from '../../../base/ids.ts';
import { createEditAgent, type EditAgent } from '../../agent/editAgent.ts';
import type { KeptConversation } from '../../agent/turnLoop.ts';
import { fence } from '../../prompt/fence.ts';
import { Verbatim } from '../../prompt/renderPrompt.ts';
import { keepChangeSet } from '../changeSet.ts';
import { debugTask } from '../debugTask.ts';
import { createEditGuard } from '../editGuard.ts';
import type { Reproduction } from '../reproduce.ts';
import type { MemoryQuestion } from '../runMemory.ts';
import { type AgentTurns, agentTurns, knownFor, listing, rulesFor } from './agentPorts.ts';
import { changeSoFar } from './changeSoFar.ts';
import { codeNear } from './codeNear.ts';
import type { DeclaredTool } from './declaredToolNode.ts';
import { fields, text, texts } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';
import { shownToEditor } from './shownToEditor.ts';

const maxShownChange = 20_000;

/** Who repairs leaves tests alone, and who writes tests leaves the rest alone. */
const mayEdit = { debug: 'code', codegen: 'all', testgen: 'tests', refactor: 'all' } as const;

type Input = Readonly<Record<string, unknown>>;

const stays =
  'Your edit stays in the files. Answer with a further edit of the files as they are now, or with GIVE UP: and the reason.';
const takenBack =
  'Your edit was taken back: the files are as they were at the beginning. Look again and answer with a better edit, or with GIVE UP: and the reason.';

/**
 * An agent that answers with an edit. `before` is what came of its last edit: its conversation goes on then, and with `kept` the
 * files still hold that edit. Output:
 * `{summary, edit, conversation, gaveUp}`; without an edit `gaveUp` says why. Nothing is changed: whoever tests the edit does that.
 */
export function editNode(
  name: 'debug' | 'codegen' | 'testgen' | 'refactor',
  declared: Readonly<Record<string, DeclaredTool>> = {},
): NodeHandler {
  return async (input, scope, signal) => {
    if (name === 'debug' && !scope.ports.model) return gaveUp('no model is connected');
    const turns = await agentTurns(scope, { name, declared }, signal);
    const bases = new Map<string, string | undefined>();
    const agent = createEditAgent({
      ...turns.ports,
      async read(path, readSignal) {
        const found = await turns.files.read(path, readSignal);
        bases.set(path, found);
        return found;
      },
      refuse: createEditGuard(scope.ports, turns.files, { may: mayEdit[name] }),
    });
    const message = await nextMessage(agent, { input, name, turns, scope }, signal);
    const turn = await agent.next(message, signal);
    if (turn.kind === 'exhausted') throw scope.ports.budget.exhausted();
    const { log } = scope.ports;
    if (turn.kind === 'edit')
      agent.note('progress', `Edit of ${[...turn.files.keys()].join(', ')}: ${turn.explanation}`);
    const conversation = await log.keepText(JSON.stringify(agent.keep()), signal);
    if (turn.kind === 'gave-up') {
      const why = `the model gave up: ${turn.why}`;
      await log.append({ type: 'agent.gaveUp', agent: name, why }, signal);
      return gaveUp(why, conversation);
    }
    await log.append({ type: 'agent.explained', agent: name, text: turn.explanation }, signal);
    const edit = await keepChangeSet({ texts: turn.files, bases }, log, signal);
    return { summary: turn.explanation, edit, conversation, gaveUp: '' };
  };
}

function gaveUp(why: string, conversation = '') {
  return { summary: '', edit: { files: [] }, conversation, gaveUp: why };
}

/** What is said next: what came of the last edit, in the conversation it was made in, or the task. */
async function nextMessage(
  agent: EditAgent,
  at: { readonly input: Input; readonly name: string; readonly turns: AgentTurns; readonly scope: NodeScope },
  signal: AbortSignal,
): Promise<string> {
  const { input, name, turns, scope } = at;
  const { feedback, conversation, kept } = fields(input.before);
  if (typeof conversation === 'string' && conversation !== '') {
    agent.resume(JSON.parse(await scope.run.log.readText(asBlobHash(conversation), signal)) as KeptConversation);
    const became = kept === true ? 'The edit did not hold.' : 'The edit was taken back.';
    agent.note('evidence', `${became} ${text(feedback)}`);
    return `${text(feedback)}\n\n${kept === true ? stays : takenBack}`;
  }
  const { prompt, files } = turns;
  const given = await rulesFor(scope, { input, files }, signal);
  const rules = given ? { rules: given } : {};
  if (name !== 'debug') {
    agent.plan(stepsOf(input.task));
    const near = (task: string, nearSignal: AbortSignal) => codeNear(scope, { task, files }, nearSignal);
    const shown = await shownToEditor(name, { input, files, change: changeIn(scope), near }, signal);
    const known = name === 'codegen' ? await knownFor(scope, taskQuestion(name, input), signal) : undefined;
    return prompt.message({
      ...rules,
      ...input,
      ...(shown ? { shown } : {}),
      ...(known ? { known: known.text } : {}),
      listing: await listing(files, signal),
    });
  }
  if (text(input.failure) !== '')
    return prompt.message({ ...rules, task: new Verbatim(await changedTask(at, signal)) });
  const failure = await failureOf(input, scope, signal);
  const known = await knownFor(scope, questionOf(failure.reproduction), signal);
  const task = await debugTask(
    { ...failure, remembered: known?.files ?? [] },
    { copy: await scope.run.copy.open(signal), files },
    signal,
  );
  const rejected = text(input.rejected);
  const whole = rejected === '' ? task : await rejectedTask({ task, rejected, scope }, signal);
  return prompt.message({ ...rules, task: new Verbatim(whole), ...(known ? { known: known.text } : {}) });
}

function taskQuestion(agent: string, { task, request }: Input): MemoryQuestion {
  return { agent, text: `${JSON.stringify(task ?? '')} ${text(request)}`.slice(0, 8_000), tests: [] };
}

/** The red tests and the beginning of what they say, as a question to memory. */
function questionOf({ red }: Reproduction): MemoryQuestion {
  const said = red.map(({ id, file = '', failure }) => `${id} ${file} ${(failure?.message ?? '').slice(0, 500)}`);
  return { agent: 'debug', text: said.join('\n').slice(0, 8_000), tests: red.map(({ id }) => id) };
}

/** The task once more, where a person has rejected a part of the change that answered it. */
async function rejectedTask(
  { task, rejected, scope }: { readonly task: string; readonly rejected: string; readonly scope: NodeScope },
  signal: AbortSignal,
): Promise<string> {
  const kept = (await changeSoFar(scope, signal)).slice(0, maxShownChange);
  const parts = [
    task,
    'A change that answered this was reviewed by a person, who rejected a part of it. The files do not have that part.',
    fence('the rejected part, and why', rejected),
    ...(kept === '' ? [] : [fence('the rest of the change, which is in the files and stays', kept)]),
    'Answer with another edit in place of the rejected part, as the person asks.',
  ];
  return parts.join('\n\n');
}

const changeIn = (scope: NodeScope) => ({
  paths: async (signal: AbortSignal) => [...(await scope.run.copy.changes(signal)).keys()],
  diff: (signal: AbortSignal) => changeSoFar(scope, signal),
});

/** A task, or several, as the lines of a plan. */
function stepsOf(task: unknown): readonly string[] {
  return (Array.isArray(task) ? task : [task]).map((one) => (typeof one === 'string' ? one : text(fields(one).title)));
}

/** The task where the change of this run is at fault, not the workspace: what was wanted, what was changed, and what fails. */
async function changedTask(
  { input, turns, scope }: { readonly input: Input; readonly turns: AgentTurns; readonly scope: NodeScope },
  signal: AbortSignal,
): Promise<string> {
  const request = text(input.request);
  const parts = [
    'A change is being made, and it is not right yet. The files have it in them already.',
    ...(request === '' ? [] : [fence('what the change is for', request)]),
    fence('the change so far', (await changeSoFar(scope, signal)).slice(0, maxShownChange)),
    fence('what fails', text(input.failure)),
    fence('files of the project', await listing(turns.files, signal)),
  ];
  return parts.join('\n\n');
}

async function failureOf(input: Input, { run }: NodeScope, signal: AbortSignal) {
  const hints = fields(input.hints);
  return {
    reproduction: await run.reproduction(signal),
    hints: text(hints.hints),
    suspects: texts(hints.suspects),
  };
}

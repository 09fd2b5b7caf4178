import { asBlobHash } from '../../../base/ids.ts';
import { createDebugAgent } from '../../agent/debugAgent.ts';
import type { ModelMessage } from '../../model/modelProvider.ts';
import { createFileTools } from '../../tool/fileTools.ts';
import type { CopyFiles } from '../../tool/tool.ts';
import { keepChangeSet } from '../changeSet.ts';
import { debugTask } from '../debugTask.ts';
import { createEditGuard } from '../editGuard.ts';
import { fields, text, texts } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

const takenBack =
  'Your edit was taken back: the files are as they were at the beginning. Look again and answer with a better edit, or with GIVE UP: and the reason.';

/**
 * The agent `debug`: asks the model for an edit that makes the red tests green. `before` is what came of its last edit: its
 * conversation goes on then. Output: `{summary, edit, conversation, gaveUp}`; without an edit `gaveUp` says why.
 */
export const debugNode: NodeHandler = async (input, scope, signal) => {
  const { run, ports } = scope;
  if (!ports.model) return { summary: '', edit: { files: [] }, conversation: '', gaveUp: 'no model is connected' };
  const copy = await run.copy.open(signal);
  const files = ports.openFiles(copy);
  const agent = createDebugAgent(debugPorts(scope, files, signal));
  const { feedback, conversation } = fields(input.before);
  if (typeof conversation === 'string')
    agent.resume(JSON.parse(await run.log.readText(asBlobHash(conversation), signal)) as ModelMessage[]);
  const message =
    typeof conversation === 'string'
      ? `${text(feedback)}\n\n${takenBack}`
      : await debugTask(await taskOf(input, scope, signal), { copy, files }, signal);
  const turn = await agent.next(message, signal);
  if (turn.kind === 'exhausted') throw ports.budget.exhausted();
  const kept = await ports.log.keepText(JSON.stringify(agent.conversation()), signal);
  if (turn.kind === 'gave-up') {
    const why = `the model gave up: ${turn.why}`;
    await ports.log.append({ type: 'agent.gaveUp', agent: 'debug', why }, signal);
    return { summary: '', edit: { files: [] }, conversation: kept, gaveUp: why };
  }
  if (turn.explanation !== '')
    await ports.log.append({ type: 'agent.explained', agent: 'debug', text: turn.explanation }, signal);
  const edit = await keepChangeSet(turn.files, ports.log, signal);
  return { summary: turn.explanation, edit, conversation: kept, gaveUp: '' };
};

async function taskOf(input: Readonly<Record<string, unknown>>, { run }: NodeScope, signal: AbortSignal) {
  const hints = fields(input.hints);
  return {
    reproduction: await run.reproduction(signal),
    hints: text(hints.hints),
    suspects: texts(hints.suspects),
  };
}

function debugPorts(
  { ports, node }: NodeScope,
  files: CopyFiles,
  signal: AbortSignal,
): Parameters<typeof createDebugAgent>[0] {
  const { model, log, clock } = ports;
  if (!model) throw new Error('the debug agent was set up without a model');
  const allowed = node.tools;
  return {
    model,
    tools: createFileTools(files).filter(({ name }) => allowed === undefined || allowed.includes(name)),
    system: ports.prompt,
    read: (path, readSignal) => files.read(path, readSignal),
    refuse: createEditGuard(ports, files),
    onTool: (call) => log.append({ type: 'tool.called', ...call }, signal),
    onRefused: (why) =>
      log.append({ type: 'edit.refused', attempt: log.state().attempts + 1, why: why.slice(0, 2_000) }, signal),
    nowMs: () => clock.monotonicMs(),
  };
}

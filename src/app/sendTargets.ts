import { baseUrlOf } from '../adapters/model/connection.ts';
import { findEditorModel, resolveModelRef } from '../adapters/model/createModelProvider.ts';
import { isCoded } from '../base/errors.ts';
import type { LeafDefinition } from '../core/engine/nodeRunner.ts';
import { editorEndpoint } from '../core/model/editorModels.ts';
import { formatModelRef, parseModelRef } from '../core/model/modelRef.ts';
import { isAgreed } from '../core/model/sendConsent.ts';
import { definitionHash, definitionOf } from '../core/run/runBackend.ts';
import { emptyRunState, foldRunState } from '../core/run/runState.ts';
import { taskWorkflow } from '../core/run/taskEnvelope.ts';
import { allNodes, usedWorkflows } from '../core/run/usedWorkflows.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import type { ModelWish } from '../core/workflow/modelWish.ts';
import type { FixRequest, SendTargetView } from '../protocol/engine.ts';
import { workflowsOf } from './keptWorkflows.ts';
import type { SendQuestion } from './loopwright.ts';
import { knownConsents, type ModelEnvironment } from './modelSetup.ts';
import { openLibrary, type WorkflowLibrary } from './openLibrary.ts';
import { modelOnRecord } from './reopenRun.ts';
import { agentFor, modelOfTask } from './taskRuns.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

type Surroundings = Pick<ModelEnvironment, 'lookup' | 'dataFolder' | 'editorModels'>;

/** The models of a run, as references: its own, and those that its nodes name. */
interface RunModels {
  readonly own: string;
  readonly baseUrl: string | undefined;
  readonly nodes: readonly string[];
}

/**
 * Where a run would send code: first by its own model, then by those that its nodes name, each endpoint once. Sends nothing and
 * needs no key. Throws what beginning the run, or going on with it, would throw of its workflow, its task or its log.
 */
export async function findSendTargets(
  session: WorkspaceSession,
  { question, surroundings }: { readonly question: SendQuestion; readonly surroundings: Surroundings },
  signal: AbortSignal,
): Promise<readonly SendTargetView[]> {
  const { own, baseUrl, nodes } = await modelsOf(session, question, signal);
  const first = await findSendTarget({ model: own, baseUrl }, surroundings, signal);
  const targets = [first];
  // Who goes without a model goes without those that nodes name, too.
  if (first.model === undefined) return targets;
  for (const model of new Set(nodes)) {
    const target = await findSendTarget({ model, baseUrl }, surroundings, signal).catch((error: unknown) => {
      // A reference that cannot be used is the failure of the node that names it, if it is ever reached.
      if (isCoded(error, 'model.badRef') || isCoded(error, 'model.notConfigured')) return undefined;
      throw error;
    });
    if (target && !targets.some(({ endpoint }) => endpoint === target.endpoint)) targets.push(target);
  }
  return targets;
}

/** Where one model would get code. Sends nothing, and needs no key. */
export async function findSendTarget(
  request: Pick<FixRequest, 'model' | 'baseUrl'>,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<SendTargetView> {
  const { lookup } = surroundings;
  const ref = await resolveModelRef(parseModelRef(request.model), lookup);
  const consented = (endpoint: string) => isAgreed(endpoint, knownConsents(surroundings, []), signal);
  if (ref.kind === 'vscode') {
    const model = await findEditorModel(ref, surroundings.editorModels, signal);
    const endpoint = editorEndpoint(model);
    return {
      model: formatModelRef(ref),
      endpoint,
      agreed: await consented(endpoint),
      inEditor: { vendor: model.vendor, id: model.id, name: model.name },
    };
  }
  if (!('model' in ref)) {
    const model = ref.kind === 'none' || ref.kind === 'auto' ? undefined : ref.kind;
    return { model, endpoint: undefined, agreed: true };
  }
  const { baseUrl } = await baseUrlOf(ref, { lookup, ...(request.baseUrl ? { baseUrl: request.baseUrl } : {}) });
  const { origin: endpoint } = new URL(baseUrl);
  return { model: formatModelRef(ref), endpoint, agreed: await consented(endpoint) };
}

async function modelsOf(session: WorkspaceSession, question: SendQuestion, signal: AbortSignal): Promise<RunModels> {
  const library = await openLibrary(session.path, signal);
  if ('runId' in question) return modelsOfKnown(session, { question, library }, signal);
  const { starts, model, baseUrl } = question;
  const said = [...Object.values(question.modelFor ?? {}), ...(question.fallbackModels ?? [])];
  const find = (name: string) => library.find(name).definition;
  if ('workflow' in starts) {
    const definition = find(starts.workflow);
    return {
      own: model,
      baseUrl,
      nodes: [...said, ...namedModels([definition, ...usedWorkflows(definition, find).values()], library)],
    };
  }
  const { agent } = await agentFor(session, { task: starts.task, library }, signal);
  return {
    own: modelOfTask(starts.task, model),
    baseUrl,
    nodes: [...said, ...namedModels([taskWorkflow(starts.task, agent)], library)],
  };
}

/** A run that goes on asks the models of the workflows that it began with, and those that a fork sets. */
async function modelsOfKnown(
  session: WorkspaceSession,
  task: { readonly question: Extract<SendQuestion, { runId: string }>; readonly library: WorkflowLibrary },
  signal: AbortSignal,
): Promise<RunModels> {
  const { runId, model, nodeModel } = task.question;
  const log = await session.store.read(runId, 0, signal);
  const state = foldRunState(emptyRunState(runId), log);
  const hash = definitionHash(log);
  const definitions =
    hash === undefined
      ? []
      : [await definitionOf(session.store, hash, signal), ...(await workflowsOf(session, log, signal)).values()];
  return {
    own: modelOnRecord(state, model),
    baseUrl: state.settings?.baseUrl,
    nodes: [
      ...Object.values(state.settings?.modelFor ?? {}),
      ...(state.settings?.fallbackModels ?? []),
      ...namedModels(definitions, task.library),
      ...(nodeModel === undefined ? [] : [nodeModel]),
    ],
  };
}

function namedModels(definitions: readonly WorkflowDefinition[], library: WorkflowLibrary): readonly string[] {
  return definitions
    .flatMap(({ graph }) => allNodes(graph))
    .flatMap((node) => (isLeaf(node) ? modelsNamed(library.modelOf(node)) : []));
}

/** Those that take over get code too, where they do. */
const modelsNamed = ({ use, fallback }: ModelWish) => [...(use === undefined ? [] : [use]), ...fallback];

function isLeaf(node: WorkflowDefinition['graph']['nodes'][number]): node is LeafDefinition {
  return node.kind === 'agent' || node.kind === 'tool' || node.kind === 'run';
}

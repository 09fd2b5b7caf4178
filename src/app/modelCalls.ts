import { systemClock } from '../adapters/host/systemClock.ts';
import { baseUrlOf, keyOf } from '../adapters/model/connection.ts';
import { createModelProvider, resolveModelRef } from '../adapters/model/createModelProvider.ts';
import { findCompatible, ollamaMaxWindow } from '../adapters/model/localServers.ts';
import { openModelProbes } from '../adapters/model/modelRecords.ts';
import { CodedError } from '../base/errors.ts';
import { probeModel } from '../core/agent/probeModel.ts';
import { probeKey } from '../core/model/modelProbe.ts';
import { type NetworkRef, parseModelRef } from '../core/model/modelRef.ts';
import { endpointOf, requireConsent } from '../core/model/sendConsent.ts';
import type { Loopwright, ProbeRequest } from './loopwright.ts';
import { listModels } from './modelList.ts';
import { knownConsents, type ModelEnvironment, providerConfig } from './modelSetup.ts';
import { findSendTargets } from './sendTargets.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

type Surroundings = Pick<ModelEnvironment, 'lookup' | 'dataFolder' | 'editorModels'>;

/** The part of Loopwright that `createModelCalls` makes. */
export type ModelCalls = Pick<
  Loopwright,
  'getSendTargets' | 'agreeToSend' | 'revokeSending' | 'listModels' | 'probeModel'
>;

/** What can be asked about models, and about who would get code of a run. */
export function createModelCalls(
  surroundings: () => Surroundings,
  open: (workspace: string) => Promise<WorkspaceSession>,
): ModelCalls {
  return {
    async getSendTargets(question, signal) {
      const session = await open(question.workspace);
      return findSendTargets(session, { question, surroundings: surroundings() }, signal);
    },
    async agreeToSend(text, signal) {
      const endpoint = endpointOf(text);
      await knownConsents(surroundings(), []).consents.add(endpoint, signal);
      return endpoint;
    },
    revokeSending: async (text, signal) => knownConsents(surroundings(), []).consents.remove(endpointOf(text), signal),
    listModels: async (signal) => listModels(surroundings(), signal),
    probeModel: async (request, signal) => probe(request, surroundings(), signal),
  };
}

async function probe(request: ProbeRequest, surroundings: Surroundings, signal: AbortSignal) {
  const config = providerConfig(request, surroundings, signal);
  const ref = await resolveModelRef(parseModelRef(request.model), config.lookup);
  // What an earlier trial showed must not decide how the next one is made.
  const { findProbe: _earlier, ...fresh } = config;
  const provider = 'model' in ref ? await createModelProvider({ ...fresh, asIs: true }) : undefined;
  if (!('model' in ref) || !provider)
    throw new CodedError('model.badRef', `${request.model} is no model that can be tried.`, {
      hint: 'Name one, for example: loopwright models probe ollama/qwen3:8b',
    });
  const { endpoint } = provider;
  await requireConsent({ ref: provider.ref, endpoint }, knownConsents(surroundings, request.agreedEndpoints), signal);
  const task = {
    key: probeKey(parseModelRef(provider.ref)),
    nowMs: systemClock.nowMs(),
    maxContextWindow: await maxWindowOf(ref, fresh, signal),
    onTrial: request.onTrial,
  };
  const found = await probeModel(provider, task, signal);
  await openModelProbes(surroundings.dataFolder).put(found, signal);
  return found;
}

/** What the server says the model can have at most; only servers that people run themselves are asked. */
async function maxWindowOf(
  named: NetworkRef,
  config: ReturnType<typeof providerConfig>,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (!('preset' in named)) return undefined;
  const { ref, baseUrl } = await baseUrlOf(named, config);
  const apiKey = await keyOf(ref, config.lookup);
  if (ref.kind === 'ollama') return ollamaMaxWindow({ baseUrl, apiKey }, ref.model, signal);
  if (!('vendor' in ref) || ref.vendor !== 'local') return undefined;
  return (await findCompatible(baseUrl, signal))?.models.find(({ name }) => name === ref.model)?.maxContextWindow;
}

import { CodedError } from '../../base/errors.ts';
import { chatModelError } from './chatModelError.ts';
import type { ChatModels } from './chatModels.ts';

/** Says nothing of the project. */
const greeting = 'Answer with the word "ready".';

/**
 * Sees to it that VS Code lets the extension use a model. VS Code asks the person at the first request only, and wants that to
 * follow something they did: so it is made where they have just agreed, and not minutes later by a run. Throws
 * `model.unauthorized` when they said no.
 */
export async function askAccess(
  models: ChatModels,
  named: { readonly vendor: string; readonly id: string; readonly name: string },
  signal: AbortSignal,
): Promise<void> {
  const [model] = await models.select(named);
  if (!model) throw new CodedError('model.notInEditor', `VS Code no longer offers the model ${named.name}.`);
  if (model.allowed === true) return;
  const enough = new AbortController();
  const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: greeting }] }];
  try {
    for await (const _part of model.send({ messages, tools: [] }, AbortSignal.any([signal, enough.signal]))) break;
  } catch (error) {
    throw chatModelError(error, named.name);
  } finally {
    enough.abort();
  }
}

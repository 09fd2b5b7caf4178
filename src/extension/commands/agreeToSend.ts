import * as vscode from 'vscode';
import type { SendTargetView } from '../../protocol/engine.ts';
import type { EngineClient } from '../engineClient.ts';
import { askAccess } from '../models/askAccess.ts';

const t = vscode.l10n.t;

/** What decides where a run sends code. */
interface SendRequest {
  readonly workspace: string;
  readonly model: string;
  readonly baseUrl: string | undefined;
  readonly fallbackModels?: readonly string[];
}

/** The run that is about to begin. */
interface About {
  readonly workflow: string;
  /** It can do something without a model, too. */
  readonly orWithout: boolean;
}

/**
 * Asks once for each endpoint whether code may be sent there, and keeps a yes; VS Code's own question about its models follows
 * at once. Gives the request to go on with, with or without a model; undefined when the person closes the question.
 */
export async function agreeToSend<Request extends SendRequest>(
  engine: Pick<EngineClient, 'call' | 'models'>,
  { request, workflow, orWithout }: About & { readonly request: Request },
  signal: AbortSignal,
): Promise<Request | undefined> {
  const { workspace, model, baseUrl, fallbackModels = [] } = request;
  const question = { workspace, model, baseUrl, workflow, fallbackModels };
  for (const target of await engine.call('getSendTargets', question, signal)) {
    const { endpoint, agreed, inEditor } = target;
    if (endpoint === undefined) continue;
    if (!agreed) {
      const chosen = await askFor(target, endpoint, orWithout);
      if (chosen === 'without') return { ...request, model: 'none' };
      if (chosen === undefined) return undefined;
      await engine.call('agreeToSend', { endpoint }, signal);
    }
    if (inEditor) await askAccess(engine.models, inEditor, signal);
  }
  return request;
}

async function askFor(
  { model, inEditor }: SendTargetView,
  endpoint: string,
  orWithout: boolean,
): Promise<'send' | 'without' | undefined> {
  const message = inEditor
    ? t('May code of this project be sent to the models of {0} in VS Code?', inEditor.vendor)
    : t('May code of this project be sent to {0}?', endpoint);
  const gets = inEditor
    ? t(
        '{0} gets what it asks to read, test output and file names. You are asked once for each vendor; VS Code may ask as well.',
        inEditor.name,
      )
    : t(
        '{0} is reached there. It gets what it asks to read, test output and file names. You are asked once for each address.',
        model ?? '',
      );
  const detail = orWithout ? `${gets} ${t('Without a model, only small defects can be repaired.')}` : gets;
  const [send, without] = [t('Send Code There'), t('Go On Without a Model')];
  const choices = orWithout ? [send, without] : [send];
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...choices);
  if (chosen === undefined) return undefined;
  return chosen === send ? 'send' : 'without';
}

import * as vscode from 'vscode';
import type { EditorAnswerPart, EditorMessageView } from '../../protocol/editorModels.ts';
import type { ChatModel, ChatModels } from './chatModels.ts';

/** `vscode.lm` behind the narrow port. */
export function createVscodeModels(access: vscode.LanguageModelAccessInformation): ChatModels {
  return {
    async select(model) {
      const found = await vscode.lm.selectChatModels(model ? { vendor: model.vendor, id: model.id } : {});
      return found.map((one) => toChatModel(one, access));
    },
  };
}

function toChatModel(model: vscode.LanguageModelChat, access: vscode.LanguageModelAccessInformation): ChatModel {
  const { id, vendor, family, name, maxInputTokens } = model;
  return {
    id,
    vendor,
    family,
    name: name === '' ? id : name,
    maxInputTokens,
    get allowed() {
      return access.canSendRequest(model);
    },
    async *send({ messages, tools }, signal) {
      const cancel = cancelledBy(signal);
      try {
        const options: vscode.LanguageModelChatRequestOptions = {
          justification: vscode.l10n.t('Runs that you start ask it to change code in an isolated copy.'),
          ...(tools.length === 0 ? {} : { tools: tools.map((tool) => ({ ...tool })) }),
        };
        const response = await model.sendRequest(messages.map(toMessage), options, cancel.token);
        for await (const part of response.stream) {
          const known = fromPart(part);
          if (known) yield known;
        }
      } finally {
        cancel.dispose();
      }
    },
    async countTokens(text, signal) {
      const cancel = cancelledBy(signal);
      try {
        return await model.countTokens(text, cancel.token);
      } finally {
        cancel.dispose();
      }
    },
  };
}

function cancelledBy(signal: AbortSignal): { readonly token: vscode.CancellationToken; dispose(): void } {
  const source = new vscode.CancellationTokenSource();
  const cancel = () => source.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return {
    token: source.token,
    dispose() {
      signal.removeEventListener('abort', cancel);
      // Ends what still streams to nobody.
      source.cancel();
      source.dispose();
    },
  };
}

function toMessage({ role, content }: EditorMessageView): vscode.LanguageModelChatMessage {
  const parts = content.map((part) => {
    if (part.type === 'text') return new vscode.LanguageModelTextPart(part.text);
    if (part.type === 'toolCall') return new vscode.LanguageModelToolCallPart(part.callId, part.name, part.input);
    return new vscode.LanguageModelToolResultPart(part.callId, [new vscode.LanguageModelTextPart(part.text)]);
  });
  const { User, Assistant } = vscode.LanguageModelChatMessageRole;
  return new vscode.LanguageModelChatMessage(role === 'user' ? User : Assistant, parts);
}

/** Parts of other kinds (thinking, data) are nothing that an agent can use. */
function fromPart(part: unknown): EditorAnswerPart | undefined {
  if (part instanceof vscode.LanguageModelTextPart) return { type: 'text', text: part.value };
  if (!(part instanceof vscode.LanguageModelToolCallPart)) return undefined;
  const { callId, name, input } = part;
  return { type: 'toolCall', callId, name, input };
}

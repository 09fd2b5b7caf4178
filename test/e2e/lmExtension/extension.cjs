// Registers a language model with VS Code, whose answers come from a server on this machine: LM_TEST_URL takes what the model
// was asked as JSON, and answers with the parts to say.
const vscode = require('vscode');

const model = {
  id: 'scripted-1',
  name: 'Scripted 1',
  family: 'scripted',
  version: '1',
  maxInputTokens: 100_000,
  maxOutputTokens: 16_000,
  capabilities: { toolCalling: true },
};

const roles = {
  [vscode.LanguageModelChatMessageRole.User]: 'user',
  [vscode.LanguageModelChatMessageRole.Assistant]: 'assistant',
};

function plain(part) {
  if (part instanceof vscode.LanguageModelTextPart) return { text: part.value };
  if (part instanceof vscode.LanguageModelToolCallPart)
    return { call: part.name, callId: part.callId, input: part.input };
  if (part instanceof vscode.LanguageModelToolResultPart)
    return { result: part.content.map((one) => one.value ?? '').join(''), callId: part.callId };
  return {};
}

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.lm.registerLanguageModelChatProvider('scripted', {
      provideLanguageModelChatInformation: async () => [model],
      provideTokenCount: async (_model, text) =>
        Math.ceil((typeof text === 'string' ? text : JSON.stringify(text)).length / 4),
      async provideLanguageModelChatResponse(_model, messages, options, progress) {
        const asked = {
          messages: messages.map(({ role, content }) => ({ role: roles[role], content: content.map(plain) })),
          tools: (options.tools ?? []).map(({ name }) => name),
        };
        const response = await fetch(process.env.LM_TEST_URL, { method: 'POST', body: JSON.stringify(asked) });
        if (!response.ok) throw new Error(await response.text());
        for (const { text, call, callId, input } of await response.json())
          progress.report(
            text === undefined
              ? new vscode.LanguageModelToolCallPart(callId, call, input)
              : new vscode.LanguageModelTextPart(text),
          );
      },
    }),
  );
};

import type { ModelRequest } from '../../core/model/modelProvider.ts';
import { renderPart, toTextRequest, withSchemaInWords } from '../../core/model/textProtocol.ts';

/** A request as Markdown for a chat window: instructions, tools as text, then the conversation so far, whole. */
export function pasteMarkdown(request: ModelRequest): string {
  const text = toTextRequest(withSchemaInWords(request));
  const sections = text.system === '' ? [] : [`# Instructions\n\n${text.system}`];
  for (const message of text.messages) {
    const heading = message.role === 'user' ? '# Message' : '# Your earlier reply';
    sections.push(`${heading}\n\n${message.content.map(renderPart).join('\n\n')}`);
  }
  return `${sections.join('\n\n---\n\n')}\n`;
}

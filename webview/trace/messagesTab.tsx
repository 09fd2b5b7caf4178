import { useState } from 'preact/hooks';
import type { CallView, MessageView, PartView } from '../../src/protocol/trace.ts';
import { Icon } from '../shared/icon.tsx';
import { sayCount } from '../shared/sayNumbers.ts';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import { PlainText, RichText } from './texts.tsx';
import { ToolUse } from './toolsTab.tsx';
import type { TraceOnScreen } from './useTrace.ts';

interface Props {
  readonly call: CallView;
  readonly trace: TraceOnScreen;
}

/** A model call as a conversation: what is new in it first in sight, the rest folded. */
export function MessagesTab({ call, trace }: Props) {
  const [all, setAll] = useState(false);
  const earlier = call.messages.filter(({ seen, role }) => seen && role !== 'system').length;
  const shown = all ? call.messages : call.messages.filter(({ seen, role }) => !seen || role === 'system');
  return (
    <div class="messages">
      {call.missing.map((sentence) => (
        <p key={sentence} class="warn">
          <Icon name="warning" tone="warn" /> {sentence}
        </p>
      ))}
      {shown.slice(0, 1).map((message) => (
        <Message key="system" message={message} trace={trace} />
      ))}
      {earlier > 0 && (
        <p class="earlier">
          <button type="button" class="plain" aria-expanded={all} onClick={() => setAll(!all)}>
            <Icon name={all ? 'down' : 'right'} />
            {earlier === 1
              ? t('1 message that the call before had too')
              : t('{0} messages that the call before had too', earlier)}
          </button>
        </p>
      )}
      {shown.slice(1).map((message, index) => (
        <Message key={index} message={message} trace={trace} />
      ))}
      {call.reply && <Message message={call.reply} trace={trace} reply />}
      {!call.reply && call.missing.length === 0 && <p class="quiet">{t('It has not been answered.')}</p>}
      {call.toolsOffered.length > 0 && (
        <p class="quiet">
          <VisibleText text={t('Tools offered: {0}', call.toolsOffered.join(', '))} />
        </p>
      )}
    </div>
  );
}

function Message({
  message,
  trace,
  reply = false,
}: {
  readonly message: MessageView;
  readonly trace: TraceOnScreen;
  readonly reply?: boolean;
}) {
  const { role, parts, cachedShare } = message;
  const [open, setOpen] = useState(role !== 'system');
  const length = parts.reduce((sum, part) => sum + lengthOf(part), 0);
  const who = role === 'system' ? t('System') : reply ? t('Reply') : role === 'assistant' ? t('Model') : t('Asked');
  return (
    <article class={`message ${role} ${cachedShare >= 0.995 ? 'cached' : ''}`} aria-label={who}>
      <header>
        <button type="button" class="plain fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'down' : 'right'} /> <strong>{who}</strong>
        </button>
        <span class="quiet">{t('{0} characters', sayCount(length))}</span>
        {cachedShare > 0.005 && (
          <span class="mark-cached">
            {cachedShare >= 0.995 ? t('from the cache') : t('about {0}% from the cache', Math.round(cachedShare * 100))}
          </span>
        )}
      </header>
      {open && parts.map((part, index) => <Part key={index} part={part} trace={trace} />)}
    </article>
  );
}

function lengthOf(part: PartView): number {
  return part.kind === 'toolCall' ? part.use.input.length : part.text.length;
}

function Part({ part, trace }: { readonly part: PartView; readonly trace: TraceOnScreen }) {
  switch (part.kind) {
    case 'text':
      return <RichText text={part.text} trace={trace} />;
    case 'toolCall':
      return <ToolUse use={part.use} trace={trace} />;
    case 'toolResult':
      return (
        <details class="tool-use">
          <summary>
            {part.isError && <Icon name="cross" tone="bad" />} {t('result of')} <code>{part.name}</code>{' '}
            <span class="quiet">
              <VisibleText text={firstLine(part.text.text)} />
            </span>
          </summary>
          <PlainText text={part.text} trace={trace} />
        </details>
      );
  }
}

const firstLine = (text: string) => text.split('\n', 1)[0]?.slice(0, 100) ?? '';

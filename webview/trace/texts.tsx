import { useState } from 'preact/hooks';
import { messageOf } from '../../src/base/errors.ts';
import type { PlaceView, TextView } from '../../src/protocol/trace.ts';
import { classOfStyle, parseAnsi } from '../shared/ansi.ts';
import { Icon } from '../shared/icon.tsx';
import { sayCount } from '../shared/sayNumbers.ts';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import { type DiffLine, type Segment, splitPlaces, splitText } from './richText.ts';
import type { TraceOnScreen } from './useTrace.ts';

/** A file of the workspace that opens at its line. The extension checks that it is one. */
export function PlaceButton({ place, trace }: { readonly place: PlaceView; readonly trace: TraceOnScreen }) {
  const { path, line } = place;
  return (
    <button type="button" class="place" onClick={() => trace.openPlace(path, line)}>
      <Icon name="open" /> <VisibleText text={line === undefined ? path : `${path}:${line}`} />
    </button>
  );
}

interface LongProps {
  readonly text: TextView;
  readonly trace: TraceOnScreen;
  readonly children: (text: string) => preact.ComponentChildren;
}

/** A text that may go on: what was not sent is fetched piece by piece when it is asked for. */
export function LongText({ text, trace, children }: LongProps) {
  const [more, setMore] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const shown = text.text + more;
  const fetchMore = async () => {
    setTrouble(undefined);
    try {
      const piece = await trace.getText(text.key, shown.length);
      setMore(more + piece.text);
    } catch (error) {
      setTrouble(messageOf(error));
    }
  };
  return (
    <>
      {children(shown)}
      {shown.length < text.length && (
        <p class="more">
          <span class="quiet">{t('{0} of {1} characters', sayCount(shown.length), sayCount(text.length))}</span>{' '}
          <button type="button" onClick={() => void fetchMore()}>
            {text.length - shown.length > 200_000 ? t('Show More') : t('Show All')}
          </button>
          {trouble !== undefined && <span class="bad"> {trouble}</span>}
        </p>
      )}
    </>
  );
}

interface TextProps {
  readonly text: TextView;
  readonly trace: TraceOnScreen;
}

/** What a model or a person wrote: words, code in boxes, changes as diffs. */
export function RichText({ text, trace }: TextProps) {
  return (
    <LongText text={text} trace={trace}>
      {(shown) => splitText(shown).map((segment, index) => <SegmentView key={index} segment={segment} trace={trace} />)}
    </LongText>
  );
}

function SegmentView({ segment, trace }: { readonly segment: Segment; readonly trace: TraceOnScreen }) {
  switch (segment.kind) {
    case 'words':
      return (
        <p class="words">
          <Linked text={segment.text} trace={trace} />
        </p>
      );
    case 'code':
      return (
        <pre class="code">
          <Linked text={segment.text} trace={trace} />
        </pre>
      );
    case 'diff':
      return <DiffView path={segment.path} lines={segment.lines} trace={trace} />;
  }
}

const signs: Readonly<Record<DiffLine['kind'], string>> = { context: ' ', added: '+', removed: '−', head: ' ' };

function DiffView({
  path,
  lines,
  trace,
}: {
  readonly path: string | undefined;
  readonly lines: readonly DiffLine[];
  readonly trace: TraceOnScreen;
}) {
  return (
    <figure class="diff">
      {path !== undefined && (
        <figcaption>
          <PlaceButton place={{ path, line: undefined }} trace={trace} />
        </figcaption>
      )}
      <pre>
        {lines.map((line, index) => (
          <span key={index} class={`diff-line ${line.kind}`}>
            <span class="sign">{signs[line.kind]}</span>
            <VisibleText text={line.text} />
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  );
}

/** Text in which files with lines open. */
export function Linked({ text, trace }: { readonly text: string; readonly trace: TraceOnScreen }) {
  return (
    <>
      {splitPlaces(text).map((piece, index) =>
        'path' in piece ? (
          <button
            key={index}
            type="button"
            class="inline-place"
            onClick={() => trace.openPlace(piece.path, piece.line)}
          >
            <VisibleText text={piece.text} />
          </button>
        ) : (
          <VisibleText key={index} text={piece.text} />
        ),
      )}
    </>
  );
}

/** Output of a terminal, its colours in those of the theme. */
export function TerminalText({ text, trace }: TextProps) {
  return (
    <LongText text={text} trace={trace}>
      {(shown) => (
        <pre class="terminal">
          {parseAnsi(shown).map((piece, index) => (
            <span key={index} class={classOfStyle(piece.style)}>
              <Linked text={piece.text} trace={trace} />
            </span>
          ))}
        </pre>
      )}
    </LongText>
  );
}

/** Text as it is: data, what a tool gave. */
export function PlainText({ text, trace }: TextProps) {
  return (
    <LongText text={text} trace={trace}>
      {(shown) => (
        <pre class="code">
          <Linked text={shown} trace={trace} />
        </pre>
      )}
    </LongText>
  );
}

import type { OutputView } from '../../src/protocol/trace.ts';
import { t } from '../shared/texts.ts';
import { PlainText, TerminalText } from './texts.tsx';
import type { TraceOnScreen } from './useTrace.ts';

/** What a span printed and gave. */
export function OutputTab({
  outputs,
  trace,
}: {
  readonly outputs: readonly OutputView[];
  readonly trace: TraceOnScreen;
}) {
  return (
    <div class="outputs">
      {outputs.map((output, index) => (
        <section key={index} aria-label={wordOf(output.title)}>
          <h3>{wordOf(output.title)}</h3>
          {output.form === 'terminal' ? (
            <TerminalText text={output.text} trace={trace} />
          ) : (
            <PlainText text={output.text} trace={trace} />
          )}
        </section>
      ))}
    </div>
  );
}

function wordOf(title: OutputView['title']): string {
  const words: Readonly<Record<OutputView['title'], string>> = {
    input: t('Input'),
    subject: t('Command or items'),
    output: t('Output'),
    failure: t('Failure'),
    command: t('Command'),
    stdout: t('Printed'),
    stderr: t('Printed on stderr'),
    report: t('Red tests'),
  };
  return words[title];
}

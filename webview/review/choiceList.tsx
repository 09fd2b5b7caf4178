import type { ChoicesView, ChoiceView } from '../../src/protocol/runView.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { withCode } from './evidenceBar.tsx';
import type { Review } from './useReview.ts';

interface Props {
  readonly choices: ChoicesView;
  readonly review: Review;
}

/** The edits that make the tests green, how far each was checked, and the inputs that tell them apart. */
export function ChoiceList({ choices: view, review }: Props) {
  const { choices, found, inputs, canChoose } = view;
  return (
    <section class="choices" aria-label={t('Choices')}>
      <h2>
        {found > choices.length
          ? t('{0} edits make the red tests green; these are the best {1}. Which is right?', found, choices.length)
          : t('{0} edits make the red tests green. Which is right?', choices.length)}
      </h2>
      <ol>
        {choices.map((choice) => (
          <Choice key={choice.number} choice={choice} canChoose={canChoose && !review.busy} review={review} />
        ))}
      </ol>
      {!canChoose && (
        <p class="quiet">
          {t('A change of this run is in your files, or a new attempt goes on: undo or wait to choose.')}
        </p>
      )}
      {inputs.length > 0 && <Inputs view={view} />}
    </section>
  );
}

function Choice({
  choice,
  canChoose,
  review,
}: {
  readonly choice: ChoiceView;
  readonly canChoose: boolean;
  readonly review: Review;
}) {
  const { number, what, isProposed, checked, changes } = choice;
  const rows = changes.flatMap(({ path, rows: own }) => own.map((row) => ({ path, row })));
  return (
    <li class={isProposed ? 'choice proposed' : 'choice'} aria-current={isProposed ? 'true' : undefined}>
      <div class="choice-head">
        <strong>{number}</strong>
        <span class="choice-what">{withCode(what)}</span>
        {isProposed ? (
          <span class="state">
            <Icon name="check" tone="note" /> {t('proposed now')}
          </span>
        ) : (
          <button type="button" disabled={!canChoose} onClick={() => review.choose(number)}>
            {t('Take {0} Instead', number)}
          </button>
        )}
      </div>
      <p class="choice-check">
        <Icon name={checked === 'clean' ? 'check' : 'warning'} tone={checked === 'clean' ? 'good' : 'warn'} />{' '}
        {checkText(choice)}
      </p>
      {!isProposed && (
        <pre class="choice-rows">
          {rows.map(({ path, row }) => (
            <div key={`${path} ${row.kind}${row.oldLine}-${row.newLine}`} class={`row ${row.kind}`}>
              <span class="sign">{row.kind === 'added' ? '+' : '−'}</span>
              <code>{row.text.trim()}</code>
            </div>
          ))}
        </pre>
      )}
    </li>
  );
}

/** How far it was checked. */
function checkText({ checked, fixed, passed, byExitCodeOnly }: ChoiceView): string {
  if (byExitCodeOnly)
    return checked === 'clean'
      ? t('proved in a clean copy, by exit code only')
      : t('checked in part, by exit code only');
  switch (checked) {
    case 'clean':
      return t('proved in a clean copy: {0} red before and green after, {1} more green', fixed, passed - fixed);
    case 'search':
      return t(
        'checked in part, not in a clean copy: {0} red before and green after, {1} more green',
        fixed,
        passed - fixed,
      );
    case 'red':
      return t('checked in part, the red tests only: {0} red before and green after', fixed);
  }
}

/** What each choice does where no test says what is right. The table scrolls by itself where there is little room. */
function Inputs({ view }: { readonly view: ChoicesView }) {
  const title = t('No test gives these inputs. What should they give?');
  return (
    <div class="choice-inputs">
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
      <section aria-label={title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('Input')}</th>
              {view.choices.map(({ number, isProposed }) => (
                <th key={number} scope="col" class={isProposed ? 'proposed' : ''}>
                  {isProposed ? t('{0} (proposed)', number) : number}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.inputs.map(({ call, answers }) => (
              <tr key={call}>
                <th scope="row">
                  <code>{call}</code>
                </th>
                {view.choices.map(({ number, isProposed }, at) => (
                  <td key={number} class={isProposed ? 'proposed' : ''}>
                    {typeof answers[at] === 'string' ? <code>{answers[at]}</code> : t('not asked')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

import type { EvidenceView, ReviewView, RunStatus } from '../../src/protocol/runView.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';

interface Chip {
  readonly icon: IconName;
  readonly tone: 'good' | 'bad' | 'warn' | 'note';
  readonly text: string;
  readonly names?: readonly string[];
}

function states(): Readonly<Record<RunStatus, Omit<Chip, 'names'>>> {
  return {
    running: { icon: 'spin', tone: 'note', text: t('running') },
    fixed: { icon: 'check', tone: 'good', text: t('fixed') },
    'not-fixed': { icon: 'slash', tone: 'warn', text: t('not fixed') },
    'nothing-to-fix': { icon: 'check', tone: 'good', text: t('nothing to fix') },
    added: { icon: 'check', tone: 'good', text: t('added') },
    'not-added': { icon: 'slash', tone: 'warn', text: t('not added') },
    done: { icon: 'check', tone: 'good', text: t('done') },
    paused: { icon: 'pause', tone: 'warn', text: t('paused: budget') },
    cancelled: { icon: 'cross', tone: 'warn', text: t('cancelled') },
    failed: { icon: 'cross', tone: 'bad', text: t('failed') },
    interrupted: { icon: 'slash', tone: 'warn', text: t('interrupted') },
  };
}

function plural(count: number, one: string, many: string): string {
  return count === 1 ? t(one) : t(many, count);
}

/** What is known beside the old tests: what the new ones show, what the checkers say, how large the change is. */
function chipsBeside({ newTests, findings, change }: EvidenceView): readonly Chip[] {
  const chips: Chip[] = [];
  const say = (tone: Chip['tone'], text: string, names?: readonly string[]) => {
    const icon = ({ good: 'check', bad: 'cross', warn: 'warning', note: 'check' } as const)[tone];
    chips.push({ icon, tone, text, ...(names && names.length > 0 ? { names } : {}) });
  };
  if (newTests) {
    const { redWithout, greenWithout, tried, killed } = newTests;
    if (redWithout.length > 0) say('good', t('{0} new, red without the change', redWithout.length), redWithout);
    if (greenWithout.length > 0)
      say('warn', t('{0} new, green without the change too', greenWithout.length), greenWithout);
    if (tried > 0) say(killed > 0 ? 'good' : 'warn', t('{0} of {1} defects noticed', killed, tried));
  }
  if (findings) {
    const found = [...findings.introduced, ...findings.silenced];
    if (found.length > 0) say('bad', t('{0} new findings', found.length), found);
    else if (findings.tools.length > 0) say('good', t('no new findings'), findings.tools);
    if (findings.unknown.length > 0)
      say('warn', t('{0} checkers not asked', findings.unknown.length), findings.unknown);
  }
  if (change) {
    const { added, removed, files } = change;
    say(
      'note',
      files === 1
        ? t('{0} added, {1} removed in 1 file', added, removed)
        : t('{0} added, {1} removed in {2} files', added, removed, files),
    );
    const parts = change.unrelated.map(
      ({ path, line, reason }) => `${path}${line === undefined ? '' : `:${line}`} ${reason}`,
    );
    if (parts.length > 0) say('warn', t('{0} unrelated parts', parts.length), parts);
  }
  return chips;
}

/** What the tests say, best news first, doubts after. */
function chipsOf(evidence: EvidenceView): readonly Chip[] {
  const chips: Chip[] = [];
  const { fixed, broken, stillFailing, testsChanged, missing, flaky, after, byExitCodeOnly } = evidence;
  if (fixed.length > 0)
    chips.push({
      icon: 'check',
      tone: 'good',
      text: plural(fixed.length, '1 test red before, green after', '{0} tests red before, green after'),
      names: fixed,
    });
  const others = (after?.passed ?? 0) - fixed.length;
  if (others > 0 && broken.length === 0)
    chips.push({ icon: 'check', tone: 'good', text: plural(others, '1 other still green', '{0} others still green') });
  if (stillFailing.length > 0)
    chips.push({ icon: 'cross', tone: 'bad', text: t('{0} still red', stillFailing.length), names: stillFailing });
  if (broken.length > 0)
    chips.push({ icon: 'cross', tone: 'bad', text: t('{0} green before, red after', broken.length), names: broken });
  chips.push(...chipsBeside(evidence));
  if (testsChanged.length > 0)
    chips.push({
      icon: 'warning',
      tone: 'warn',
      text: plural(testsChanged.length, '1 test file changed', '{0} test files changed'),
      names: testsChanged,
    });
  if (missing.length > 0)
    chips.push({ icon: 'warning', tone: 'warn', text: t('{0} missing after', missing.length), names: missing });
  if (flaky.length > 0)
    chips.push({
      icon: 'warning',
      tone: 'warn',
      text: t('{0} flaky, left out of the proof', flaky.length),
      names: flaky,
    });
  if (byExitCodeOnly) chips.push({ icon: 'warning', tone: 'warn', text: t('by exit code only') });
  return chips;
}

function ChipView({ chip }: { readonly chip: Chip }) {
  const label = (
    <>
      <Icon name={chip.icon} tone={chip.tone} />
      {chip.text}
    </>
  );
  if (!chip.names) return <li class="chip">{label}</li>;
  return (
    <li class="chip">
      <details>
        <summary>{label}</summary>
        <ul class="names">
          {chip.names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      </details>
    </li>
  );
}

/** The title with what the run cost, the evidence, what is not proved, and the summary. */
export function EvidenceBar({ view }: { readonly view: ReviewView }) {
  const { run, evidence } = view;
  const state = states()[run.status];
  const refusing = view.gates.filter(({ allow }) => !allow);
  return (
    <header class="head">
      <div class="title">
        <h1>{run.title}</h1>
        <span class="state">
          <Icon name={state.icon} tone={state.tone} />
          {state.text}
        </span>
        {run.by && <span class="quiet">{run.by === 'repair' ? t('by repair, without a model') : t('by a model')}</span>}
        {run.isolated === false && (
          <span class="badge">
            <Icon name="shield" /> {t('not isolated')}
          </span>
        )}
        <span class="cost quiet">{costLine(view)}</span>
      </div>
      <ul class="chips" aria-label={t('Evidence')}>
        {evidence ? (
          chipsOf(evidence).map((chip) => <ChipView key={chip.text} chip={chip} />)
        ) : (
          <ChipView chip={{ icon: 'warning', tone: 'warn', text: t('nothing is proved yet') }} />
        )}
      </ul>
      {evidence && evidence.notProved.length > 0 && (
        <div class="doubts">
          <strong>{t('Not proved')}</strong>
          <ul>
            {evidence.notProved.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
      {refusing.length > 0 && (
        <div class="doubts">
          <strong>
            <Icon name="cross" tone="bad" /> {t('Refused by a gate')}
          </strong>
          <ul>
            {refusing.map(({ name, from, reason }) => (
              <li key={`${from} ${name}`}>
                {name}: {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
      {view.summary !== '' && <p class="summary">{withCode(view.summary)}</p>}
      {run.status === 'running' && !view.revisions.some(({ state }) => state === 'running') && (
        <p class="quiet" role="status">
          <Icon name="spin" /> {t('Still running: more may change.')} {run.line}
        </p>
      )}
    </header>
  );
}

/** Text in which `…` is shown as code. */
export function withCode(text: string) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}

function costLine({ run, budgetUsd, wallMs }: ReviewView): string {
  const known = run.costUsd === undefined ? t('cost unknown') : `$${run.costUsd.toFixed(2)}`;
  const cost = run.costEstimated ? t('{0} estimated', known) : known;
  const seconds = Math.round(wallMs / 1000);
  const time = seconds < 60 ? t('{0} s', seconds) : t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
  const spent = budgetUsd === undefined ? cost : t('{0} of {1}', cost, `$${budgetUsd.toFixed(2)}`);
  return `${spent} · ${time} · ${t('run {0}', run.runId)}`;
}

import type { OutcomeFigure } from '../../src/protocol/dashboard.ts';
import type { RunStatus } from '../../src/protocol/runView.ts';
import type { IconName } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import type { Health } from './figures.ts';

/** Icon, word and tone: a state is never colour alone. */
export interface Said {
  readonly icon: IconName;
  readonly tone: string;
  readonly text: string;
}

/** The state of a run. */
export function sayStatus(status: RunStatus): Said {
  const said: Readonly<Record<RunStatus, Said>> = {
    running: { icon: 'spin', tone: 'note', text: t('running') },
    fixed: { icon: 'check', tone: 'good', text: t('fixed') },
    added: { icon: 'check', tone: 'good', text: t('added') },
    done: { icon: 'check', tone: 'good', text: t('done') },
    'nothing-to-fix': { icon: 'check', tone: 'good', text: t('nothing to fix') },
    'not-fixed': { icon: 'slash', tone: 'warn', text: t('not fixed') },
    'not-added': { icon: 'slash', tone: 'warn', text: t('not added') },
    failed: { icon: 'cross', tone: 'bad', text: t('failed') },
    cancelled: { icon: 'cross', tone: '', text: t('cancelled') },
    paused: { icon: 'pause', tone: 'warn', text: t('paused: budget') },
    interrupted: { icon: 'warning', tone: 'warn', text: t('interrupted') },
  };
  return said[status];
}

/** How runs came out. */
export function saySide(side: keyof OutcomeFigure): string {
  return {
    reached: t('goal reached'),
    notReached: t('goal not reached'),
    failed: t('failed'),
    stopped: t('paused, interrupted or cancelled'),
  }[side];
}

/** How an agent fares. */
export function sayHealth(health: Health): Said {
  const said: Readonly<Record<Health, Said>> = {
    unknown: { icon: 'circle', tone: '', text: t('at work for the first time') },
    well: { icon: 'check', tone: 'good', text: t('works') },
    sometimes: { icon: 'warning', tone: 'warn', text: t('fails sometimes') },
    often: { icon: 'cross', tone: 'bad', text: t('fails often') },
  };
  return said[health];
}

/** USD as people write it; what is not known is said, never 0. */
export function sayCost(usd: number | null | undefined, estimated = false): string {
  if (usd === undefined || usd === null) return t('unknown');
  const text = usd > 0 && usd < 0.01 ? '< $0.01' : `$${usd.toFixed(2)}`;
  return estimated ? t('{0} estimated', text) : text;
}

/** A length of time. */
export function sayDuration(ms: number | undefined): string {
  if (ms === undefined) return '–';
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return seconds < 10 ? t('{0} s', (ms / 1000).toFixed(1)) : t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60 && seconds % 60 === 0) return t('{0} min', minutes);
  return minutes < 60
    ? t('{0} min {1} s', minutes, seconds % 60)
    : t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** A share as a whole percentage. */
export function sayShare(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)}%`;
}

/** A number of things. */
export function sayCount(count: number, one: string, many: string): string {
  return count === 1 ? one : many.replace('{0}', String(count));
}

/** A moment of the person's own clock. */
export function sayTime(atMs: number): string {
  return new Date(atMs).toLocaleString(document.documentElement.lang, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** A day, `2026-11-21`, in short. */
export function sayDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date).toLocaleDateString(document.documentElement.lang, {
    month: 'short',
    day: 'numeric',
  });
}

import * as vscode from 'vscode';
import type { EvidenceView, RunRow, RunStatus } from '../protocol/runView.ts';

const t = vscode.l10n.t;

/** The icon and the word of a state: never one without the other. */
export function stateOf(status: RunStatus): { readonly icon: string; readonly word: string; readonly color?: string } {
  switch (status) {
    case 'running':
      return { icon: 'sync~spin', word: t('running') };
    case 'fixed':
      return { icon: 'check', word: t('fixed'), color: 'testing.iconPassed' };
    case 'not-fixed':
      return { icon: 'circle-slash', word: t('not fixed'), color: 'testing.iconSkipped' };
    case 'nothing-to-fix':
      return { icon: 'pass', word: t('nothing to fix'), color: 'testing.iconPassed' };
    case 'added':
      return { icon: 'check', word: t('added'), color: 'testing.iconPassed' };
    case 'not-added':
      return { icon: 'circle-slash', word: t('not added'), color: 'testing.iconSkipped' };
    case 'done':
      return { icon: 'check', word: t('done'), color: 'testing.iconPassed' };
    case 'paused':
      return { icon: 'debug-pause', word: t('paused: budget'), color: 'testing.iconQueued' };
    case 'cancelled':
      return { icon: 'close', word: t('cancelled') };
    case 'failed':
      return { icon: 'error', word: t('failed'), color: 'testing.iconFailed' };
    case 'interrupted':
      return { icon: 'debug-disconnect', word: t('interrupted'), color: 'testing.iconQueued' };
  }
}

/** USD as people write it, marked where it is an estimate; `unknown` when a price is not known, never 0. */
export function costOf(usd: number | undefined, estimated = false): string {
  if (usd === undefined) return t('cost unknown');
  const text = usd > 0 && usd < 0.01 ? '< $0.01' : `$${usd.toFixed(2)}`;
  return estimated ? t('{0} estimated', text) : text;
}

/** How long ago, in the largest unit that fits. */
function ageOf(atMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - atMs) / 60_000);
  if (minutes < 1) return t('just now');
  if (minutes < 60) return t('{0} min ago', minutes);
  if (minutes < 48 * 60) return t('{0} h ago', Math.floor(minutes / 60));
  return t('{0} days ago', Math.floor(minutes / 1440));
}

/** A length of time in whole seconds or minutes. */
export function durationOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? t('{0} min {1} s', minutes, seconds % 60)
    : t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** What a run has spent, and of how much when money bounds it: `$0.04 of $1.00`. */
export function spentOf({ costUsd, costEstimated, limits }: RunRow): string {
  return costUsd === undefined || limits.usd === undefined
    ? costOf(costUsd, costEstimated)
    : t('{0} of {1}', costOf(costUsd, costEstimated), costOf(limits.usd));
}

/** The text beside a run's title: `fixed · 1 line · repair · $0.00 · 2 min ago`, or `reproducing… · $0.00 of $1.00 · 41 s`. */
export function describeRun(row: RunRow, nowMs: number): string {
  const { word } = stateOf(row.status);
  if (row.status === 'running') {
    // The view is narrow, and nothing is spent without a model.
    const spent = row.costUsd === 0 ? [] : [spentOf(row)];
    return [durationOf(nowMs - row.startedAtMs), ...spent, row.line === '' ? word : row.line].join(' · ');
  }
  const parts = [row.line.toLowerCase().startsWith(word) ? row.line : word];
  if (parts[0] === word && row.line !== '' && row.line !== word) parts.push(row.line);
  if (row.proposal?.applied) parts.push(t('applied'));
  if (row.isolated === false) parts.push(t('not isolated'));
  parts.push(costOf(row.costUsd, row.costEstimated), ageOf(row.endedAtMs ?? row.startedAtMs, nowMs));
  return parts.join(' · ');
}

/** One line of the evidence, with the icon that says how good it is. */
export interface EvidenceLine {
  readonly icon: string;
  readonly text: string;
}

/** What is known beside the old tests: what the new ones show, and what the checkers say. */
function describeBeside({ newTests, findings, change }: EvidenceView): readonly EvidenceLine[] {
  const lines: EvidenceLine[] = [];
  const say = (icon: string, text: string) => lines.push({ icon, text });
  if (newTests && newTests.redWithout.length > 0)
    say('check', t('{0} new, red without the change', newTests.redWithout.length));
  if (newTests && newTests.greenWithout.length > 0)
    say('warning', t('{0} new, green without the change too', newTests.greenWithout.length));
  if (newTests && newTests.tried > 0)
    say(newTests.killed > 0 ? 'check' : 'warning', t('{0} of {1} defects noticed', newTests.killed, newTests.tried));
  const found = (findings?.introduced.length ?? 0) + (findings?.silenced.length ?? 0);
  if (found > 0) say('error', t('{0} new findings', found));
  else if (findings && findings.tools.length > 0) say('check', t('no new findings'));
  if (change && change.unrelated.length > 0) say('warning', t('{0} unrelated parts', change.unrelated.length));
  return lines;
}

/** The evidence as short lines, best news first, doubts after. */
export function describeEvidence(evidence: EvidenceView | undefined): readonly EvidenceLine[] {
  if (!evidence) return [{ icon: 'question', text: t('Nothing is proved: the tests were not run to the end.') }];
  const lines: EvidenceLine[] = [];
  const say = (icon: string, text: string) => lines.push({ icon, text });
  if (evidence.fixed.length > 0) say('check', t('{0} red before, green after', evidence.fixed.length));
  if (evidence.stillFailing.length > 0) say('error', t('{0} still red', evidence.stillFailing.length));
  if (evidence.broken.length > 0) say('error', t('{0} green before, red after', evidence.broken.length));
  const others = (evidence.after?.passed ?? 0) - evidence.fixed.length;
  if (evidence.after && others > 0 && evidence.broken.length === 0) say('check', t('{0} others still green', others));
  lines.push(...describeBeside(evidence));
  if (evidence.testsChanged.length > 0) say('warning', t('{0} test files changed', evidence.testsChanged.length));
  if (evidence.missing.length > 0) say('warning', t('{0} tests are missing after', evidence.missing.length));
  if (evidence.flaky.length > 0) say('warning', t('{0} flaky, left out of the proof', evidence.flaky.length));
  if (evidence.byExitCodeOnly) say('warning', t('by exit code only'));
  for (const sentence of evidence.notProved) say('info', sentence);
  return lines;
}
